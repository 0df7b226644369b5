"""A clock that tests set."""

from datetime import UTC, date, datetime, time, timedelta

from desktop.domain.berlin_time import berlin_day, berlin_instant

MONDAY = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
"""The morning of the mock-ups: Monday 23 November 2026, 09:42 in Berlin."""


class FixedClock:
    """Stands still until a test moves it."""

    def __init__(self, at: datetime = MONDAY) -> None:
        if at.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def today(self) -> date:
        return berlin_day(self._at)

    def machine_now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        """Lets time pass."""
        self._at += by

    def set(self, at: datetime) -> None:
        """Jumps to an instant."""
        self._at = at.astimezone(UTC)

    def set_berlin(self, day: date, at: time = time(9, 0)) -> None:
        """Jumps to a time of the Berlin wall clock."""
        self._at = berlin_instant(day, at)
