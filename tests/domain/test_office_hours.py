"""Office hours: hours of each weekday, holidays and closing days, when it opens again."""

from datetime import UTC, date, datetime, time

import pytest

from desktop.domain.closing_days import days_as_text, read_days
from desktop.domain.company_rules import DEFAULT_OFFICE_HOURS, CompanyRules
from desktop.domain.office_hours import (
    is_open,
    next_opening,
    parse_week,
    read_spans,
    week_as_text,
)
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


@pytest.mark.parametrize(
    "text", ["8-12, 13-16", "08:00 – 12:00; 13.00 bis 16.00 Uhr", "13 bis 16 Uhr und 8 bis 12 Uhr"]
)
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert read_spans(text) == WEEK[0]


@pytest.mark.parametrize("text", ["", " - ", "Geschlossen"])
def test_no_hours_are_closed(text: str) -> None:
    assert read_spans(text) == ()


@pytest.mark.parametrize("text", ["8", "8-25", "12-8", "8-12, 11-16", "vormittags", "8:75-9"])
def test_what_means_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_spans(text + " ")


def test_closing_days_are_written_and_read_again() -> None:
    text = "24.12.2026\n28.12.2026 - 31.12.2026"
    days = read_days("28.12.26 bis 31.12.2026, 24.12.2026;\n")
    assert len(days) == 5
    assert days_as_text(days) == text
    assert read_days(text) == days
    assert read_days(" \n") == frozenset()


@pytest.mark.parametrize(
    "text", ["Weihnachten", "24.12.", "31.2.2026", "31.12.2026 - 24.12.2026", "1.1.2026-1.1.2027"]
)
def test_what_names_no_day_is_refused_by_its_own_words(text: str) -> None:
    with pytest.raises(ValueError, match=text.replace(".", r"\.")):
        read_days(f"24.12.2026\n{text}")
