"""The clocks of a program run."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from desktop.domain.berlin_time import berlin_day, berlin_instant


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return today's date in Berlin, wherever the computer stands."""
        return berlin_day(self.now())

    def machine_now(self) -> datetime:
        """Return the present instant in UTC."""
        return self.now()


@dataclass(frozen=True, slots=True)
class FixedDayClock:
    """Stands still at 00:00 Berlin of ``day``: what ``--today`` of every command means."""

    day: date

    def now(self) -> datetime:
        """Return the instant at which ``day`` begins in Berlin, in UTC."""
        return berlin_instant(self.day)

    def today(self) -> date:
        """Return ``day``."""
        return self.day

    def machine_now(self) -> datetime:
        """Return the computer's own instant: leases run on although ``now`` stands still."""
        return datetime.now(UTC)
