"""What the demonstration knows of a tenancy while it invents cases for it."""

from dataclasses import dataclass, field
from datetime import date

from desktop.domain.kinds import PortalAccountState, UnitKind
from desktop.services.demo.foundation import House


@dataclass(slots=True)
class Person:
    """One invented tenant; ``external_id`` is the portal's name for the account, if any."""

    tenant_id: int
    salutation: str
    first_name: str
    surname: str
    account_id: int | None = None
    external_id: str | None = None
    account_state: PortalAccountState | None = None

    @property
    def full_name(self) -> str:
        """First name and surname."""
        return f"{self.first_name} {self.surname}"

    @property
    def greeting(self) -> str:
        """The first line of an answer."""
        return f"Guten Tag {self.salutation} {self.surname}"


@dataclass(slots=True)
class Contract:
    """One invented tenancy.

    ``iban`` is empty where the rent is paid by transfer. ``mandate_reference`` is the current
    mandate's; ``other`` are further contracts of the same people (a parking space).
    """

    tenancy_id: int
    house: House
    number: str
    kind: UnitKind
    street: str
    house_number: str
    postcode: str
    town: str
    starts_on: date
    ends_on: date | None
    parties: tuple[Person, ...]
    iban: str = ""
    holder: str = ""
    mandate_reference: str = ""
    mandate_signed_on: date | None = None
    last_collection_on: date | None = None
    other: list["Contract"] = field(default_factory=list)

    @property
    def address(self) -> dict[str, str]:
        """The address of the house, as a form asks for it."""
        return {
            "street": self.street,
            "house_number": self.house_number,
            "postcode": self.postcode,
            "town": self.town,
            "country": "DE",
        }

    @property
    def portal_person(self) -> Person | None:
        """The first party who can use the portal."""
        for person in self.parties:
            if person.account_state is PortalAccountState.ACTIVATED:
                return person
        return None
