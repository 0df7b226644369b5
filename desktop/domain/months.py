"""Calendar months as values, and adding months to days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of one year, for example the month from which a bank change counts."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month in which ``day`` lies."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``YYYY-MM``; raises ``ValueError`` for anything else."""
        return cls.of(date.fromisoformat(f"{text}-01"))

    def plus(self, months: int) -> "Month":
        """Return the month ``months`` later (or earlier, if negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def first_day(self) -> date:
        """The first calendar day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last calendar day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def day(self, number: int) -> date:
        """Return day ``number`` of the month, or its last one where the month is shorter."""
        return date(self.year, self.month, min(number, monthrange(self.year, self.month)[1]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def add_months(day: date, months: int) -> date:
    """Return the same day of the month ``months`` later; a missing day becomes the last one."""
    return Month.of(day).plus(months).day(day.day)
