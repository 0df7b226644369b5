"""Who refers to a row: found by the foreign keys of all tables, so that none is forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlalchemy.orm import Session

from desktop.domain.kinds import VersionState
from desktop.domain.mandate import MandateStatus
from desktop.models.bank import BankDetails, Mandate
from desktop.models.base import Base
from desktop.models.tenancy import Tenancy, Tenant

_GOES_ALONG: Mapping[type[Base], frozenset[str]] = {
    Tenant: frozenset({"tenancy_parties"}),
    Tenancy: frozenset({"bank_details", "mandates"}),
}
"""What may refer to a row and goes with it (of versions only those that were withdrawn)."""


def plain_table(table: type[Base]) -> Table:
    """Return the table of a mapped class."""
    found = table.__table__
    assert isinstance(found, Table)
    return found


def columns_of(table: type[Base]) -> Mapping[str, Any]:
    """Return the columns of a mapped class by their names."""
    return {column.name: column for column in plain_table(table).columns}


def drop_withdrawn(session: Session, tenancies: Sequence[int]) -> None:
    """Let withdrawn versions go with their contract, where no release ever made them."""
    for table, state in (
        (BankDetails, VersionState.WITHDRAWN),
        (Mandate, MandateStatus.WITHDRAWN),
    ):
        columns = columns_of(table)
        used = used_rows(session, Tenancy, tenancies)
        free = [one for one in tenancies if one not in used]
        session.connection().execute(
            delete(plain_table(table)).where(
                columns["tenancy_id"].in_(free),
                columns["state"] == state,
                columns["bank_change_id"].is_(None),
            )
        )


def used_rows(session: Session, table: type[Base], ids: Sequence[int]) -> set[int]:
    """Return which rows something refers to, whatever it is."""
    along = _GOES_ALONG.get(table, frozenset())
    used: set[int] = set()
    for other in Base.metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is not plain_table(table):
                continue
            where: list[ColumnElement[bool]] = [key.parent.in_(ids)]
            if other.name in along:
                if "state" not in other.columns:
                    continue
                # A version counts unless an import made it and it was withdrawn.
                counts = other.columns["state"] != VersionState.WITHDRAWN.value
                where.append(or_(counts, other.columns["bank_change_id"].is_not(None)))
            used.update(session.connection().execute(select(key.parent).where(*where)).scalars())
    return used
