"""Limits that were set by a clock which may have been set back since.

Undo times and pauses are short. One that would end later than any of them can was set by a clock
that ran ahead: it counts as over, so that nothing waits for days until the clock is there again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from desktop.services.ports import Clock

LONGEST_WAIT = timedelta(hours=2)
"""No undo time and no pause between two attempts is longer (``CompanyRules``, delivery)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, and the latest instant at which a limit that still runs can end."""

    now: datetime
    latest: datetime

    @classmethod
    def of(cls, clock: Clock) -> "Moment":
        """Return the present moment; a clock that stands still does not make others' limits end."""
        now = clock.now()
        return cls(now, max(now, clock.machine_now()) + LONGEST_WAIT)

    def is_over(self, until: datetime) -> bool:
        """Whether a limit has ended."""
        return not self.now < until <= self.latest

    def over(self, column: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
        """Return the same as a condition of a query."""
        return or_(column <= self.now, column > self.latest)
