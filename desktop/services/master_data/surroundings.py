"""What is known around the rows of an import: companies, houses and units, contracts.

What a dry run would have added counts as there, with a number below zero for its id, so that the
next file of the same run finds it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of, keyed
from desktop.models.company import Company
from desktop.models.tenancy import Property, Tenancy, Unit
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, in_reach

T = TypeVar("T")
SET = 5_000
"""So many keys are asked for by one statement."""
_NAMED = 12
"""So many companies a sentence names."""


@dataclass(frozen=True, slots=True)
class KnownCompany:
    """A company as rows name it."""

    id: int
    code: str
    federal_state: str
    creditor_id: str


@dataclass(slots=True)
class Planned:
    """What would be there if this were no dry run."""

    properties: dict[tuple[int, str], int] = field(default_factory=dict)
    units: dict[tuple[int, str, str], int] = field(default_factory=dict)
    contracts: dict[tuple[int, str], int] = field(default_factory=dict)
    parties: set[tuple[int, int]] = field(default_factory=set)
    _last: int = 0

    def next_id(self) -> int:
        """Return an id that no row of the database has."""
        self._last -= 1
        return self._last


@dataclass(slots=True)
class Surroundings:
    """What holds for a whole run."""

    actor: Actor
    now: datetime
    today: date
    companies: dict[str, KnownCompany]
    dry_run: bool
    planned: Planned = field(default_factory=Planned)

    @classmethod
    def of(cls, context: ServiceContext, actor: Actor, *, dry_run: bool) -> "Surroundings":
        """Read the companies."""
        with context.database.read() as session:
            rows = (
                session.connection()
                .execute(
                    select(Company.id, Company.code, Company.federal_state, Company.creditor_id)
                )
                .all()
            )
        companies = {row.code.casefold(): KnownCompany(*row) for row in rows}
        return cls(actor, context.clock.now(), context.clock.today(), companies, dry_run)

    def in_reach(self, company: KnownCompany) -> bool:
        """Whether the person may touch matters of the company."""
        return in_reach(self.actor, company.id)

    def known_codes(self) -> str:
        """Return the codes of companies the person may touch, as one text of bearable length."""
        return named_codes(one.code for one in self.companies.values() if self.in_reach(one))


def named_codes(codes: Iterable[str]) -> str:
    """Return codes of companies as one text of bearable length."""
    known = sorted(codes)
    return ", ".join(known[:_NAMED]) + (", …" if len(known) > _NAMED else "")


def sets_of(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the items in sets that fit into one statement."""
    rest = iter(items)
    while chunk := list(islice(rest, SET)):
        yield chunk


def by_company(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    """Return what belongs to each company, each thing once."""
    found: defaultdict[int, dict[T, None]] = defaultdict(dict)
    for company_id, item in pairs:
        found[company_id][item] = None
    return {company_id: list(items) for company_id, items in found.items()}


class Houses:
    """Properties and units by their numbers, read when first asked for; for one table."""

    def __init__(self, planned: Planned) -> None:
        self._planned = planned
        self._properties: dict[tuple[int, str], int | None] = {}
        self._units: dict[int, dict[str, int]] = {}

    def load(self, session: Session, wanted: Collection[tuple[int, str]]) -> None:
        """Read the houses (company, property number) that were not read yet, with their units."""
        missing = [key for key in wanted if key not in self._properties]
        for company_id, numbers in by_company(missing).items():
            for chunk in sets_of(numbers):
                self._load(session, company_id, chunk)

    def _load(self, session: Session, company_id: int, numbers: Sequence[str]) -> None:
        self._properties.update(((company_id, number), None) for number in numbers)
        units = select(keyed(Unit.number, Unit.id)).where(Unit.property_id == Property.id)
        rows = session.connection().execute(
            select(Property.number, Property.id, units.scalar_subquery()).where(
                Property.company_id == company_id, is_one_of(session, Property.number, numbers)
            )
        )
        for number, property_id, of_house in rows:
            self._properties[company_id, number] = property_id
            self._units[property_id] = of_house or {}

    def property_id(self, company_id: int, number: str) -> int | None:
        """Return the id of a house that was loaded; None where there is none of that number."""
        found = self._properties[company_id, number]
        return self._planned.properties.get((company_id, number)) if found is None else found

    def unit_id(self, company_id: int, property_number: str, number: str) -> int | None:
        """Return the id of a unit of a house that was loaded."""
        house_id = self._properties[company_id, property_number]
        found = None if house_id is None else self._units[house_id].get(number)
        if found is None and self._planned.units:
            return self._planned.units.get((company_id, property_number, number))
        return found


def contract_ids(
    session: Session, planned: Planned, wanted: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], int]:
    """Return the ids of contracts by company and number; those that are not there are left out."""
    found: dict[tuple[int, str], int] = {}
    for company_id, numbers in by_company(wanted).items():
        for chunk in sets_of(numbers):
            rows = session.connection().execute(
                select(Tenancy.contract_number, Tenancy.id).where(
                    Tenancy.company_id == company_id,
                    is_one_of(session, Tenancy.contract_number, chunk),
                )
            )
            found.update({(company_id, number): tenancy_id for number, tenancy_id in rows})
            for number in chunk:
                if (company_id, number) in planned.contracts:
                    found.setdefault((company_id, number), planned.contracts[company_id, number])
    return found
