"""What a tenant's event says about bank details, read from the ``fields`` of the event.

The schema was checked on arrival; whatever is still not what it should be counts as absent here, so
that a check can say what is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.blank_text import is_blank
from desktop.domain.creditor_id import normalise_creditor_id
from desktop.domain.holder import AddressPart
from desktop.domain.iban import normalise_iban
from desktop.models.bank import BankChange

_LONGEST_IBAN = 64
_PROOF_KEYS = ("text", "text_version", "at", "account", "pdf_sha256", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateInput:
    """The mandate of an application; ``granted`` False is a revocation."""

    granted: bool
    reference: str | None
    creditor_id: str | None
    signed_on: date | None
    revoked_on: date | None
    text_version: str | None
    proof: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationInput:
    """What the event names; None where it says nothing, texts as they were typed."""

    iban: str | None
    account_holder: str | None
    address: Mapping[AddressPart, str]
    mandate: MandateInput | None

    @property
    def is_empty(self) -> bool:
        """Whether the event says nothing about bank details."""
        return not (self.iban or self.account_holder or self.address or self.mandate)


def read_application(fields: Mapping[str, Any]) -> ApplicationInput:
    """Read the ``fields`` of an event of the category *bank_details*."""
    address = fields.get("holder_address")
    mandate = fields.get("mandate")
    return ApplicationInput(
        iban=_text(fields.get("iban")),
        account_holder=_text(fields.get("account_holder")),
        address=_address(address) if isinstance(address, Mapping) else {},
        mandate=_mandate(mandate) if isinstance(mandate, Mapping) else None,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and not is_blank(value) else None


def _date(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None


def _address(value: Mapping[str, Any]) -> dict[AddressPart, str]:
    parts = {part: _text(value.get(part.value)) for part in AddressPart}
    return {part: text for part, text in parts.items() if text is not None}


def _mandate(value: Mapping[str, Any]) -> MandateInput | None:
    granted = value.get("granted")
    if not isinstance(granted, bool):
        # A mandate on paper is described by what stands on it.
        granted = any(value.get(key) for key in ("reference", "signed_on"))
        if not granted and not value.get("revoked_on"):
            return None
    creditor = _text(value.get("creditor_id"))
    return MandateInput(
        granted=granted,
        reference=_text(value.get("reference")),
        creditor_id=None if creditor is None else normalise_creditor_id(creditor),
        signed_on=_date(value.get("signed_on")),
        revoked_on=_date(value.get("revoked_on")),
        text_version=(_text(value.get("text_version")) or "")[:40] or None,
        proof={key: value[key] for key in _PROOF_KEYS if value.get(key) is not None},
    )


def put_iban(change: BankChange, typed: str) -> None:
    """Keep the IBAN as typed, and in the form in which IBANs are compared."""
    change.iban_input = typed
    change.iban = normalise_iban(typed)[:_LONGEST_IBAN] or None


def variant_of(change: BankChange) -> BankChangeVariant:
    """Return which of the three things the columns of an application amount to."""
    if change.iban_input is not None:
        return BankChangeVariant.NEW_ACCOUNT
    if change.mandate_granted:
        return BankChangeVariant.MANDATE_ONLY
    revoked = change.mandate_granted is False and change.mandate_revoked_on is not None
    return BankChangeVariant.REVOCATION if revoked else BankChangeVariant.NEW_ACCOUNT
