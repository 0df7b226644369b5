"""A clock that somebody sets: the demonstration's past happens at its own times."""

from datetime import date, datetime

from desktop.domain.berlin_time import berlin_day
from desktop.services.ports import Clock


class SteppingClock:
    """Stands at an instant until it is set to another one."""

    def __init__(self, now: datetime, machine: Clock) -> None:
        self._now = now
        self._machine = machine

    def set_to(self, now: datetime) -> None:
        """Stand at ``now`` (timezone-aware) from here on."""
        self._now = now

    def now(self) -> datetime:
        """Return the instant it was set to, in UTC."""
        return self._now

    def today(self) -> date:
        """Return the Berlin date of ``now``."""
        return berlin_day(self._now)

    def machine_now(self) -> datetime:
        """Return the computer's own instant: leases run on."""
        return self._machine.machine_now()
