"""Sentences about contact data: what they are called, and what is wrong with them."""

from collections.abc import Mapping
from typing import Final

from desktop.domain.bank_change import ContactKind
from desktop.domain.contact_data import ContactProblem
from desktop.texts import mark, tr

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
PROBLEMS: Final[Mapping[ContactProblem, str]] = {
    ContactProblem.EMAIL_INVALID: mark(
        "Das ist keine E-Mail-Adresse, an die etwas gesendet werden kann."
    ),
    ContactProblem.EMAIL_MISSING: mark(
        "Das Portal hat die E-Mail-Adresse entfernt; am Portal-Konto hängt aber eine. Bitte "
        "rückfragen."
    ),
    ContactProblem.PHONE_INVALID: mark("Das ist keine Telefonnummer, die gewählt werden kann."),
    ContactProblem.PHONE_DOUBTFUL: mark(
        "Unter dieser Telefonnummer ist vermutlich niemand zu erreichen."
    ),
    ContactProblem.ADDRESS_INCOMPLETE: mark(
        "Die Anschrift ist unvollständig: Straße, Hausnummer, Postleitzahl und Ort werden "
        "gebraucht, in Deutschland mit fünf Ziffern."
    ),
    ContactProblem.TOO_LONG: mark("Die Angabe ist zu lang, um gespeichert zu werden."),
    ContactProblem.ACCOUNT_UNKNOWN: mark(
        "Das Portal-Konto ist hier nicht bekannt. Bitte klären Sie, wer die Angabe gemacht hat."
    ),
    ContactProblem.ACCOUNT_LOCKED: mark(
        "Das Portal-Konto ist gesperrt oder geschlossen; die Angabe wurde nicht übernommen. Bitte "
        "klären Sie, wer sie gemacht hat."
    ),
    ContactProblem.OVERTAKEN: mark("Eine spätere Änderung war schon übernommen."),
}
"""What is wrong, and what to do where that is not plain."""


def kind_name(kind: ContactKind) -> str:
    """Return what contact data of a kind are called."""
    return tr(_KINDS[kind])


def field_name(field: str) -> str:
    """Return the name of a field of contact data; an unknown one keeps its key."""
    return tr(_FIELDS[field]) if field in _FIELDS else field


def problem_sentence(problem: ContactProblem) -> str:
    """Return what is wrong with contact data."""
    return tr(PROBLEMS[problem])
