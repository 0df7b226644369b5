"""Whether an address can be printed into the window of an envelope and would arrive."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

MOST_LINES = 6
"""So many lines the window shows (DIN 5008, form B)."""
_LEAST_LINES = 3
_TOWN = re.compile(r"[0-9]{5} +\S.*")
_HAS_FIGURE = re.compile(r"[0-9]")
_SALUTATIONS = frozenset({"Frau", "Herr", "Frau und Herr"})


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


def fitted_lines(lines: Sequence[str], is_too_wide: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the lines of an address with those that are too wide divided at a blank or a hyphen.

    Where there are too many lines then, a line that is nothing but a salutation is left out. What
    cannot be divided stays as it is; ``address_problem`` names it.
    """
    found = tuple(part for line in lines for part in _divided(line, is_too_wide))
    if len(found) > MOST_LINES and found[0] in _SALUTATIONS:
        return found[1:]
    return found


def fitted_problem(
    lines: Sequence[str], is_too_wide: Callable[[str], bool]
) -> AddressProblem | None:
    """Return what keeps an address from being printed though its lines may be divided."""
    problem = address_problem(lines, lambda _line: False)
    if problem is not None:
        return problem
    fitted = fitted_lines(lines, is_too_wide)
    if len(fitted) > MOST_LINES:
        return AddressProblem.TOO_MANY_LINES
    return AddressProblem.TOO_WIDE if any(map(is_too_wide, fitted)) else None


def _divided(line: str, is_too_wide: Callable[[str], bool]) -> list[str]:
    parts = []
    while is_too_wide(line):
        place = _dividing_place(line, is_too_wide)
        if not place:
            break
        parts.append(line[:place].rstrip())
        line = line[place:].lstrip()
    return [*parts, line]


def _dividing_place(line: str, is_too_wide: Callable[[str], bool]) -> int:
    """Where a line is divided: as late as it fits; 0 where it cannot be.

    At a blank rather than behind a hyphen, if that makes two lines of it.
    """
    blanks = _fitting_places(line, " ", 0, is_too_wide)
    if blanks and not is_too_wide(line[blanks[-1] :].lstrip()):
        return blanks[-1]
    return max([0, *blanks, *_fitting_places(line, "-", 1, is_too_wide)])


def _fitting_places(
    line: str, sign: str, kept: int, is_too_wide: Callable[[str], bool]
) -> list[int]:
    places = [n + kept for n, one in enumerate(line) if one == sign and 0 < n < len(line) - 1]
    return [place for place in places if not is_too_wide(line[:place].rstrip())]
