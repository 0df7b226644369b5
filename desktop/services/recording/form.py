"""What a clerk types while recording, as it stands in the form: nothing is checked yet.

The form is kept as a draft and turned into what services take; whatever state it is in, it can be
kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from desktop.domain.blank_text import is_blank
from desktop.domain.case_status import Channel
from desktop.domain.holder import Address
from desktop.domain.portal_fields import NO_BANK_FIELDS, BankFields, MandateFields

HOME = "DE"
"""Country of an address until somebody types another."""


class BankWay(StrEnum):
    """What the tenant asks for, as it can come on paper or be said."""

    NOTHING = "nothing"
    """Nothing about the account: for what is added to an application that is there."""
    NEW_MANDATE = "new_mandate"
    """A new account with a mandate on paper."""
    KEPT_MANDATE = "kept_mandate"
    """A new account, drawn from by the mandate that exists."""
    MANDATE_ONLY = "mandate_only"
    REVOCATION = "revocation"

    @property
    def names_account(self) -> bool:
        """Whether IBAN and holder belong to it."""
        return self in (BankWay.NEW_MANDATE, BankWay.KEPT_MANDATE)

    @property
    def grants_mandate(self) -> bool:
        """Whether a mandate was signed on paper, on a day that stands there."""
        return self in (BankWay.NEW_MANDATE, BankWay.MANDATE_ONLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFile:
    """An attachment of the form; its bytes lie in the document store already."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankForm:
    """The bank details as typed; ``signed_on`` is None until a day is given."""

    way: BankWay = BankWay.NEW_MANDATE
    iban: str = ""
    holder: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    town: str = ""
    country: str = HOME
    signed_on: date | None = None

    def address(self) -> Address | None:
        """Return the holder's address; None while nothing but the usual country is given."""
        parts = (self.street, self.house_number, self.postcode, self.town)
        if all(is_blank(part) for part in parts):
            return None
        return Address(
            street=self.street,
            house_number=self.house_number,
            postcode=self.postcode,
            town=self.town,
            country=self.country,
        )

    def fields(self, stamped_on: date) -> BankFields:
        """Return what the rule book takes; a revocation counts from the day it came in."""
        if self.way is BankWay.NOTHING:
            return NO_BANK_FIELDS
        if self.way is BankWay.REVOCATION:
            return BankFields(mandate=MandateFields(granted=False, revoked_on=stamped_on))
        mandate = None
        if self.way.grants_mandate:
            mandate = MandateFields(granted=True, signed_on=self.signed_on)
        if not self.way.names_account:
            return BankFields(mandate=mandate)
        return BankFields(
            iban=self.iban,
            account_holder=self.holder,
            holder_address=self.address(),
            mandate=mandate,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingForm:
    """Everything that stands in the form.

    ``stamped_on`` is the date stamp, None while no day of the calendar stands there. ``case_id`` is
    a case of the tenancy to which it is added; None makes a new one of ``category``.
    ``correspondent`` is who called, wrote or came; "" stands for the contract's first party.
    ``assign`` gives the case to who records it. ``fields`` are what is typed into the form of the
    category, by key; those of another category chosen before stay until it is stored.
    """

    channel: Channel = Channel.TELEPHONE
    stamped_on: date | None = None
    tenancy_id: int | None = None
    case_id: int | None = None
    category: str = ""
    correspondent: str = ""
    subject: str = ""
    text: str = ""
    files: tuple[RecordedFile, ...] = ()
    bank: BankForm = field(default_factory=BankForm)
    assign: bool = True
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands here that somebody would miss."""
        bank = self.bank
        texts = [self.correspondent, self.subject, self.text, bank.iban, bank.holder]
        texts += self.fields.values()
        typed = not all(is_blank(text) for text in texts) or bank.address() is not None
        return self.tenancy_id is None and not self.files and not typed


def stored_form(form: RecordingForm) -> dict[str, Any]:
    """Return the form as it is kept."""
    kept: dict[str, Any] = msgspec.to_builtins(form)
    return kept


def read_form(kept: Mapping[str, Any] | None) -> RecordingForm | None:
    """Return a kept form; None where it is of a version that cannot be read here."""
    try:
        return msgspec.convert(kept, RecordingForm)
    except msgspec.ValidationError:
        return None
