"""Contracts for invented statements: those that exist, and new ones where some are lacking."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.accounts import ConsentKind
from desktop.domain.case_status import Channel
from desktop.domain.kinds import PaymentMethod, PortalAccountState, UnitKind
from desktop.models.company import Company
from desktop.models.registration import Consent
from desktop.models.tenancy import PortalAccount, Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.demo import material
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance

_FLATS = 24
"""Flats of a new house."""
_FLOORS = ("EG", "1. OG", "2. OG", "3. OG")
_SIDES = ("links", "Mitte", "rechts")
_TEXT_VERSION = "2026-01"
_HOUSE_NUMBERS_FROM = 200
"""Houses of the other demonstration data have smaller numbers."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A party of a contract as a letter names it."""

    salutation: str
    first_name: str
    surname: str

    @property
    def full_name(self) -> str:
        """First name and surname."""
        return f"{self.first_name} {self.surname}"


@dataclass(frozen=True, slots=True)
class Home:
    """A flat with its address."""

    unit_id: int
    house: str
    """The number of the house and the flat as they begin a contract's number."""
    street: str
    house_number: str
    postcode: str
    town: str
    lies: str


@dataclass(frozen=True, slots=True)
class Letting:
    """One contract, as far as its statement needs it."""

    company: str
    number: str
    home: Home
    starts_on: date
    ends_on: date | None
    residents: tuple[Resident, ...]


