"""Invented people: singles, couples and shared flats, with names from everywhere."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from desktop.domain.accounts import ContactSource, ContactState
from desktop.domain.bank_change import ContactKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.kinds import PortalAccountState
from desktop.models.contact import ContactDataChange
from desktop.models.tenancy import PortalAccount, TenancyParty, Tenant
from desktop.services.demo import material
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Person
from desktop.services.demo.foundation import House
from desktop.services.demo.portal_lives import PORTAL_DAYS, Occupancy, PortalLives

_UNFOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Stay:
    """Where and from when to when people live."""

    house: House
    tenancy_id: int
    address: Mapping[str, str]
    starts_on: date
    ends_on: date | None


class Residents:
    """Invents households and writes their people."""

    def __init__(
        self, writer: BulkWriter, chance: Chance, now: datetime, staff_ids: tuple[int, ...]
    ) -> None:
        self._writer = writer
        self._chance = chance
        self._now = now
        self._accounts = 0
        today = berlin_day(now)
        # Streams of their own: what they invent changes nobody's name.
        self._elsewhere = Chance(today, "elsewhere")
        self._lives = PortalLives(writer, Chance(today, "portal lives"), now, staff_ids)

    def household(self, house: House, address: dict[str, str]) -> tuple[Person, ...]:
        """Invent who lives together in one flat."""
        size = self._chance.weighted((1, 2, 3, 4), (54, 36, 7, 3))
        surname = self._surname()
        shared = size == 2 and self._chance.happens(70)
        return tuple(
            self._person(house, address, surname if number == 0 or shared else self._surname())
            for number in range(size)
        )

    def move_in(self, stay: Stay, people: tuple[Person, ...], first_percent: int) -> None:
        """Make people parties of a tenancy; ``first_percent`` of the first ones have an account."""
        for number, person in enumerate(people, start=1):
            self._writer.add(
                TenancyParty,
                tenancy_id=stay.tenancy_id,
                party_number=number,
                tenant_id=person.tenant_id,
            )
            chosen = self._chance.happens(first_percent if number == 1 else first_percent / 2)
            if chosen and not self._left_before_the_portal(stay):
                self._open_account(stay, person)

    def _left_before_the_portal(self, stay: Stay) -> bool:
        opened = berlin_day(self._now) - timedelta(days=PORTAL_DAYS)
        return stay.ends_on is not None and stay.ends_on <= opened

    def _surname(self) -> str:
        names = material.people().surnames
        first = self._chance.pick(names)
        if "-" in first or not self._chance.happens(9):
            return first
        second = self._chance.pick(names)
        return first if second == first or "-" in second else f"{first}-{second}"

    def _person(self, house: House, address: dict[str, str], surname: str) -> Person:
        people = material.people()
        salutation = self._chance.pick(("Frau", "Herr"))
        first_name = self._chance.pick(people.frau if salutation == "Frau" else people.herr)
        person = Person(self._writer.key(Tenant), salutation, first_name, surname)
        has_mail = self._chance.happens(88)
        phone = f"{house.material.phone_prefix} 55501{self._chance.digits(3)}"
        mail_changed, phone_changed = self._changed(), self._changed()
        email = _mail(person) if has_mail else ""
        self._note_change(house, person, ContactKind.EMAIL, mail_changed, email)
        self._note_change(house, person, ContactKind.TELEPHONE, phone_changed, phone)
        self._writer.add(
            Tenant,
            id=person.tenant_id,
            version=1,
            company_id=house.id,
            salutation=salutation,
            title=self._chance.pick(people.titles) if self._chance.happens(3) else "",
            first_name=first_name,
            surname=surname,
            **self._postal_address(house, address),
            email=email,
            phone=phone,
            email_changed_at=mail_changed,
            phone_changed_at=phone_changed,
        )
        return person

    def _note_change(
        self, house: House, person: Person, kind: ContactKind, at: datetime | None, now: str
    ) -> None:
        """Keep a change that the tenant made in the portal, with what stood there before."""
        if at is None or not now:
            return
        name = "email" if kind is ContactKind.EMAIL else "phone"
        former = f"{house.material.phone_prefix} 55503{self._elsewhere.digits(3)}"
        self._writer.add(
            ContactDataChange,
            company_id=house.id,
            tenant_id=person.tenant_id,
            tenancy_id=None,
            kind=kind,
            source=ContactSource.PORTAL,
            state=ContactState.APPLIED,
            former={name: f"alt.{now}" if kind is ContactKind.EMAIL else former},
            new={name: now},
            changed_at=at,
            noted_at=at,
            case_id=None,
            staff_id=None,
        )

    def _postal_address(self, house: House, address: dict[str, str]) -> dict[str, Any]:
        """Nearly all get their post where they live; a few somewhere else, some since lately."""
        if not self._elsewhere.happens(3):
            return {**address, "addition": "", "address_changed_at": None}
        street, postcode = self._elsewhere.pick(house.material.streets)
        first = self._elsewhere.pick(material.people().frau)
        surname = self._elsewhere.pick(material.people().surnames)
        lately = self._elsewhere.happens(40)
        days = self._elsewhere.between(2, 25) if lately else self._elsewhere.between(60, 700)
        return {
            "addition": f"c/o {first} {surname}",
            "street": street,
            "house_number": str(self._elsewhere.between(30, 90)),
            "postcode": postcode,
            "town": house.material.town,
            "address_changed_at": self._now - timedelta(days=days, seconds=4_000),
        }

    def _changed(self) -> datetime | None:
        """Most never changed it, some long ago, a few so lately that it is a sign of risk."""
        if self._chance.happens(80):
            return None
        days = self._chance.between(2, 29) if self._chance.happens(18) else 0
        days = days or self._chance.between(40, 900)
        return self._now - timedelta(days=days, seconds=self._chance.below(40_000))

    def _open_account(self, stay: Stay, person: Person) -> None:
        state = self._chance.weighted(
            (
                PortalAccountState.ACTIVATED,
                PortalAccountState.REGISTERED,
                PortalAccountState.INVITED,
                PortalAccountState.LOCKED,
            ),
            (84, 5, 10, 1),
        )
        self._accounts += 1
        person.account_id = self._writer.key(PortalAccount)
        person.external_id = f"konto-{self._accounts:06d}"
        person.account_state = state
        life = self._lives.begin(self._occupancy(stay, person), state)
        person.troubles, person.troubled_since = life.troubles, life.troubled_since
        active = state is PortalAccountState.ACTIVATED
        login = timedelta(minutes=self._chance.between(30, 90_000))
        self._writer.add(
            PortalAccount,
            id=person.account_id,
            company_id=stay.house.id,
            external_id=person.external_id,
            tenancy_id=stay.tenancy_id,
            tenant_id=person.tenant_id,
            last_login_at=self._now - login if active else None,
            **life.columns,
        )

    def _occupancy(self, stay: Stay, person: Person) -> Occupancy:
        assert person.account_id is not None
        address = stay.address
        return Occupancy(
            company_id=stay.house.id,
            tenancy_id=stay.tenancy_id,
            account_id=person.account_id,
            starts_on=stay.starts_on,
            ends_on=stay.ends_on,
            email=_mail(person),
            address=(
                f"{person.salutation} {person.full_name}",
                f"{address['street']} {address['house_number']}",
                f"{address['postcode']} {address['town']}",
            ),
            surname=person.surname,
            calendar=stay.house.calendar,
        )


def _mail(person: Person) -> str:
    """Return an address at a name that is reserved for examples."""
    name = f"{person.first_name}.{person.surname}".lower().translate(_UNFOLDED)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{plain.replace(' ', '-')}@example.org"
