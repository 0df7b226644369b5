"""Which months of a flat's meters a contract may see.

A value is of a whole month. Where another contract over the flat has a day of the month too, the
value holds what both used, and showing it to one would tell of the other: such a month is seen by
neither. A month in which the flat was empty before or after is seen: nobody else is in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.domain.months import Month


@dataclass(frozen=True, slots=True)
class ContractTime:
    """From when to when (None: open) a contract over a flat runs."""

    tenancy_id: int
    starts_on: date
    ends_on: date | None

    def touches(self, month: Month) -> bool:
        """Whether a day of the month is in it."""
        ended = self.ends_on is not None and self.ends_on < month.first_day
        return self.starts_on <= month.last_day and not ended


def whose_month(month: Month, contracts: Iterable[ContractTime]) -> int | None:
    """Return the contract that sees a month of a flat; None for an empty flat or a shared month."""
    touching = [one.tenancy_id for one in contracts if one.touches(month)]
    return touching[0] if len(touching) == 1 else None


def seen_months(
    tenancy_id: int, contracts: Iterable[ContractTime], months: Iterable[Month]
) -> frozenset[Month]:
    """Return those of some months that a contract sees."""
    there = tuple(contracts)
    return frozenset(one for one in months if whose_month(one, there) == tenancy_id)
