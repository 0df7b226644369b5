"""The account holder against the parties of the contract, and postal addresses."""

import re
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from desktop.domain.blank_text import is_blank
from desktop.domain.name_match import NameMatch, compare_names

_POSTCODE = re.compile(r"[0-9]{5}")
_COUNTRY = re.compile(r"[A-Za-z]{2}")


class AddressState(StrEnum):
    """Whether an address can be handed to a bank."""

    COMPLETE = "complete"
    MISSING = "missing"
    INCOMPLETE = "incomplete"


class AddressPart(StrEnum):
    """The five parts of a structured address; SEPA takes no other since 15 November 2026."""

    STREET = "street"
    HOUSE_NUMBER = "house_number"
    POSTCODE = "postcode"
    TOWN = "town"
    COUNTRY = "country"


_PLAIN_PARTS = (AddressPart.STREET, AddressPart.HOUSE_NUMBER, AddressPart.TOWN)


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A structured postal address; ``country`` is the ISO code. A part not given is None or ""."""

    street: str | None = None
    house_number: str | None = None
    postcode: str | None = None
    town: str | None = None
    country: str | None = None

    @property
    def state(self) -> AddressState:
        """Missing where all parts are blank, incomplete where any part will not do."""
        if not self.faulty_parts:
            return AddressState.COMPLETE
        blank = all(is_blank(self.part(part)) for part in AddressPart)
        return AddressState.MISSING if blank else AddressState.INCOMPLETE

    @property
    def faulty_parts(self) -> tuple[AddressPart, ...]:
        """The parts that are blank or cannot be right, in their usual order."""
        faulty = [part for part in _PLAIN_PARTS if is_blank(self.part(part))]
        country = (self.country or "").strip()
        postcode = (self.postcode or "").strip()
        if is_blank(postcode) or (
            country.upper() == "DE" and _POSTCODE.fullmatch(postcode) is None
        ):
            faulty.append(AddressPart.POSTCODE)
        if _COUNTRY.fullmatch(country) is None:
            faulty.append(AddressPart.COUNTRY)
        return tuple(part for part in AddressPart if part in faulty) if faulty else ()

    def part(self, part: AddressPart) -> str | None:
        """Return one part as it was given."""
        value: str | None = getattr(self, part.value)
        return value


class Party(msgspec.Struct, frozen=True):
    """A party of the contract; ``address`` is the own structured address, if it is known."""

    name: str
    address: Address | None = None


class HolderMatch(msgspec.Struct, frozen=True):
    """How the account holder compares with the parties, and with which one best."""

    match: NameMatch
    party: Party | None


def match_holder(holder: str, parties: Iterable[Party]) -> HolderMatch:
    """Compare the account holder with every party of the contract; the best result counts."""
    unsure: Party | None = None
    for party in parties:
        match = compare_names(party.name, holder)
        if match is NameMatch.SAME:
            return HolderMatch(match, party)
        if match is NameMatch.UNSURE and unsure is None:
            unsure = party
    return HolderMatch(NameMatch.UNSURE if unsure else NameMatch.DIFFERS, unsure)
