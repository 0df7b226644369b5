"""The time a document is about: a year of operating costs, or the months of a rent adjustment."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``first`` to ``last``, both days of the period.

    Raises ``ValueError`` for one that ends before it begins.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that is none."""
        if self.last < self.first:
            raise ValueError("period")

    @classmethod
    def of(cls, first: date | None, last: date | None) -> "Period | None":
        """Return the period of two stored days; None where a day is missing."""
        return None if first is None or last is None else cls(first, last)

    def touches(self, begins_on: date, ends_on: date | None) -> bool:
        """Whether it has a day in common with a time that may be open at its end."""
        return begins_on <= self.last and (ends_on is None or ends_on >= self.first)
