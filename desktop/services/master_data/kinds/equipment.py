"""Meters, and the people responsible for a house."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.findings import Reason
from desktop.models.master_data import Meter, ResponsibleContact
from desktop.services.master_data.kinds.given import given_values, lacks_needed
from desktop.services.master_data.plan import Alteration, Plan, Values, differing
from desktop.services.master_data.rows import TypedRow
from desktop.services.master_data.surroundings import Houses, Surroundings, by_company, sets_of

_OF_METER = {"kind": "kind", "unit": "unit_of_measure", "remote": "remote"}
_EMPTY_METER: Mapping[str, Any] = {"unit_of_measure": "", "remote": None}
_OF_CONTACT = {"name": "name", "phone": "phone", "email": "email"}
_EMPTY_CONTACT: Mapping[str, Any] = dict.fromkeys(_OF_CONTACT, "")


class MetersPlanner:
    """Plans rows of kind meters."""

    def __init__(self, around: Surroundings) -> None:
        self._houses = Houses(around.planned)

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Compare rows with the meters that are there."""
        wanted = set()
        for row in rows:
            if (number := row.values.get("property_number")) is not None:
                wanted.add((row.company.id, number))
        self._houses.load(session, wanted)
        known = _known_meters(session, rows)
        for row in rows:
            self._plan_one(row, known.get((row.company.id, row.values["meter_number"])), plan)

    def _plan_one(self, row: TypedRow, meter: Row[Any] | None, plan: Plan) -> None:
        if meter is None and lacks_needed(MasterDataKind.METERS, row, plan):
            return
        given = given_values(row, _OF_METER, _EMPTY_METER)
        if "property_number" in row.values and "unit_number" in row.values:
            house, number = row.values["property_number"], row.values["unit_number"]
            unit_id = self._houses.unit_id(row.company.id, house, number)
            if unit_id is None:
                is_known = self._houses.property_id(row.company.id, house) is not None
                reason = Reason.UNKNOWN_UNIT if is_known else Reason.UNKNOWN_PROPERTY
                plan.refuse(row.line, "unit_number" if is_known else "property_number", reason)
                return
            given["unit_id"] = unit_id
        if meter is None:
            values = {
                **_EMPTY_METER,
                **given,
                "company_id": row.company.id,
                "meter_number": row.values["meter_number"],
            }
            plan.add(Meter, values)
            plan.added += 1
            return
        former, new = differing(meter, given.items())
        if new:
            plan.alterations.append(Alteration(Meter, meter.id, former, new))
            plan.changed += 1


class ContactsPlanner:
    """Plans rows of kind contacts."""

    def __init__(self, around: Surroundings) -> None:
        self._houses = Houses(around.planned)

    def plan(self, session: Session, rows: Sequence[TypedRow], plan: Plan) -> None:
        """Compare rows with the people who are known as responsible."""
        self._houses.load(
            session, {(row.company.id, row.values["property_number"]) for row in rows}
        )
        houses = {}
        for row in rows:
            house_id = self._houses.property_id(row.company.id, row.values["property_number"])
            if house_id is None:
                plan.refuse(row.line, "property_number", Reason.UNKNOWN_PROPERTY)
            else:
                houses[row.line] = house_id
        known = _known_contacts(session, {one for one in houses.values() if one > 0})
        for row in rows:
            if row.line in houses:
                self._plan_one(row, houses[row.line], known, plan)

    def _plan_one(
        self, row: TypedRow, house_id: int, known: dict[tuple[int, str], Row[Any]], plan: Plan
    ) -> None:
        role = row.values["role"]
        contact = known.get((house_id, role))
        given: Values = given_values(row, _OF_CONTACT, _EMPTY_CONTACT)
        if contact is None:
            if house_id > 0:
                plan.properties.add(house_id)
            plan.add(
                ResponsibleContact,
                {**_EMPTY_CONTACT, **given, "property_id": house_id, "role": role},
            )
            plan.added += 1
            return
        former, new = differing(contact, given.items())
        if new:
            plan.alterations.append(Alteration(ResponsibleContact, contact.id, former, new))
            plan.changed += 1
            plan.properties.add(house_id)


def _known_meters(session: Session, rows: Sequence[TypedRow]) -> dict[tuple[int, str], Row[Any]]:
    found = {}
    wanted = by_company((row.company.id, row.values["meter_number"]) for row in rows)
    for company_id, numbers in wanted.items():
        for chunk in sets_of(numbers):
            query = select(
                Meter.id,
                Meter.meter_number,
                Meter.unit_id,
                Meter.kind,
                Meter.unit_of_measure,
                Meter.remote,
            ).where(Meter.company_id == company_id, is_one_of(session, Meter.meter_number, chunk))
            for meter in session.connection().execute(query):
                found[company_id, meter.meter_number] = meter
    return found


def _known_contacts(session: Session, houses: set[int]) -> dict[tuple[int, str], Row[Any]]:
    found = {}
    for chunk in sets_of(sorted(houses)):
        query = select(
            ResponsibleContact.id,
            ResponsibleContact.property_id,
            ResponsibleContact.role,
            ResponsibleContact.name,
            ResponsibleContact.phone,
            ResponsibleContact.email,
        ).where(is_one_of(session, ResponsibleContact.property_id, chunk))
        for contact in session.connection().execute(query):
            found[contact.property_id, contact.role] = contact
    return found
