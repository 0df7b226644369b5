"""Invented people: singles, couples and shared flats, with names from everywhere."""

import unicodedata
from datetime import datetime, timedelta

from desktop.domain.kinds import PortalAccountState
from desktop.models.tenancy import PortalAccount, TenancyParty, Tenant
from desktop.services.demo import material
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.contracts import Person
from desktop.services.demo.foundation import House

_UNFOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Residents:
    """Invents households and writes their people."""

    def __init__(self, writer: BulkWriter, chance: Chance, now: datetime) -> None:
        self._writer = writer
        self._chance = chance
        self._now = now
        self._accounts = 0

    def household(self, house: House, address: dict[str, str]) -> tuple[Person, ...]:
        """Invent who lives together in one flat."""
        size = self._chance.weighted((1, 2, 3, 4), (54, 36, 7, 3))
        surname = self._surname()
        shared = size == 2 and self._chance.happens(70)
        return tuple(
            self._person(house, address, surname if number == 0 or shared else self._surname())
            for number in range(size)
        )

    def move_in(
        self, house: House, people: tuple[Person, ...], tenancy_id: int, first_percent: int
    ) -> None:
        """Make people parties of a tenancy; ``first_percent`` of the first ones have an account."""
        for number, person in enumerate(people, start=1):
            self._writer.add(
                TenancyParty,
                tenancy_id=tenancy_id,
                party_number=number,
                tenant_id=person.tenant_id,
            )
            if self._chance.happens(first_percent if number == 1 else first_percent / 2):
                self._open_account(house, person, tenancy_id)

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
        self._writer.add(
            Tenant,
            id=person.tenant_id,
            version=1,
            company_id=house.id,
            salutation=salutation,
            title=self._chance.pick(people.titles) if self._chance.happens(3) else "",
            first_name=first_name,
            surname=surname,
            addition="",
            **address,
            email=_mail(person) if has_mail else "",
            phone=f"{house.material.phone_prefix} 55501{self._chance.digits(3)}",
            email_changed_at=self._changed(),
            phone_changed_at=self._changed(),
            address_changed_at=None,
        )
        return person

    def _changed(self) -> datetime | None:
        """Most never changed it, some long ago, a few so lately that it is a sign of risk."""
        if self._chance.happens(80):
            return None
        days = self._chance.between(2, 29) if self._chance.happens(18) else 0
        days = days or self._chance.between(40, 900)
        return self._now - timedelta(days=days, seconds=self._chance.below(40_000))

    def _open_account(self, house: House, person: Person, tenancy_id: int) -> None:
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
        active = state is PortalAccountState.ACTIVATED
        login = timedelta(minutes=self._chance.between(30, 90_000))
        self._writer.add(
            PortalAccount,
            id=person.account_id,
            company_id=house.id,
            external_id=person.external_id,
            tenancy_id=tenancy_id,
            tenant_id=person.tenant_id,
            state=state,
            last_login_at=self._now - login if active else None,
        )


def _mail(person: Person) -> str:
    """Return an address at a name that is reserved for examples."""
    name = f"{person.first_name}.{person.surname}".lower().translate(_UNFOLDED)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{plain.replace(' ', '-')}@example.org"
