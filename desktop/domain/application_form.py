"""The fields of an application for new bank details, as a clerk fills them in."""

from collections.abc import Mapping
from enum import StrEnum

from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.holder import AddressPart


class FormField(StrEnum):
    """One field. A value is text: dates in ISO form, the mandate ``yes``, ``no`` or ""."""

    IBAN = "iban"
    ACCOUNT_HOLDER = "account_holder"
    STREET = "holder_address.street"
    HOUSE_NUMBER = "holder_address.house_number"
    POSTCODE = "holder_address.postcode"
    TOWN = "holder_address.town"
    COUNTRY = "holder_address.country"
    MANDATE_GRANTED = "mandate.granted"
    MANDATE_SIGNED_ON = "mandate.signed_on"
    MANDATE_REFERENCE = "mandate.reference"
    MANDATE_REVOKED_ON = "mandate.revoked_on"


YES = "yes"
NO = "no"
DATES = frozenset({FormField.MANDATE_SIGNED_ON, FormField.MANDATE_REVOKED_ON})
ADDRESS: Mapping[FormField, AddressPart] = {
    FormField(f"holder_address.{part.value}"): part for part in AddressPart
}
_MANDATE = (FormField.MANDATE_GRANTED, FormField.MANDATE_SIGNED_ON, FormField.MANDATE_REFERENCE)
_FIELDS: Mapping[BankChangeVariant, tuple[FormField, ...]] = {
    BankChangeVariant.NEW_ACCOUNT: (
        FormField.IBAN,
        FormField.ACCOUNT_HOLDER,
        *ADDRESS,
        *_MANDATE,
    ),
    BankChangeVariant.MANDATE_ONLY: (*ADDRESS, FormField.MANDATE_SIGNED_ON, _MANDATE[2]),
    BankChangeVariant.REVOCATION: (FormField.MANDATE_REVOKED_ON,),
}


def form_fields(variant: BankChangeVariant) -> tuple[FormField, ...]:
    """Return the fields an application of this kind has, in the order they are filled in."""
    return _FIELDS[variant]
