"""What is not plausible about a month's value of a meter, and what follows from it.

A finding that holds back keeps the value from everybody until a person has decided.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from desktop.domain.accounts import MeterKind
from desktop.domain.consumption.measures import fits_meter, usual_swing
from desktop.domain.months import Month

JUMP_FACTOR = 3
"""More than so many times of what is usual is a jump."""
_FEW = 3
"""From so many months on they say what is usual."""


class UsageFinding(StrEnum):
    """What is noticed about a month's value."""

    BACKWARDS = "backwards"
    """The meter shows less than the month before, or less than nothing was used."""
    JUMP = "jump"
    GAP = "gap"
    """Months between the last known one and this one are missing: it may hold theirs."""
    DUPLICATE = "duplicate"
    """Another value for the same month is there already."""
    WRONG_UNIT = "wrong_unit"
    REMOTE_UNKNOWN = "remote_unknown"
    """The master data do not say that the meter can be read from afar."""
    EXCHANGED = "exchanged"
    """The meter was exchanged: its stand starts anew."""

    @property
    def holds_back(self) -> bool:
        """Whether a person has to decide."""
        return self is not UsageFinding.EXCHANGED


FindingValue = str | int


@dataclass(frozen=True, slots=True)
class Noticed:
    """One finding with the values that explain it: decimals as texts, months as ``YYYY-MM``."""

    code: UsageFinding
    params: Mapping[str, FindingValue]


@dataclass(frozen=True, slots=True)
class MeterFacts:
    """What the master data say of a meter; ``remote`` None where nobody knows."""

    kind: MeterKind
    unit: str
    remote: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What a file (or a person) says of a month; None is unknown."""

    value: Decimal | None
    stand: Decimal | None = None
    unit: str = ""
    average: Decimal | None = None
    exchanged_on: date | None = None

    def says_the_same(self, other: "Reported") -> bool:
        """Whether ``other``, which is there already, holds all that this one knows."""
        pairs = (
            (self.value, other.value),
            (self.stand, other.stand),
            (self.average, other.average),
            (self.exchanged_on, other.exchanged_on),
        )
        known = all(mine is None or mine == theirs for mine, theirs in pairs)
        return known and (not self.unit or self.unit == other.unit)


def completed(
    reported: Reported, meter: MeterFacts, month: Month, history: Mapping[Month, Reported]
) -> Reported:
    """Return the report with what follows: the meter's unit, the value from two stands.

    A value stays unknown where the month before is, or where the meter was exchanged.
    """
    value = reported.value
    before = history.get(month.plus(-1))
    if (
        value is None
        and reported.stand is not None
        and reported.exchanged_on is None
        and before is not None
        and before.stand is not None
    ):
        value = reported.stand - before.stand
    return Reported(
        value=value,
        stand=reported.stand,
        unit=reported.unit or meter.unit,
        average=reported.average,
        exchanged_on=reported.exchanged_on,
    )


def judge(
    reported: Reported,
    meter: MeterFacts,
    month: Month,
    history: Mapping[Month, Reported],
    waiting: Collection[Month] = (),
) -> tuple[Noticed, ...]:
    """Return what is noticed about a completed report.

    ``history`` are the other months that count, ``waiting`` those whose values are held back: they
    say nothing of what is usual, but they are no gap.
    """
    found: list[Noticed] = []
    if meter.remote is None:
        found.append(Noticed(UsageFinding.REMOTE_UNKNOWN, {}))
    if not fits_meter(reported.unit, meter.kind, meter.unit):
        found.append(
            Noticed(UsageFinding.WRONG_UNIT, {"unit": reported.unit, "expected": meter.unit})
        )
    exchanged = reported.exchanged_on
    if exchanged is not None:
        found.append(Noticed(UsageFinding.EXCHANGED, {"exchanged_on": exchanged.isoformat()}))
    found += _backwards(reported, month, history)
    found += _jump(reported, month, history)
    found += _gap(month, {*history, *waiting})
    return tuple(found)


def duplicate_of(standing: Reported) -> Noticed:
    """Return the finding that another value of the month is there already."""
    return Noticed(
        UsageFinding.DUPLICATE, {"value": str(standing.value or 0), "unit": standing.unit}
    )


def _backwards(
    reported: Reported, month: Month, history: Mapping[Month, Reported]
) -> list[Noticed]:
    if reported.value is not None and reported.value < 0:
        return [Noticed(UsageFinding.BACKWARDS, {"value": str(reported.value)})]
    if reported.stand is None or reported.exchanged_on is not None:
        return []
    earlier = [one for one in history if one < month and history[one].stand is not None]
    if not earlier:
        return []
    last = max(earlier)
    before = history[last].stand
    if before is None or reported.stand >= before:
        return []
    return [
        Noticed(
            UsageFinding.BACKWARDS,
            {"stand": str(reported.stand), "before": str(before), "month": str(last)},
        )
    ]


def _jump(reported: Reported, month: Month, history: Mapping[Month, Reported]) -> list[Noticed]:
    usual = _usual(reported, month, history)
    if reported.value is None or usual is None:
        return []
    if reported.value <= JUMP_FACTOR * usual + usual_swing(reported.unit):
        return []
    return [Noticed(UsageFinding.JUMP, {"value": str(reported.value), "usual": str(usual)})]


def _usual(reported: Reported, month: Month, history: Mapping[Month, Reported]) -> Decimal | None:
    """The most that is usual: the same month of last year, otherwise the year before the month.

    A few months say nothing: a summer does not know what a winter is.
    """
    known = {
        one: report.value
        for one, report in history.items()
        if report.value is not None and report.unit == reported.unit
    }
    bounds = [reported.average] if reported.average is not None else []
    last_year = known.get(month.plus(-12))
    near = [known[one] for one in known if month.plus(-12) < one < month]
    if last_year is not None:
        bounds += [last_year, *(value for value in [known.get(month.plus(-1))] if value)]
    elif len(near) >= _FEW:
        bounds.append(max(near))
    return max(bounds) if bounds else None


def _gap(month: Month, there: Collection[Month]) -> list[Noticed]:
    earlier = [one for one in there if one < month]
    if not earlier:
        return []
    last = max(earlier)
    missing = (month.year - last.year) * 12 + month.month - last.month - 1
    if missing <= 0:
        return []
    return [Noticed(UsageFinding.GAP, {"months": missing, "last": str(last)})]
