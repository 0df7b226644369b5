"""Office hours: hours of each weekday, holidays and closing days, when it opens again."""

from datetime import UTC, date, datetime, time

import pytest

from desktop.domain.company_rules import DEFAULT_OFFICE_HOURS, CompanyRules
from desktop.domain.office_hours import is_open, next_opening, parse_week, week_as_text
from desktop.domain.workdays import FederalState, WorkdayCalendar

HAMBURG = WorkdayCalendar(FederalState.HAMBURG, closing_days=frozenset({date(2026, 11, 27)}))
WEEK = parse_week(["08:00-12:00,13:00-16:00"] * 4 + ["08:00-12:00", "", ""])


def closed_on(day: date) -> bool:
    return HAMBURG.holiday_name(day) is not None


@pytest.mark.parametrize(
    ("berlin", "is_it"),
    [
        ("2026-11-23T07:59:59+01:00", False),
        ("2026-11-23T08:00:00+01:00", True),
        ("2026-11-23T12:00:00+01:00", False),
        ("2026-11-23T13:00:00+01:00", True),
        ("2026-11-23T16:00:00+01:00", False),
        ("2026-11-22T10:00:00+01:00", False),
        ("2026-11-27T10:00:00+01:00", False),
        ("2026-12-25T10:00:00+01:00", False),
        ("2026-07-06T06:30:00+00:00", True),
    ],
)
def test_open_or_not(berlin: str, is_it: bool) -> None:
    assert is_open(WEEK, closed_on, datetime.fromisoformat(berlin)) is is_it


def test_when_it_opens_again() -> None:
    thursday_night = datetime(2026, 11, 26, 20, tzinfo=UTC)
    # Friday is a closing day, then the week-end.
    assert next_opening(WEEK, closed_on, thursday_night) == datetime(2026, 11, 30, 7, tzinfo=UTC)
    lunch = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    assert next_opening(WEEK, closed_on, lunch) == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_an_office_that_never_opens() -> None:
    never = parse_week([""] * 7)
    assert next_opening(never, closed_on, datetime(2026, 11, 23, tzinfo=UTC)) is None


def test_text_and_back() -> None:
    assert parse_week(week_as_text(WEEK)) == WEEK
    assert week_as_text(DEFAULT_OFFICE_HOURS) == ["08:00-16:00"] * 5 + ["", ""]


@pytest.mark.parametrize("days", [["08:00-16:00"], ["16:00-08:00", *[""] * 6], ["8-16", *[""] * 6]])
def test_what_means_no_hours(days: list[str]) -> None:
    with pytest.raises(ValueError, match="office_hours"):
        parse_week(days)


def test_rules_refuse_a_short_week() -> None:
    with pytest.raises(ValueError, match="office_hours"):
        CompanyRules(office_hours=(((time(8), time(16)),),))
