"""Spans of time in a text: the period a statement is about, and the tenant's own part of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

_DAY = r"([0-3]?[0-9])\.\s?([01]?[0-9])\.\s?((?:19|20)[0-9]{2}|[0-9]{2})"
_SPAN = re.compile(
    rf"{_DAY}\s*(?:-|bis(?: zum| einschließlich)?|/)\s*(?:zum\s)?{_DAY}(?![0-9])", re.IGNORECASE
)
_OWN = re.compile(
    r"nutzungszeit|nutzungsdauer|nutzerzeitraum|wohnzeit|mietzeit|mietdauer|ihr zeitraum|"
    r"ihr abrechnungszeitraum|ihren zeitraum|ihrer mietzeit|belegungszeit|bewohnt",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"abrechnungszeit|abrechnungsperiode|wirtschaftsjahr|abrechnungsjahr|zeitraum", re.IGNORECASE
)
_YEAR = re.compile(
    r"(?:kostenabrechnung|abrechnungsjahr|abrechnung|wirtschaftsjahr|jahr)[^0-9\n]{0,30}"
    r"((?:19|20)[0-9]{2})(?![0-9.])",
    re.IGNORECASE,
)
_LABEL_WIDTH = 60
_LONGEST_DAYS = 800
"""Longer spans are contracts and warranties, not periods."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from ``first`` to ``last``, both included; an end that is None is open."""

    first: date
    last: date | None

    def shared_days(self, other: "Span") -> int:
        """Return how many days both have in common."""
        first, last = max(self.first, other.first), _earlier(self.last, other.last)
        return max(0, (last - first).days + 1)

    def holds(self, other: "Span") -> bool:
        """Whether the other lies within this one."""
        return self.first <= other.first and (
            self.last is None or (other.last is not None and other.last <= self.last)
        )


def _earlier(one: date | None, other: date | None) -> date:
    return min(one or date.max, other or date.max)


@dataclass(frozen=True, slots=True)
class TimesSeen:
    """What a page says of time; ``own`` is the tenant's part, where it says so."""

    periods: tuple[Span, ...]
    own: tuple[Span, ...]


def times_on(lines: Iterable[str]) -> TimesSeen:
    """Find the spans that stand on a page, each once."""
    periods: dict[Span, None] = {}
    own: dict[Span, None] = {}
    before = ""
    for line in lines:
        for span, label in _labelled(line, before):
            if _OWN.search(label):
                own.setdefault(span)
            elif _PERIOD.search(label):
                periods.setdefault(span)
        for found in _YEAR.finditer(line):
            year = int(found.group(1))
            periods.setdefault(Span(date(year, 1, 1), date(year, 12, 31)))
        before = line
    return TimesSeen(tuple(periods), tuple(own))


def _labelled(line: str, before: str) -> Iterator[tuple[Span, str]]:
    end = 0
    for found in _SPAN.finditer(line):
        span = _span(*found.groups())
        own_words = line[max(end, found.start() - _LABEL_WIDTH) : found.start()].strip()
        end = found.end()
        if span is not None:
            yield span, own_words or before[-_LABEL_WIDTH:]


def _span(*parts: str) -> Span | None:
    try:
        first, last = _day(*parts[:3]), _day(*parts[3:])
    except ValueError:
        return None
    return Span(first, last) if 0 <= (last - first).days <= _LONGEST_DAYS else None


def _day(day: str, month: str, year: str) -> date:
    full = int(year) if len(year) > len("25") else 2000 + int(year)
    return date(full, int(month), int(day))
