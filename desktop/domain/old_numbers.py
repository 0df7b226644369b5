"""The telephone numbers that a party had, and since when each has been known here.

A call-back proves something only on a number that was known before the change. A number that came
back counts from its return: who held it once may have put it in again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

_NO_DIGITS = re.compile(r"\D+")
_ABROAD = re.compile(r"\s*(\+|00)\s*49")
_SHORTEST = 5
_SHOWN = 3
_MASK = "••••••"


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A telephone number and the day from which it has been known; ``repr`` does not show it."""

    number: str = field(repr=False)
    known_since: date


@dataclass(frozen=True, slots=True)
class NumberChange:
    """One change of the number that was in force, with the day on which we learnt of it.

    ``former_since`` is since when the former number had been there, None where nobody noted it.
    """

    former: str = field(repr=False)
    new: str = field(repr=False)
    learnt_on: date
    former_since: date | None = None


def known_numbers(
    present: str, present_since: date, changes: Sequence[NumberChange], *, since: date
) -> tuple[KnownNumber, ...]:
    """Return every number that was ever in force, the one that is known for the shortest first.

    ``changes`` are in the order in which they were put in force; ``since`` is when the party came,
    and its first number with it. ``present_since`` counts where no change brought the present one.
    """
    found: dict[str, KnownNumber] = {}
    before: NumberChange | None = None
    for change in changes:
        _add(found, change.former, _since(change, before, since))
        _add(found, change.new, change.learnt_on)
        before = change
    if number_key(present) not in found:
        _add(found, present, present_since)
    return tuple(sorted(found.values(), key=lambda one: one.known_since, reverse=True))


def find_number(numbers: Iterable[KnownNumber], text: str) -> KnownNumber | None:
    """Return the number that is meant, however it is written; None where it is not known."""
    wanted = number_key(text)
    return next((one for one in numbers if wanted and number_key(one.number) == wanted), None)


def is_number(text: str) -> bool:
    """Whether a text can be a telephone number at all."""
    return len(number_key(text)) >= _SHORTEST


def number_key(text: str) -> str:
    """Return the digits that tell numbers apart: without blanks, prefix of the country and 0."""
    national = _ABROAD.sub("", text, count=1) if _ABROAD.match(text) else text
    return _NO_DIGITS.sub("", national).lstrip("0")


def mask_number(text: str) -> str:
    """Return a number of which the last three digits are shown; of a short one none."""
    digits = _NO_DIGITS.sub("", text)
    return _MASK + (digits[-_SHOWN:] if is_number(text) else "")


def _since(change: NumberChange, before: NumberChange | None, since: date) -> date:
    if before is not None and number_key(before.new) == number_key(change.former):
        return before.learnt_on
    if change.former_since is not None:
        return change.former_since
    return since if before is None else before.learnt_on


def _add(found: dict[str, KnownNumber], number: str, known_since: date) -> None:
    key = number_key(number)
    if not key:
        return
    known = found.get(key)
    if known is None or known.known_since <= known_since:
        found[key] = KnownNumber(number, known_since)
