"""Whether an address can be printed into the window of an envelope and would arrive."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

MOST_LINES = 6
"""So many lines the window shows (DIN 5008, form B)."""
_LEAST_LINES = 3
_TOWN = re.compile(r"[0-9]{5} +\S.*")
_HAS_FIGURE = re.compile(r"[0-9]")


class AddressProblem(StrEnum):
    """Why a letter is held back; the sentence is in ``desktop.texts.letters``."""

    INCOMPLETE = "incomplete"
    NO_POSTCODE = "no_postcode"
    TOO_MANY_LINES = "too_many_lines"
    TOO_WIDE = "too_wide"


def address_lines(text: str) -> tuple[str, ...]:
    """Return the lines of an address without blank ones, blanks at their ends and doubled ones."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(line for line in lines if line)


def address_problem(
    lines: Sequence[str], is_too_wide: Callable[[str], bool]
) -> AddressProblem | None:
    """Return what keeps a letter with this address from being printed; None if nothing does.

    An address has a name, a street and a town at least. Its last line is a German postcode with
    its town, or the name of a country, which holds no figure. ``is_too_wide`` measures one line.
    """
    if len(lines) < _LEAST_LINES:
        return AddressProblem.INCOMPLETE
    if len(lines) > MOST_LINES:
        return AddressProblem.TOO_MANY_LINES
    if _HAS_FIGURE.search(lines[-1]):
        if _TOWN.fullmatch(lines[-1]) is None:
            return AddressProblem.NO_POSTCODE
    elif len(lines) == _LEAST_LINES:
        # Name, street and a town without its postcode, or a country in the place of the town.
        return AddressProblem.NO_POSTCODE
    if any(is_too_wide(line) for line in lines):
        return AddressProblem.TOO_WIDE
    return None
