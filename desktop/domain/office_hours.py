"""When a company's office is open: hours of each weekday; holidays and closing days are closed."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from desktop.domain.berlin_time import BERLIN, berlin_instant

Span = tuple[time, time]
WeekHours = tuple[tuple[Span, ...], ...]
"""Spans of each weekday from Monday on, in Berlin time; a day without one is closed."""

ClosedOn = Callable[[date], bool]
"""Whether the office is closed on a day, whatever its hours: a holiday, a closing day."""
_DAYS = 7
_SPAN = re.compile(r"(\d{2}:\d{2})-(\d{2}:\d{2})")
_TYPED = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?\s*(?:-|–|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?"
)
_BETWEEN = re.compile(r"[,;]|\bund\b|\band\b")
_LOOKS_AHEAD = 60
"""Days; no office is closed for longer without anybody knowing."""


def parse_week(days: Sequence[str]) -> WeekHours:
    """Return the hours that seven texts mean: ``08:00-12:00,13:00-16:00``, empty for closed.

    Raises:
        ValueError: there are not seven, or one of them means no hours.
    """
    week = tuple(tuple(_span(part) for part in text.split(",") if part.strip()) for text in days)
    check_week(week)
    return week


def week_as_text(week: WeekHours) -> list[str]:
    """Return the seven texts that ``parse_week`` reads."""
    return [
        ",".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in sorted(spans)) for spans in week
    ]


def check_week(week: WeekHours) -> None:
    """Raise ``ValueError`` where these are not the hours of a week."""
    if len(week) != _DAYS:
        raise ValueError("office_hours")
    if any(start >= end for spans in week for start, end in spans):
        raise ValueError("office_hours")


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError("office_hours")
    return time.fromisoformat(found[1]), time.fromisoformat(found[2])


def read_spans(text: str) -> tuple[Span, ...]:
    """Return the hours of a day as people write them: ``8-12, 13:00 bis 16:00 Uhr``; () is closed.

    Raises:
        ValueError: it means no hours, or two of them overlap.
    """
    words = text.strip().lower()
    if words in ("", "-", "–", "geschlossen", "closed"):
        return ()
    spans = tuple(sorted(_typed_span(part) for part in _BETWEEN.split(words)))
    if any(start >= end for start, end in spans) or any(
        one[1] > other[0] for one, other in pairwise(spans)
    ):
        raise ValueError(text)
    return spans


def _typed_span(part: str) -> Span:
    found = _TYPED.fullmatch(part.strip())
    if found is None:
        raise ValueError(part)
    start, end = (time(int(found[n]), int(found[n + 1] or 0)) for n in (1, 3))
    return start, end


def is_open(week: WeekHours, closed_on: ClosedOn, now: datetime) -> bool:
    """Whether somebody is in the office at ``now`` (an aware instant)."""
    local = now.astimezone(BERLIN)
    if closed_on(local.date()):
        return False
    clock = local.time()
    return any(start <= clock < end for start, end in week[local.weekday()])


def next_opening(week: WeekHours, closed_on: ClosedOn, now: datetime) -> datetime | None:
    """Return when (UTC) the office opens after ``now``; None where that is not in sight."""
    today = now.astimezone(BERLIN).date()
    for ahead in range(_LOOKS_AHEAD):
        day = today + timedelta(days=ahead)
        if closed_on(day):
            continue
        for start, _ in sorted(week[day.weekday()]):
            opening = berlin_instant(day, start)
            if opening > now:
                return opening
    return None
