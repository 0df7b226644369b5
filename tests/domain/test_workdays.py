"""Werktage and bank days: the examples of the rule book, and what must always hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.company_rules import CompanyRules, WorkdayWeek
from desktop.domain.german_holidays import easter_sunday
from desktop.domain.months import Month, add_months
from desktop.domain.workdays import (
    FederalState,
    WorkdayCalendar,
    bank_day_before,
    bank_day_of_month,
    is_bank_day,
)

HAMBURG = WorkdayCalendar(FederalState.HAMBURG)
DAYS = st.dates(date(1992, 1, 1), date(2150, 12, 31))
CALENDARS = st.builds(WorkdayCalendar, st.sampled_from(FederalState), st.sampled_from(WorkdayWeek))


@pytest.mark.parametrize(
    ("state", "day", "workday"),
    [
        ("HH", date(2026, 12, 24), True),
        ("HH", date(2026, 12, 31), True),
        ("HH", date(2026, 12, 25), False),
        ("HH", date(2026, 11, 21), False),
        ("HH", date(2026, 11, 22), False),
        ("HH", date(2025, 10, 31), False),
        ("BW", date(2025, 10, 31), True),
        ("BW", date(2026, 1, 6), False),
        ("HH", date(2026, 1, 6), True),
        ("BW", date(2026, 6, 4), False),
        ("BY", date(2025, 8, 15), True),
        ("SL", date(2025, 8, 15), False),
        ("MV", date(2027, 3, 8), False),
        ("BE", date(2027, 3, 8), False),
        ("BB", date(2027, 3, 8), True),
        ("SN", date(2026, 11, 18), False),
        ("TH", date(2027, 9, 20), False),
    ],
)
def test_workdays_of_the_states(state: str, day: date, workday: bool) -> None:
    assert WorkdayCalendar(FederalState(state)).is_workday(day) is workday


def test_saturday_is_a_workday_in_the_older_usage() -> None:
    saturdays = WorkdayCalendar(FederalState.HAMBURG, WorkdayWeek.MON_SAT)
    assert saturdays.is_workday(date(2026, 11, 21))
    assert not saturdays.is_workday(date(2026, 11, 22))
    assert not saturdays.is_workday(date(2026, 12, 26))


def test_own_closing_days_and_local_holidays_are_no_workdays() -> None:
    rules = CompanyRules(
        closing_days=frozenset({date(2026, 12, 24)}), extra_holidays=frozenset({date(2025, 8, 15)})
    )
    calendar = WorkdayCalendar.for_company(FederalState.BAYERN, rules)
    assert not calendar.is_workday(date(2026, 12, 24))
    assert not calendar.is_workday(date(2025, 8, 15))
    assert calendar.holiday_name(date(2026, 12, 24)) == "Betriebsruhe"
    assert calendar.holiday_name(date(2025, 8, 15)) == "Feiertag"
    assert calendar.holiday_name(date(2026, 12, 25)) == "1. Weihnachtstag"
    assert calendar.holiday_name(date(2026, 12, 23)) is None


def test_the_day_of_receipt_is_not_counted() -> None:
    assert HAMBURG.add_workdays(date(2026, 11, 18), 1) == date(2026, 11, 19)
    assert HAMBURG.add_workdays(date(2026, 11, 18), 10) == date(2026, 12, 2)
    assert HAMBURG.add_workdays(date(2026, 11, 18), 0) == date(2026, 11, 18)
    assert HAMBURG.add_workdays(date(2026, 12, 2), -10) == date(2026, 11, 18)


def test_left_counts_the_days_after_today_up_to_the_last() -> None:
    assert HAMBURG.count_between(date(2026, 11, 23), date(2026, 11, 30)) == 5
    assert HAMBURG.count_between(date(2026, 11, 30), date(2026, 11, 23)) == -5
    assert HAMBURG.count_between(date(2026, 11, 23), date(2026, 11, 23)) == 0


@pytest.mark.parametrize(
    ("day", "bank_day"),
    [
        (date(2027, 1, 1), False),
        (date(2026, 4, 3), False),
        (date(2026, 4, 6), False),
        (date(2026, 5, 1), False),
        (date(2025, 12, 25), False),
        (date(2025, 12, 26), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 31), True),
        (date(2026, 5, 14), True),
        (date(2026, 5, 25), True),
        (date(2026, 10, 3), False),
        (date(2028, 10, 3), True),
    ],
)
def test_bank_days_are_those_of_target(day: date, bank_day: bool) -> None:
    assert is_bank_day(day) is bank_day


def test_first_bank_days_of_months() -> None:
    assert bank_day_of_month(Month(2026, 12), 1) == date(2026, 12, 1)
    assert bank_day_of_month(Month(2027, 1), 1) == date(2027, 1, 4)
    assert bank_day_of_month(Month(2027, 5), 3) == date(2027, 5, 5)
    assert bank_day_before(date(2027, 1, 4), 1) == date(2026, 12, 31)
    assert bank_day_before(date(2027, 1, 4), 0) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (1961, date(1961, 4, 2)),
        (2008, date(2008, 3, 23)),
        (2011, date(2011, 4, 24)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year: int, easter: date) -> None:
    assert easter_sunday(year) == easter


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_the_result_is_a_workday(calendar: WorkdayCalendar, day: date, count: int) -> None:
    due = calendar.add_workdays(day, count)
    assert calendar.is_workday(due)
    assert calendar.count_between(day, due) == count


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_one_day_later_is_never_due_earlier(
    calendar: WorkdayCalendar, day: date, count: int
) -> None:
    later = calendar.add_workdays(day + timedelta(days=1), count)
    assert later >= calendar.add_workdays(day, count)


@given(st.dates(date(2000, 1, 1), date(2150, 12, 31)), st.integers(-400, 400))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    index = day.year * 12 + day.month - 1 + months
    assert (moved.year, moved.month) == (index // 12, index % 12 + 1)
    assert moved.day == day.day or (moved == Month.of(moved).last_day and moved.day < day.day)


def test_months_as_text() -> None:
    assert str(Month(2026, 9)) == "2026-09"
    assert Month.parse("2026-09") == Month(2026, 9)
    assert Month(2026, 2).day(31) == date(2026, 2, 28)
    assert Month(2026, 12).plus(1) == Month(2027, 1)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    with pytest.raises(ValueError, match="month"):
        Month.parse("2026-13")