def existing_lettings(session: Session, company_id: int, year: int) -> list[Letting]:
    """Return the contracts over flats that fall into a year, in the order of their ids."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = session.execute(
        select(Tenancy, Unit, Property, Company.code)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .join(Property, Property.id == Unit.property_id)
        .join(Company, Company.id == Tenancy.company_id)
        .where(
            Tenancy.company_id == company_id,
            Unit.kind == UnitKind.FLAT,
            Tenancy.starts_on <= last,
            (Tenancy.ends_on.is_(None)) | (Tenancy.ends_on >= first),
        )
        .order_by(Tenancy.id)
    ).all()
    people: dict[int, list[Resident]] = {}
    for tenancy_id, tenant in session.execute(
        select(TenancyParty.tenancy_id, Tenant)
        .join(Tenant, Tenant.id == TenancyParty.tenant_id)
        .where(Tenant.company_id == company_id)
        .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
    ).tuples():
        people.setdefault(tenancy_id, []).append(
            Resident(tenant.salutation, tenant.first_name, tenant.surname)
        )
    return [
        Letting(
            code,
            tenancy.contract_number,
            Home(
                unit.id,
                "",
                house.street,
                house.house_number,
                house.postcode,
                house.town,
                f"{unit.floor} {unit.position}".strip(),
            ),
            tenancy.starts_on,
            tenancy.ends_on,
            tuple(people[tenancy.id]),
        )
        for tenancy, unit, house, code in rows
        if tenancy.id in people
    ]


class Settler:
    """Makes houses of a company and lets their flats."""

    def __init__(
        self, session: Session, writer: BulkWriter, chance: Chance, company: Company, now: datetime
    ) -> None:
        self._session = session
        self._writer = writer
        self._chance = chance
        self._company = company
        self._now = now
        self._material = _material(company)
        self._taken = set(
            session.scalars(select(Tenancy.contract_number).where(Tenancy.company_id == company.id))
        )
        self._houses = _houses(session, company.id)
        self._accounts = session.scalar(select(func.count()).select_from(PortalAccount)) or 0
        self._homes = self._build()
        self.made = 0

    def home(self) -> Home:
        """Return a flat in which nobody has lived yet; flats of one house follow each other."""
        return next(self._homes)

    def two_homes(self) -> tuple[Home, Home]:
        """Return two flats of one house."""
        while True:
            first, second = self.home(), self.home()
            if first.street == second.street and first.house_number == second.house_number:
                return first, second

    def people(self, *, like: Resident | None = None, surname: str = "") -> tuple[Resident, ...]:
        """Invent who lives together; the first is named ``like`` somebody, or has a surname."""
        names = material.people()
        size = self._chance.weighted((1, 2, 3), (58, 36, 6))
        own = surname or self._chance.pick(names.surnames)
        shared = self._chance.happens(70)
        found: list[Resident] = [] if like is None else [like]
        while len(found) < size:
            salutation = self._chance.pick(("Frau", "Herr"))
            first = self._chance.pick(names.frau if salutation == "Frau" else names.herr)
            second = own if shared or not found else self._chance.pick(names.surnames)
            found.append(Resident(salutation, first, second))
        return tuple(dict.fromkeys(found))

    def let(
        self,
        home: Home,
        residents: tuple[Resident, ...],
        starts_on: date,
        ends_on: date | None = None,
        number: str = "",
    ) -> Letting:
        """Write a contract with its parties; without a number it gets the next of the flat."""
        number = number if number and number not in self._taken else self._next_number(home)
        self._taken.add(number)
        self.made += 1
        tenancy_id = self._writer.key(Tenancy)
        cold = self._chance.between(38_000, 124_000)
        self._writer.add(
            Tenancy,
            id=tenancy_id,
            version=1,
            company_id=self._company.id,
            unit_id=home.unit_id,
            contract_number=number,
            starts_on=starts_on,
            ends_on=ends_on,
            rent_cold=Decimal(cold) / 100,
            rent_ancillary=Decimal(cold * 27 // 100) / 100,
            payment_method=PaymentMethod.TRANSFER,
        )
        for place, resident in enumerate(residents, start=1):
            self._settle(tenancy_id, place, resident, home, starts_on)
        return Letting(self._company.code, number, home, starts_on, ends_on, residents)

    def _settle(
        self, tenancy_id: int, place: int, resident: Resident, home: Home, starts_on: date
    ) -> None:
        tenant_id = self._writer.key(Tenant)
        self._writer.add(
            Tenant,
            id=tenant_id,
            version=1,
            company_id=self._company.id,
            salutation=resident.salutation,
            first_name=resident.first_name,
            surname=resident.surname,
            street=home.street,
            house_number=home.house_number,
            postcode=home.postcode,
            town=home.town,
            phone=f"040 55505{self._chance.digits(3)}",
        )
        self._writer.add(
            TenancyParty, tenancy_id=tenancy_id, party_number=place, tenant_id=tenant_id
        )
        if self._chance.happens(75 if place == 1 else 40):
            self._open_account(tenancy_id, tenant_id, starts_on)

    def _open_account(self, tenancy_id: int, tenant_id: int, starts_on: date) -> None:
        self._accounts += 1
        account_id = self._writer.key(PortalAccount)
        long_ago = datetime.combine(starts_on, time(9), UTC) + timedelta(days=20)
        at = min(long_ago, self._now - timedelta(days=30))
        self._writer.add(
            PortalAccount,
            id=account_id,
            company_id=self._company.id,
            external_id=f"konto-s{self._accounts:06d}",
            tenancy_id=tenancy_id,
            tenant_id=tenant_id,
            state=PortalAccountState.ACTIVATED,
            channel=Channel.PORTAL,
            registered_at=at,
            activated_at=at,
        )
        agreed = self._chance.happens(85)
        for kind in ConsentKind:
            if agreed or not kind.can_be_withdrawn:
                self._writer.add(
                    Consent,
                    portal_account_id=account_id,
                    kind=kind,
                    text_version=_TEXT_VERSION,
                    given_at=at,
                    withdrawn_at=None,
                )

    def _next_number(self, home: Home) -> str:
        serial = 1
        while f"{home.house}{serial:02d}" in self._taken:
            serial += 1
        return f"{home.house}{serial:02d}"

    def _build(self) -> Iterator[Home]:
        """Yield flat after flat, house after house, as long as somebody asks."""
        index = 0
        while True:
            street, postcode = self._material.streets[index % len(self._material.streets)]
            round_number = index // len(self._material.streets)
            index += 1
            address = (street, f"{_HOUSE_NUMBERS_FROM + round_number}", postcode)
            if address in self._houses:
                continue
            yield from self._build_house(address)

    def _build_house(self, address: tuple[str, str, str]) -> Iterator[Home]:
        street, house_number, postcode = address
        self._houses.add(address)
        property_id = self._writer.key(Property)
        number = str(self._material.first_property + property_id + 2_000)
        self._writer.add(
            Property,
            id=property_id,
            company_id=self._company.id,
            number=number,
            street=street,
            house_number=house_number,
            postcode=postcode,
            town=self._company.town,
            federal_state=self._company.federal_state,
        )
        for flat in range(1, _FLATS + 1):
            unit_id = self._writer.key(Unit)
            floor = _FLOORS[(flat - 1) // len(_SIDES) % len(_FLOORS)]
            side = _SIDES[(flat - 1) % len(_SIDES)]
            self._writer.add(
                Unit,
                id=unit_id,
                property_id=property_id,
                number=f"{flat:02d}",
                kind=UnitKind.FLAT,
                floor=floor,
                position=side,
                area_m2=Decimal(self._chance.between(280, 1_180)) / 10,
            )
            prefix = f"{self._material.contract_prefix}.{number}.{flat:02d}"
            yield Home(
                unit_id,
                prefix,
                street,
                house_number,
                postcode,
                self._company.town,
                f"{floor} {side}",
            )


def _material(company: Company) -> material.DemoCompany:
    """The streets and number ranges of a demonstration's company; another one borrows them."""
    known = {one.code: one for one in material.companies()}
    return known.get(company.code, material.companies()[0])


def _houses(session: Session, company_id: int) -> set[tuple[str, str, str]]:
    rows = session.execute(
        select(Property.street, Property.house_number, Property.postcode).where(
            Property.company_id == company_id
        )
    )
    return {(row.street, row.house_number, row.postcode) for row in rows}
