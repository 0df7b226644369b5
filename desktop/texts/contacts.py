"""Sentences about contact data: what they are called, and what is wrong with them."""

from collections.abc import Mapping
from typing import Final

from desktop.domain.bank_change import ContactKind
from desktop.domain.contact_data import ContactProblem
from desktop.texts import mark, tr
from desktop.texts.errors_contacts import ERRORS

_KINDS: Final[Mapping[ContactKind, str]] = {
    ContactKind.EMAIL: mark("E-Mail-Adresse"),
    ContactKind.TELEPHONE: mark("Telefonnummer"),
    ContactKind.ADDRESS: mark("Anschrift"),
}
_FIELDS: Final[Mapping[str, str]] = {
    "email": mark("E-Mail-Adresse"),
    "phone": mark("Telefonnummer"),
    "street": mark("Straße"),
    "house_number": mark("Hausnummer"),
    "postcode": mark("Postleitzahl"),
    "town": mark("Ort"),
    "country": mark("Land"),
}


def kind_name(kind: ContactKind) -> str:
    """Return what contact data of a kind are called."""
    return tr(_KINDS[kind])


def field_name(field: str) -> str:
    """Return the name of a field of contact data; an unknown one keeps its key."""
    return tr(_FIELDS[field]) if field in _FIELDS else field


def problem_sentence(problem: ContactProblem) -> str:
    """Return what is wrong with contact data."""
    return tr(ERRORS[problem.value])
