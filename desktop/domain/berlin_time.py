"""Instants are UTC; days are those of Europe/Berlin (rule book, section 1)."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
FIRST_DAY = date(1991, 1, 1)
"""Holidays of all sixteen states are known from the year after reunification."""
LAST_DAY = date(2199, 12, 31)


def in_range(day: date) -> bool:
    """Tell whether the rule book can count from ``day`` (see ``FIRST_DAY``)."""
    return FIRST_DAY <= day <= LAST_DAY


def to_utc(moment: datetime) -> datetime:
    """Return ``moment`` as an instant in UTC; without a zone it is Berlin time.

    An hour that does not exist (start of summer time) counts as the hour after: 02:30 is 03:30.
    An hour that exists twice counts as the first one. Raises ``OverflowError`` at the very ends of
    the calendar.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BERLIN)
    return moment.astimezone(UTC)


def berlin_day(moment: datetime) -> date:
    """Return the calendar date that ``moment`` has in Berlin."""
    return _berlin_day(to_utc(moment))


@lru_cache(maxsize=4096)
def _berlin_day(moment: datetime) -> date:
    return moment.astimezone(BERLIN).date()


def berlin_instant(day: date, at: time = time(0)) -> datetime:
    """Return the UTC instant of the wall clock time ``at`` in Berlin on ``day``."""
    return to_utc(datetime.combine(day, at.replace(tzinfo=None)))
