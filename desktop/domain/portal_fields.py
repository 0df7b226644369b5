"""The fields of an application for new bank details, as the portal sends them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.blank_text import is_blank
from desktop.domain.holder import Address, AddressPart
from desktop.domain.portal_json import QuarantineReason, RefusedEventError

BANK_DETAILS = "bank_details"
"""Code of the category whose fields the rule book checks."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateFields:
    """A mandate as it was granted or revoked; None where nothing was given.

    The portal names no ``reference`` and no ``creditor_id``: a mandate granted there gets ours.
    """

    granted: bool | None = None
    reference: str | None = None
    creditor_id: str | None = None
    signed_on: date | None = None
    revoked_on: date | None = None
    text_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFields:
    """What a tenant typed; None where nothing was given, "" where a field was left empty."""

    iban: str | None = None
    account_holder: str | None = None
    holder_address: Address | None = None
    mandate: MandateFields | None = None

    @property
    def variant(self) -> BankChangeVariant:
        """Mandate alone and revocation give no IBAN at all; an empty one is an IBAN forgotten."""
        if self.iban is not None or self.mandate is None:
            return BankChangeVariant.NEW_ACCOUNT
        if self.mandate.granted is False:
            return BankChangeVariant.REVOCATION
        return (
            BankChangeVariant.MANDATE_ONLY
            if self.mandate.granted
            else BankChangeVariant.NEW_ACCOUNT
        )


NO_BANK_FIELDS = BankFields()


def read_bank_fields(fields: Mapping[str, Any] | None) -> BankFields:
    """Return the bank details in ``fields``; null is absent, further keys are left alone.

    Raises:
        RefusedEventError: ``schema`` for a value of another type and for a date that is none.
    """
    if fields is None:
        return NO_BANK_FIELDS
    return BankFields(
        iban=_text(fields, "iban"),
        account_holder=_text(fields, "account_holder"),
        holder_address=_address(fields),
        mandate=_mandate(fields),
    )


def has_bank_fields(fields: BankFields) -> bool:
    """Tell whether anything was given that can complete an application."""
    given = (fields.iban, fields.account_holder)
    return (
        fields.holder_address is not None
        or fields.mandate is not None
        or not all(is_blank(text) for text in given)
    )


def _address(fields: Mapping[str, Any]) -> Address | None:
    parts = _object(fields, "holder_address")
    if parts is None:
        return None
    return Address(**{part.value: _text(parts, part.value) for part in AddressPart})


def _mandate(fields: Mapping[str, Any]) -> MandateFields | None:
    parts = _object(fields, "mandate")
    if not parts:
        return None
    granted = parts.get("granted")
    if granted is not None and not isinstance(granted, bool):
        raise _schema("granted")
    return MandateFields(
        granted=granted,
        signed_on=_date(parts, "signed_on"),
        revoked_on=_date(parts, "revoked_on"),
        text_version=_text(parts, "text_version"),
    )


def _object(fields: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, dict):
        raise _schema(name)
    return value


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise _schema(name)
    return value


def _date(fields: Mapping[str, Any], name: str) -> date | None:
    text = _text(fields, name)
    if text is None or is_blank(text):
        return None
    if _DATE.fullmatch(text) is None:
        raise _schema(name)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _schema(name) from None


def _schema(name: str) -> RefusedEventError:
    return RefusedEventError(QuarantineReason.SCHEMA, f"data.fields.{name}")
