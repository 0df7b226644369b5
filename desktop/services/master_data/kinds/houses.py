"""Properties and units."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.findings import Reason
from desktop.models.tenancy import Property, Unit
from desktop.services.master_data.kinds.given import given_values, lacks_needed
from desktop.services.master_data.plan import Alteration, Plan, differing
from desktop.services.master_data.rows import TypedRow
from desktop.services.master_data.surroundings import Houses, Surroundings, by_company, sets_of

_OF_PROPERTY = {
    name: name for name in ("street", "house_number", "postcode", "town", "federal_state")
}
_EMPTY_PROPERTY: Mapping[str, Any] = dict.fromkeys(_OF_PROPERTY, "")
_OF_UNIT = {name: name for name in ("kind", "floor", "position", "area_m2")}
_EMPTY_UNIT: Mapping[str, Any] = {"floor": "", "position": "", "area_m2": None}
_JUMP = Decimal("0.5")


class PropertiesPlanner:
    """Plans rows of kind properties."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Compare rows with the houses that are there."""
        known = self._known(session, rows)
        for row in rows:
            number = row.values["property_number"]
            given = given_values(row, _OF_PROPERTY, _EMPTY_PROPERTY)
            house = known.get((row.company.id, number))
            if house is None:
                self._add(row, number, given, plan)
                continue
            former, new = differing(house, given.items())
            if not new:
                continue
            if "postcode" in new and "street" in new and former["street"]:
                plan.suspect(row.line, "street", Reason.HOUSE_MOVED)
            plan.alterations.append(Alteration(Property, house.id, former, new))
            plan.changed += 1
            plan.properties.add(house.id)

    def _known(self, session: Session, rows: Sequence[TypedRow]) -> dict[tuple[int, str], Row[Any]]:
        columns = [getattr(Property, name) for name in _OF_PROPERTY]
        found = {}
        wanted = by_company((row.company.id, row.values["property_number"]) for row in rows)
        for company_id, numbers in wanted.items():
            for chunk in sets_of(numbers):
                query = select(Property.id, Property.number, *columns).where(
                    Property.company_id == company_id, is_one_of(session, Property.number, chunk)
                )
                for house in session.connection().execute(query):
                    found[company_id, house.number] = house
        return found

    def _add(self, row: TypedRow, number: str, given: dict[str, Any], plan: Plan) -> None:
        values = {
            **_EMPTY_PROPERTY,
            "federal_state": row.company.federal_state,
            **given,
            "company_id": row.company.id,
            "number": number,
        }
        plan.add(Property, values)
        plan.added += 1
        if self._around.dry_run:
            planned = self._around.planned
            planned.properties[row.company.id, number] = planned.next_id()


class UnitsPlanner:
    """Plans rows of kind units."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._houses = Houses(around.planned)

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Compare rows with the units that are there."""
        self._houses.load(
            session, {(row.company.id, row.values["property_number"]) for row in rows}
        )
        houses: dict[int, int] = {}
        for row in rows:
            house_id = self._houses.property_id(row.company.id, row.values["property_number"])
            if house_id is None:
                plan.refuse(row.line, "property_number", Reason.UNKNOWN_PROPERTY)
            else:
                houses[row.line] = house_id
        known = self._known(session, set(houses.values()))
        for row in rows:
            if row.line in houses:
                key = (houses[row.line], row.values["unit_number"])
                self._plan_one(row, key, known.get(key), plan)

    def _known(self, session: Session, houses: set[int]) -> dict[tuple[int, str], Row[Any]]:
        columns = [getattr(Unit, name) for name in _OF_UNIT]
        found = {}
        for chunk in sets_of(sorted(house for house in houses if house > 0)):
            query = select(Unit.id, Unit.property_id, Unit.number, *columns).where(
                is_one_of(session, Unit.property_id, chunk)
            )
            for unit in session.connection().execute(query):
                found[unit.property_id, unit.number] = unit
        return found

    def _plan_one(
        self, row: TypedRow, key: tuple[int, str], unit: Row[Any] | None, plan: Plan
    ) -> None:
        given = given_values(row, _OF_UNIT, _EMPTY_UNIT)
        if unit is None:
            if lacks_needed(MasterDataKind.UNITS, row, plan):
                return
            house_id, number = key
            plan.add(Unit, {**_EMPTY_UNIT, **given, "property_id": house_id, "number": number})
            plan.added += 1
            if self._around.dry_run:
                planned = self._around.planned
                place = (row.company.id, row.values["property_number"], number)
                planned.units[place] = planned.next_id()
            return
        former, new = differing(unit, given.items())
        if new:
            if jumped(former.get("area_m2"), new.get("area_m2")):
                plan.suspect(row.line, "area_m2", Reason.AREA_JUMPED)
            plan.alterations.append(Alteration(Unit, unit.id, former, new))
            plan.changed += 1
            plan.properties.add(unit.property_id)


def jumped(before: Decimal | None, after: Decimal | None) -> bool:
    """Whether an amount rose or fell by more than half."""
    if not before or after is None:
        return False
    return abs(after - before) > before * _JUMP
