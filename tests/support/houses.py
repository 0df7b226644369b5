"""A house whose tenants report the same damage: invented people, one flat each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desktop.database.engine import Database
from desktop.domain.case_status import Channel
from desktop.models.company import Company
from desktop.models.tenancy import Unit
from desktop.services.cases import use_cases as cases
from desktop.services.cases.creation import NewCase, create_case
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from tests.support.factories import (
    Household,
    add_household,
    add_portal_account,
    add_tenancy,
    add_tenant,
    add_unit,
)

REPORTED_AT = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
NEIGHBOURS = (
    ("Rolf", "Beispielmann", "Herr"),
    ("Ilse", "Erfunden", "Frau"),
    ("Momo", "Platzhalter", ""),
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One flat of the house: whose it is and by what it could be told from the others."""

    tenancy_id: int
    portal_account_id: int | None
    names: tuple[str, ...]
    contract_number: str
    flat: str


@dataclass(frozen=True, slots=True)
class Outage:
    """A household and neighbours who reported the same; ``cases`` by flat, the household first."""

    home: Household
    neighbours: tuple[Neighbour, ...]
    cases: tuple[int, ...]


def add_neighbours(database: Database, home: Household) -> tuple[Neighbour, ...]:
    """Three more flats in the household's house; the last one has no portal account."""
    found = []
    with database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        house = unit.session.query(Unit).first()
        assert house is not None
        for number, (first, last, salutation) in enumerate(NEIGHBOURS, start=1):
            flat = add_unit(unit, company, property_number=f"x{number}", number=f"04{number:02d}")
            flat.property_id = house.property_id
            flat.floor, flat.position = f"{number + 2}. OG", "rechts"
            tenant = add_tenant(unit, company, first, last, salutation=salutation)
            contract = f"10.4417.04{number:02d}"
            tenancy = add_tenancy(unit, company, flat, [tenant], contract)
            by_portal = number < len(NEIGHBOURS)
            account = add_portal_account(unit, tenancy, tenant) if by_portal else None
            found.append(
                Neighbour(
                    tenancy_id=tenancy.id,
                    portal_account_id=None if account is None else account.id,
                    names=(first, last),
                    contract_number=contract,
                    flat=f"{number + 2}. OG rechts",
                )
            )
    return tuple(found)


def report(context: ServiceContext, home: Household, tenancy_id: int, **changes: Any) -> int:
    """A damage report of a contract; its case."""
    values: dict[str, Any] = {
        "company_id": home.company_id,
        "category_id": home.categories["damage"],
        "tenancy_id": tenancy_id,
        "channel": Channel.PORTAL,
        "received_at": REPORTED_AT,
        "correspondent": "Aylin Musterbach",
        "subject": "Haustür klemmt",
        "text": "Bitte kommen Sie.",
        "fields": {"location": "Treppenhaus", "element": "Heizung", "since": "heute"},
    }
    with context.database.write() as unit:
        return create_case(unit, context, NewCase(**{**values, **changes})).id


def case_version(context: ServiceContext, actor: Actor, case_id: int) -> int:
    """The version a person sees now."""
    return cases.case_view(context, actor, case_id).header.version


def add_outage(context: ServiceContext) -> Outage:
    """The heating of one house is out, and everybody says so, each by an own way."""
    home = add_household(context.database)
    neighbours = add_neighbours(context.database, home)
    reported = [report(context, home, home.tenancy_id, channel=Channel.TELEPHONE)]
    for one in neighbours:
        by_portal = one.portal_account_id is not None
        reported.append(
            report(
                context,
                home,
                one.tenancy_id,
                correspondent=" ".join(one.names),
                channel=Channel.PORTAL if by_portal else Channel.LETTER,
                portal_account_id=one.portal_account_id,
            )
        )
    return Outage(home, neighbours, tuple(reported))
