"""E-mail addresses, telephone numbers and postal addresses as tenants give them.

What is written in a form nobody can send to or call is refused; what is only unusual is taken and
marked as doubtful. No network is asked: whether an address exists only a message tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.bank_change import ContactKind
from desktop.domain.blank_text import one_line
from desktop.domain.contact_file import FIELDS

LONGEST: Mapping[str, int] = {
    "email": 120,
    "phone": 40,
    "street": 80,
    "house_number": 12,
    "postcode": 10,
    "town": 80,
    "country": 2,
}
"""Longest value of each field."""
HOME_COUNTRY = "DE"
_GERMAN_POSTCODE = 5


class ContactProblem(StrEnum):
    """What is wrong with contact data; a value is also the code of its sentence."""

    EMAIL_INVALID = "contact.email_invalid"
    EMAIL_MISSING = "contact.email_missing"
    """The portal cannot take an address away: the account hangs on it."""
    PHONE_INVALID = "contact.phone_invalid"
    PHONE_DOUBTFUL = "contact.phone_doubtful"
    """It can be dialled, but no such number is known to be given out."""
    ADDRESS_INCOMPLETE = "contact.address_incomplete"
    TOO_LONG = "contact.too_long"
    ACCOUNT_UNKNOWN = "contact.account_unknown"
    """Nobody knows which party changed it."""
    ACCOUNT_LOCKED = "contact.account_locked"
    """It was changed in an account that is locked or closed here: perhaps by a stranger."""
    OVERTAKEN = "contact.overtaken"
    """A later change was taken in before."""

    @property
    def refuses(self) -> bool:
        """Whether the value must not be taken."""
        return self is not ContactProblem.PHONE_DOUBTFUL


@dataclass(frozen=True, slots=True)
class CheckedContact:
    """Contact data in the form in which they are kept, and what is wrong with them, if anything."""

    values: Mapping[str, str]
    problem: ContactProblem | None = None

    @property
    def refused(self) -> bool:
        """Whether they must not be taken."""
        return self.problem is not None and self.problem.refuses


def check_contact(kind: ContactKind, values: Mapping[str, str]) -> CheckedContact:
    """Check contact data of one kind; ``values`` are its fields as they were given."""
    given = {name: one_line(values.get(name, "")) for name in FIELDS[kind]}
    if kind is ContactKind.EMAIL:
        return _check_email(given["email"])
    if kind is ContactKind.TELEPHONE:
        return _check_phone(given["phone"])
    return _check_address(given)


def _fits(values: Mapping[str, str]) -> bool:
    return all(len(value) <= LONGEST[name] for name, value in values.items())


def _check_email(text: str) -> CheckedContact:
    # Loaded when first needed: only few transactions check an address.
    from email_validator import EmailNotValidError, validate_email

    if not text:
        return CheckedContact({"email": ""}, ContactProblem.EMAIL_MISSING)
    try:
        normalised = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return CheckedContact({"email": text}, ContactProblem.EMAIL_INVALID)
    return _checked({"email": normalised})


def _check_phone(text: str) -> CheckedContact:
    """A number in the form in which it is dialled in Germany, a foreign one with its country.

    No number at all is fine: the tenant has taken it away.
    """
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        ValidationResult,
        format_number,
        is_possible_number_with_reason,
        is_valid_number,
        parse,
        region_code_for_country_code,
    )

    if not text:
        return CheckedContact({"phone": ""})
    try:
        number = parse(text, HOME_COUNTRY)
    except NumberParseException:
        return CheckedContact({"phone": text}, ContactProblem.PHONE_INVALID)
    if is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return CheckedContact({"phone": text}, ContactProblem.PHONE_INVALID)
    home = region_code_for_country_code(number.country_code or 0) == HOME_COUNTRY
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    doubt = None if is_valid_number(number) else ContactProblem.PHONE_DOUBTFUL
    return _checked({"phone": format_number(number, form)}, doubt)


def _check_address(given: Mapping[str, str]) -> CheckedContact:
    values = {**given, "country": given["country"].upper() or HOME_COUNTRY}
    if not all(values[name] for name in ("street", "postcode", "town")):
        return CheckedContact(values, ContactProblem.ADDRESS_INCOMPLETE)
    if values["country"] == HOME_COUNTRY:
        postcode = values["postcode"]
        if not values["house_number"] or not (
            len(postcode) == _GERMAN_POSTCODE and postcode.isascii() and postcode.isdigit()
        ):
            return CheckedContact(values, ContactProblem.ADDRESS_INCOMPLETE)
    return _checked(values)


def _checked(values: Mapping[str, str], doubt: ContactProblem | None = None) -> CheckedContact:
    if not _fits(values):
        return CheckedContact(values, ContactProblem.TOO_LONG)
    return CheckedContact(values, doubt)
