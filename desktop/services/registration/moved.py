"""Flats that an import moved: since when the address of a contract's flat has been known.

A contract that gets a flat in another house, and a house whose address becomes another one, send
letters elsewhere without any contact data being changed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.accounts import ImportAct
from desktop.domain.berlin_time import berlin_day
from desktop.models.master_data import ImportChange, MasterDataImport
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Unit

_STREET = re.compile(r"str(asse)?\b\.?")
_NO_WORD = re.compile(r"[\W_]+")
_PLACE = ("street", "house_number", "postcode")
_Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The address of a flat became another one by an import; ``change_id`` is that of its line."""

    change_id: int
    learnt_on: date


def moved_homes(session: Session, parties: Iterable[TenancyParty]) -> dict[int, Moved]:
    """Return since when the flats of contracts are where they are, by the contract's id.

    A contract whose flat has been at the same address ever since is missing. Imports that were
    taken back do not count, nor does another spelling of the same street.
    """
    tenancies = {party.tenancy_id: party.tenancy for party in parties}
    houses = {tenancy.unit.property_id: tenancy.unit.property for tenancy in tenancies.values()}
    moved = _houses(session, houses)
    found = {
        tenancy.id: moved[tenancy.unit.property_id]
        for tenancy in tenancies.values()
        if tenancy.unit.property_id in moved
    }
    for tenancy_id, one in _contracts(session, tenancies).items():
        if tenancy_id not in found or found[tenancy_id].learnt_on < one.learnt_on:
            found[tenancy_id] = one
    return found


def _changes(
    session: Session, table: type[Tenancy | Property], ids: Iterable[int]
) -> list[tuple[int, int, Mapping[str, Any], Mapping[str, Any], date]]:
    """What imports changed of some rows, the oldest first: line, row, before, after, day."""
    rows = session.execute(
        select(
            ImportChange.id,
            ImportChange.first_id,
            ImportChange.former,
            ImportChange.new,
            MasterDataImport.started_at,
        )
        .join(MasterDataImport, MasterDataImport.id == ImportChange.import_id)
        .where(
            ImportChange.entity == table.__tablename__,
            ImportChange.first_id.in_(ids),
            ImportChange.act == ImportAct.CHANGED,
            MasterDataImport.taken_back_at.is_(None),
        )
        .order_by(ImportChange.id)
    )
    return [
        (row.id, row.first_id, row.former or {}, row.new or {}, berlin_day(row.started_at))
        for row in rows
    ]


def _houses(session: Session, houses: Mapping[int, Property]) -> dict[int, Moved]:
    found = {}
    for change_id, house_id, former, new, day in _changes(session, Property, houses):
        house = houses[house_id]
        now = {name: getattr(house, name) for name in _PLACE}
        # What an import did not change stands in neither; it was then what it is now.
        if _place({**now, **former}) != _place({**now, **new}) and former.get("street") != "":
            found[house_id] = Moved(change_id, day)
    return found


def _contracts(session: Session, tenancies: Mapping[int, Tenancy]) -> dict[int, Moved]:
    moves = [
        (change_id, tenancy_id, former["unit_id"], day)
        for change_id, tenancy_id, former, new, day in _changes(session, Tenancy, tenancies)
        if new.get("unit_id") == tenancies[tenancy_id].unit_id and "unit_id" in former
    ]
    if not moves:
        return {}
    rows = session.execute(
        select(Unit.id, Property.street, Property.house_number, Property.postcode)
        .join(Property, Property.id == Unit.property_id)
        .where(Unit.id.in_({unit_id for _, _, unit_id, _ in moves}))
    ).mappings()
    places = {row["id"]: _place({name: row[name] for name in _PLACE}) for row in rows}
    found = {}
    for change_id, tenancy_id, unit_id, day in moves:
        house = tenancies[tenancy_id].unit.property
        here = _place({name: getattr(house, name) for name in _PLACE})
        if places.get(unit_id) != here:
            found[tenancy_id] = Moved(change_id, day)
    return found


def _place(values: Mapping[str, Any]) -> _Place:
    """Where a house is, whatever way it is spelt."""
    return tuple(_plain(str(values.get(name) or "")) for name in _PLACE)


def _plain(text: str) -> str:
    return _NO_WORD.sub("", _STREET.sub("str", text.casefold()))
