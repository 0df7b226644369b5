"""Passwords of the people who work here: made for one use, and chosen by themselves.

Tenants' passwords for the portal have criteria of their own (``domain.portal_password``).
"""

import secrets
import unicodedata
from datetime import timedelta
from enum import StrEnum

ONCE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that nobody confuses when they are read out or written down: no 0, O, 1, I, L."""
ONCE_LENGTH = 12
"""59 bits: nobody guesses it in the time it counts."""
ONCE_FOR = timedelta(days=7)
"""So long a password made by an administrator waits to be used."""
SHORTEST = 12
LONGEST = 200
_GROUP = 4
_FEWEST_SIGNS = 5
_LEAST_NAME = 4


class PasswordProblem(StrEnum):
    """What is wrong with a password that somebody chose."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    HOLDS_NAME = "holds_name"
    AS_BEFORE = "as_before"


def new_once_password() -> str:
    """Return a random password in groups, as it is shown once: ``7KPM-ZQ3X-H9TB``."""
    signs = "".join(secrets.choice(ONCE_SIGNS) for _ in range(ONCE_LENGTH))
    return "-".join(signs[at : at + _GROUP] for at in range(0, ONCE_LENGTH, _GROUP))


def typed_once(password: str) -> str:
    """Return a typed password for one use as it was made: capitals, hyphens in their places.

    What has another length is no such password and comes back unchanged.
    """
    signs = "".join(sign for sign in password.upper() if sign not in "- ")
    if len(signs) != ONCE_LENGTH:
        return password
    return "-".join(signs[at : at + _GROUP] for at in range(0, ONCE_LENGTH, _GROUP))


def password_problem(
    password: str, *, login: str, name: str, before: str = ""
) -> PasswordProblem | None:
    """Return why nobody may choose this password; None where it is good enough.

    Length is what counts (as NIST SP 800-63B and the BSI advise): no rules about kinds of signs,
    but no single sign over and over, and none of the words of one's own name. ``before`` is the
    password it replaces.
    """
    composed = unicodedata.normalize("NFC", password)
    if len(composed) < SHORTEST:
        return PasswordProblem.TOO_SHORT
    if len(composed) > LONGEST:
        return PasswordProblem.TOO_LONG
    if len(set(composed)) < _FEWEST_SIGNS:
        return PasswordProblem.TOO_PLAIN
    folded = composed.casefold()
    words = {login, *name.replace("-", " ").split()}
    if any(len(word) >= _LEAST_NAME and word.casefold() in folded for word in words):
        return PasswordProblem.HOLDS_NAME
    if composed == unicodedata.normalize("NFC", before):
        return PasswordProblem.AS_BEFORE
    return None
