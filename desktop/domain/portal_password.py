"""What the portal asks of a password (rule book, section 4).

A person here explains the criteria and never asks for the password.
"""

import unicodedata
from enum import StrEnum

LEAST_CHARACTERS = 10


class Criterion(StrEnum):
    """One criterion, in the order in which they are explained."""

    LENGTH = "password.length"
    UPPER_CASE = "password.upper_case"
    LOWER_CASE = "password.lower_case"
    DIGIT = "password.digit"
    SPECIAL = "password.special"
    """A sign that is neither letter nor digit nor blank."""
    SURNAME = "password.surname"
    """The surname must not be in it, whatever its capitals."""


def unmet_criteria(password: str, surname: str) -> tuple[Criterion, ...]:
    """Return the criteria that a password does not meet, in their order. Never raises.

    For a blank surname there is nothing that it could contain.
    """
    met = {
        Criterion.LENGTH: len(password) >= LEAST_CHARACTERS,
        Criterion.UPPER_CASE: any(map(str.isupper, password)),
        Criterion.LOWER_CASE: any(map(str.islower, password)),
        Criterion.DIGIT: any("0" <= sign <= "9" for sign in password),
        Criterion.SPECIAL: any(map(_is_special, password)),
        Criterion.SURNAME: not _contains(password, surname),
    }
    return tuple(criterion for criterion in Criterion if not met[criterion])


def _is_special(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


def _contains(password: str, surname: str) -> bool:
    sought = _folded(surname).strip()
    return bool(sought) and sought in _folded(password)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
