"""What a page says of its place in the letter: *Seite 3 von 4*."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_OF = re.compile(
    r"\b(?:seite|blatt|s\.)\s*:?\s*([0-9]{1,4})\s*(?:von|/|v\.)\s*([0-9]{1,4})\b", re.IGNORECASE
)
_ALONE = re.compile(r"^\W*(?:seite|blatt)\s*:?\s*([0-9]{1,4})\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageMark:
    """The page's number in its letter, from 1, and of how many, where it says so."""

    number: int
    total: int | None


def marks_on(lines: Iterable[str]) -> tuple[PageMark, ...]:
    """Return what a page says of its place, each once; more than one contradict each other."""
    found: dict[PageMark, None] = {}
    for line in lines:
        for match in _OF.finditer(line):
            number, total = int(match.group(1)), int(match.group(2))
            if 1 <= number <= total:
                found.setdefault(PageMark(number, total))
        if alone := _ALONE.match(line):
            found.setdefault(PageMark(int(alone.group(1)), None))
    return tuple(found)
