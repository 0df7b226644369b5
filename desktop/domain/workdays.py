"""Werktage of the sixteen federal states, and bank days (rule book, section 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Self

from desktop.domain.company_rules import CompanyRules, WorkdayWeek
from desktop.domain.german_holidays import NAMES, easter_sunday, holidays_of
from desktop.domain.months import Month

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


class FederalState(StrEnum):
    """The sixteen federal states by their usual two letters."""

    BADEN_WUERTTEMBERG = "BW"
    BAYERN = "BY"
    BERLIN = "BE"
    BRANDENBURG = "BB"
    BREMEN = "HB"
    HAMBURG = "HH"
    HESSEN = "HE"
    MECKLENBURG_VORPOMMERN = "MV"
    NIEDERSACHSEN = "NI"
    NORDRHEIN_WESTFALEN = "NW"
    RHEINLAND_PFALZ = "RP"
    SAARLAND = "SL"
    SACHSEN = "SN"
    SACHSEN_ANHALT = "ST"
    SCHLESWIG_HOLSTEIN = "SH"
    THUERINGEN = "TH"


@lru_cache(maxsize=512)
def public_holidays(state: FederalState, year: int) -> Mapping[date, str]:
    """Return the public holidays of a whole state in ``year`` with their German names.

    What counts only in some municipalities (15 August in Bavaria, Corpus Christi in parts of
    Thüringen and Sachsen) is not in it: a company adds such days as extra holidays.
    """
    return MappingProxyType(holidays_of(state.value, year))


HOLIDAY_NAMES: frozenset[str] = NAMES | {"Feiertag", "Betriebsruhe"}
"""Every name that ``WorkdayCalendar.holiday_name`` can return."""


@lru_cache(maxsize=512)
def _free_days(state: FederalState, year: int) -> frozenset[date]:
    return frozenset(public_holidays(state, year))


@dataclass(frozen=True, slots=True)
class WorkdayCalendar:
    """Which days are Werktage for one company.

    ``closing_days`` are days on which the company itself is closed, ``extra_holidays`` those that
    are holidays only where it sits. 24 and 31 December are Werktage.
    """

    state: FederalState
    week: WorkdayWeek = WorkdayWeek.MON_FRI
    closing_days: frozenset[date] = frozenset()
    extra_holidays: frozenset[date] = frozenset()

    @classmethod
    def for_company(cls, state: FederalState, rules: CompanyRules) -> Self:
        """Return the calendar of a company that sits in ``state`` and has these settings."""
        return cls._made(state, rules.workday_week, rules.closing_days, rules.extra_holidays)

    @classmethod
    @lru_cache(maxsize=256)
    def _made(
        cls,
        state: FederalState,
        week: WorkdayWeek,
        closing_days: frozenset[date],
        extra_holidays: frozenset[date],
    ) -> Self:
        # One object for equal settings: what is cached by it is found without comparing.
        return cls(state, week, closing_days, extra_holidays)

    def is_workday(self, day: date) -> bool:
        """Tell whether ``day`` is a Werktag."""
        last = _SATURDAY if self.week is WorkdayWeek.MON_SAT else _SATURDAY - 1
        return (
            day.weekday() <= last
            and day not in _free_days(self.state, day.year)
            and day not in self.closing_days
            and day not in self.extra_holidays
        )

    def holiday_name(self, day: date) -> str | None:
        """Return the German name of a holiday or closing day, None for any other day."""
        if (name := public_holidays(self.state, day.year).get(day)) is not None:
            return name
        if day in self.extra_holidays:
            return "Feiertag"
        return "Betriebsruhe" if day in self.closing_days else None

    def add_workdays(self, day: date, count: int) -> date:
        """Return the ``count``-th Werktag after ``day``; ``day`` itself is not counted.

        § 187(1) BGB. A negative ``count`` goes back in time; 0 returns ``day`` as it is. There is
        no shift under § 193 BGB: the result is a Werktag by its making.
        """
        return _nth_workday(self, day, count)

    def count_between(self, start: date, end: date) -> int:
        """Return how many Werktage lie after ``start`` up to and including ``end``.

        Negative, counted the other way round, where ``end`` lies before ``start``.
        """
        if end < start:
            return -self.count_between(end, start)
        days = (end - start).days
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, days + 1))


@lru_cache(maxsize=16_384)
def _nth_workday(calendar: WorkdayCalendar, day: date, count: int) -> date:
    """Count day by day; lists ask for the same few weeks again and again."""
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= calendar.is_workday(day)
    return day


@lru_cache(maxsize=512)
def _bank_holidays(year: int) -> frozenset[date]:
    easter = easter_sunday(year)
    return frozenset(
        {
            date(year, 1, 1),
            easter - 2 * _DAY,
            easter + _DAY,
            date(year, 5, 1),
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


def is_bank_day(day: date) -> bool:
    """Tell whether banks settle on ``day`` (TARGET calendar of the European Central Bank)."""
    return day.weekday() < _SATURDAY and day not in _bank_holidays(day.year)


def bank_day_of_month(month: Month, number: int) -> date:
    """Return the ``number``-th bank day of ``month``, counted from 1 (at most 15)."""
    day = month.first_day
    left = number
    while True:
        left -= is_bank_day(day)
        if left <= 0:
            return day
        day += _DAY


def bank_day_before(day: date, count: int) -> date:
    """Return the bank day ``count`` bank days before ``day``; 0 returns ``day`` as it is."""
    while count > 0:
        day -= _DAY
        count -= is_bank_day(day)
    return day
