"""Writes what was planned, with the notes by which an import can be taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from desktop.database.statements import insert_many
from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ImportAct
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.models.bank import BankDetails, Mandate
from desktop.models.base import Base, Versioned
from desktop.models.contact import ContactDataChange
from desktop.models.master_data import ImportChange, Meter, ResponsibleContact
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.accounts.contract_event import (
    queue_contracts_updated,
    tenancies_of_property,
)
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.noting import note_echoes
from desktop.services.master_data.plan import Alteration, Plan, Values
from desktop.services.search.upkeep import leave_to_build
from desktop.services.staff.access import Actor

ORDER: tuple[type[Base], ...] = (
    Property,
    Unit,
    Tenancy,
    Tenant,
    TenancyParty,
    ContactDataChange,
    BankDetails,
    Mandate,
    Meter,
    ResponsibleContact,
)
"""In which tables are written: what is referred to comes first."""
_NAMED_ONE_BY_ONE = 50
"""Of more contracts in one transaction screens only hear that some changed."""
_REFERENCE = "tenant_id"


def write_plan(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, import_id: int, plan: Plan
) -> None:
    """Write a plan in the caller's transaction.

    Raises:
        UserError: ``conflict.changed`` where somebody changed a row since it was read.
    """
    session = unit.session
    for table in ORDER:
        if rows := plan.additions.get(table):
            _add(session, import_id, table, rows)
    _alter(session, import_id, plan.alterations)
    note_echoes(unit, context, actor, plan.notes)
    for act in plan.acts:
        act(plan, unit, import_id)
    told = set(plan.tenancies)
    if plan.properties:
        told.update(tenancies_of_property(session, sorted(plan.properties)))
    if told:
        queue_contracts_updated(unit, context, sorted(told))
    leave_to_build(session, [row["id"] for row in plan.additions.get(Tenancy, ())])
    _tell(unit, told | plan.people | {row["id"] for row in plan.additions.get(Tenancy, ())})


def _tell(unit: UnitOfWork, tenancies: set[int]) -> None:
    if len(tenancies) > _NAMED_ONE_BY_ONE:
        unit.changed(ChangeKind.TENANCY)
        return
    for tenancy_id in tenancies:
        unit.changed(ChangeKind.TENANCY, tenancy_id)


def _add(session: Session, import_id: int, table: type[Base], rows: list[Values]) -> None:
    if table is TenancyParty:
        # Its person was made just before and got an id. Whom it is taken back with, too.
        for row in rows:
            row[_REFERENCE] = row[_REFERENCE]["id"]
        insert_many(session, table, rows)
        return
    ids = reserve_ids(session, table, len(rows))
    for row, row_id in zip(rows, ids, strict=True):
        row["id"] = row_id
    insert_many(session, table, rows)
    session.connection().execute(
        insert(ImportChange),
        [
            {
                "import_id": import_id,
                "act": ImportAct.ADDED,
                "entity": table.__tablename__,
                "first_id": first,
                "last_id": last,
                "former": None,
                "new": None,
            }
            for first, last in runs_of(ids)
        ],
    )


def reserve_ids(session: Session, table: type[Base], n: int) -> list[int]:
    """Return ids for rows that are about to be made, so that nobody has to ask for them after."""
    if session.get_bind().dialect.name == "postgresql":
        query = text(
            "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :n)"
        )
        return list(session.execute(query, {"table": table.__tablename__, "n": n}).scalars())
    # A file has one writer: nobody else makes a row before this transaction ends.
    last = session.scalar(select(func.coalesce(func.max(_table(table).c.id), 0))) or 0
    return list(range(last + 1, last + 1 + n))


def runs_of(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return ids that follow each other as pairs of first and last."""
    runs: list[tuple[int, int]] = []
    for one in ids:
        if runs and runs[-1][1] == one - 1:
            runs[-1] = (runs[-1][0], one)
        else:
            runs.append((one, one))
    return runs


def _table(table: type[Base]) -> Table:
    found = table.__table__
    assert isinstance(found, Table)
    return found


def _alter(session: Session, import_id: int, alterations: Sequence[Alteration]) -> None:
    groups: defaultdict[tuple[type[Base], tuple[str, ...]], list[Alteration]] = defaultdict(list)
    for one in alterations:
        groups[one.table, tuple(sorted(one.new))].append(one)
    for (table, names), group in groups.items():
        alter_rows(session, table, names, group)
    if alterations:
        session.connection().execute(
            insert(ImportChange),
            [
                {
                    "import_id": import_id,
                    "act": one.act,
                    "entity": one.table.__tablename__,
                    "first_id": one.row_id,
                    "last_id": one.row_id,
                    "former": as_json({**one.former, **_key_of(one)}),
                    "new": as_json({**one.new, **one.beside}),
                }
                for one in alterations
            ],
        )


def _key_of(one: Alteration) -> Mapping[str, int]:
    """What names a row without an id; its first column is the id that stands with the change."""
    return {} if one.key is None else dict(list(one.key.items())[1:])


def alter_rows(
    session: Session, table: type[Base], names: Sequence[str], group: Sequence[Alteration]
) -> None:
    """Give rows of one table other values of the same columns, each only as it was read.

    Raises:
        UserError: ``conflict.changed``.
    """
    columns = _table(table).c
    keys = tuple(group[0].key or {"id": 0})
    statement = update(_table(table)).where(
        *(columns[key] == bindparam(f"k_{key}") for key in keys)
    )
    values: dict[str, Any] = {name: bindparam(f"v_{name}") for name in names}
    versioned = issubclass(table, Versioned)
    if versioned:
        statement = statement.where(columns.version == bindparam("k_version"))
        values["version"] = columns.version + 1
    result = session.connection().execute(
        statement.values(values),
        [
            {
                **{f"k_{key}": value for key, value in (one.key or {"id": one.row_id}).items()},
                **{f"v_{name}": one.new[name] for name in names},
                **({"k_version": one.version} if versioned else {}),
            }
            for one in group
        ],
    )
    if result.rowcount != len(group):
        raise UserError("conflict.changed")


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they are kept with a change."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
