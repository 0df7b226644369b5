"""Days on which an office is closed, as people write them: single ones and spans of days."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

_DAY = timedelta(days=1)
_LONGEST = 92
"""Days of one span: longer it is a mistyped year."""
_PARTS = re.compile(r"[,;\n]")
_TYPED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_SPAN = re.compile(r"\s*(?:-|–|bis|to)\s*")


def read_days(text: str) -> frozenset[date]:
    """Return the days that a text names: ``24.12.2026, 28.12.2026 - 31.12.2026``.

    Raises:
        ValueError: with the part that names no day, or names its days from behind.
    """
    found: set[date] = set()
    for part in _PARTS.split(text):
        if not part.strip():
            continue
        ends = [_day(one, part) for one in _SPAN.split(part.strip(), maxsplit=1)]
        first, last = ends[0], ends[-1]
        if not timedelta(0) <= last - first <= _LONGEST * _DAY:
            raise ValueError(part.strip())
        found.update(first + n * _DAY for n in range((last - first).days + 1))
    return frozenset(found)


def days_as_text(days: Iterable[date]) -> str:
    """Return the text that ``read_days`` reads: a line each for a day or for days in a row."""
    lines: list[tuple[date, date]] = []
    for day in sorted(days):
        if lines and day - lines[-1][1] == _DAY:
            lines[-1] = (lines[-1][0], day)
        else:
            lines.append((day, day))
    return "\n".join(
        f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y} - {last:%d.%m.%Y}"
        for first, last in lines
    )


def _day(text: str, part: str) -> date:
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        raise ValueError(part.strip())
    year = int(found[3])
    try:
        return date(year if year >= 100 else 2000 + year, int(found[2]), int(found[1]))
    except ValueError as error:
        raise ValueError(part.strip()) from error
