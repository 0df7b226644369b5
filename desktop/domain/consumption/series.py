"""What a month is compared with, and the months of a year beside those of the year before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from desktop.domain.months import Month

HOUSE_FROM = 4
"""From so many units on a house has an average: of fewer one could tell the neighbour's value."""
_THOUSANDTH = Decimal("0.001")


class MonthState(StrEnum):
    """What is known of one month."""

    REPORTED = "reported"
    RUNNING = "running"
    """The month is not over: what is known of it is not all of it."""
    MISSING = "missing"
    """It is over and no value was reported."""
    HELD = "held"
    """A value came that a person has to decide on."""
    AHEAD = "ahead"
    OUTSIDE = "outside"
    """The contract does not see this month: before it began, after its end, or shared."""


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One month of a year: its value and that of the same month the year before."""

    month: Month
    state: MonthState
    value: Decimal | None
    last_year: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a month's value stands beside (§ 6a HeizkostenV); None is unknown.

    ``average_user`` is as the metering service delivers it, ``house_average`` of the units of a
    house with ``HOUSE_FROM`` of them or more.
    """

    previous_month: Decimal | None
    same_month_last_year: Decimal | None
    average_user: Decimal | None
    house_average: Decimal | None


def year_of(
    values: Mapping[Month, Decimal],
    year: int,
    today: date,
    *,
    seen: frozenset[Month],
    held: frozenset[Month] = frozenset(),
) -> tuple[MonthOfYear, ...]:
    """Return the twelve months of a year; ``seen`` are the months the contract may see."""
    now = Month.of(today)
    return tuple(_month(values, Month(year, number), now, seen, held) for number in range(1, 13))


def _month(
    values: Mapping[Month, Decimal],
    month: Month,
    now: Month,
    seen: frozenset[Month],
    held: frozenset[Month],
) -> MonthOfYear:
    before = month.plus(-12)
    last_year = values.get(before) if before in seen else None
    value = values.get(month) if month in seen else None
    if month > now:
        state = MonthState.AHEAD
    elif month not in seen:
        state = MonthState.OUTSIDE
    elif month == now:
        state = MonthState.RUNNING
    elif value is not None:
        state = MonthState.REPORTED
    else:
        state = MonthState.HELD if month in held else MonthState.MISSING
    return MonthOfYear(month, state, value, last_year)


def compare(
    values: Mapping[Month, Decimal],
    month: Month,
    *,
    seen: frozenset[Month],
    average_user: Decimal | None,
    house_average: Decimal | None,
) -> Comparison:
    """Return what a month stands beside, of the months the contract may see."""
    previous, last_year = month.plus(-1), month.plus(-12)
    return Comparison(
        previous_month=values.get(previous) if previous in seen else None,
        same_month_last_year=values.get(last_year) if last_year in seen else None,
        average_user=average_user,
        house_average=house_average,
    )


def house_average(totals: Sequence[Decimal]) -> Decimal | None:
    """Return the average of what the units of a house used; None for too few of them."""
    if len(totals) < HOUSE_FROM:
        return None
    return (sum(totals, Decimal(0)) / len(totals)).quantize(_THOUSANDTH)
