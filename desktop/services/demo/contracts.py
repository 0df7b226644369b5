"""What the demonstration knows of a tenancy while it invents cases for it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.holder import Address
from desktop.domain.kinds import PortalAccountState, UnitKind
from desktop.domain.mandate import MandateStatus
from desktop.services.demo.foundation import House


@dataclass(slots=True)
class Person:
    """One invented tenant; ``external_id`` is the portal's name for the account, if any.

    ``troubles`` are the problems of the registration form that fit what became of the person's
    letters, ``troubled_since`` the day from which they do.
    """

    tenant_id: int
    salutation: str
    first_name: str
    surname: str
    account_id: int | None = None
    external_id: str | None = None
    account_state: PortalAccountState | None = None
    troubles: tuple[str, ...] = ()
    troubled_since: date | None = None

    def cannot_register(self, day: date) -> bool:
        """Tell whether somebody with this account would ask for help with it on a day."""
        return self.troubled_since is not None and self.troubled_since <= day

    @property
    def full_name(self) -> str:
        """First name and surname."""
        return f"{self.first_name} {self.surname}"

    @property
    def greeting(self) -> str:
        """The first line of an answer."""
        return f"Guten Tag {self.salutation} {self.surname}"


class MandateTrouble(StrEnum):
    """What is wrong with a contract's mandate before anybody applies for anything."""

    NONE = "none"
    LAPSED = "lapsed"
    LAPSES_SOON = "lapses_soon"
    REVOKED = "revoked"


@dataclass(slots=True)
class AccountVersion:
    """One version of the bank details of a contract; the last one is in force."""

    iban: str
    holder: str
    valid_from: date
    created_at: datetime
    address: Address | None = None
    bank_change_id: int | None = None


@dataclass(slots=True)
class MandateVersion:
    """One version of a mandate; the last one is in force unless its status says otherwise."""

    reference: str
    number: int
    status: MandateStatus
    holder: str
    iban: str
    signed_on: date
    valid_from: date
    created_at: datetime
    last_collection_on: date | None = None
    revoked_on: date | None = None
    bank_change_id: int | None = None


@dataclass(slots=True)
class Contract:
    """One invented tenancy, with its accounts and mandates as they came to be.

    ``other`` are further contracts of the same people (a parking space), ``changes_on`` the days on
    which they applied for other bank details.
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
    mandate_trouble: MandateTrouble = MandateTrouble.NONE
    accounts: list[AccountVersion] = field(default_factory=list)
    mandates: list[MandateVersion] = field(default_factory=list)
    changes_on: list[date] = field(default_factory=list)
    other: list["Contract"] = field(default_factory=list)

    @property
    def iban(self) -> str:
        """The account in force; empty where the rent was never drawn."""
        return self.accounts[-1].iban if self.accounts else ""

    @property
    def holder(self) -> str:
        """Whose account it is."""
        return self.accounts[-1].holder if self.accounts else ""

    @property
    def mandate_reference(self) -> str:
        """Reference of the last mandate; empty where there was none."""
        return self.mandates[-1].reference if self.mandates else ""

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
