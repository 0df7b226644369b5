"""Date stamps: which day is meant, and which days cannot be."""

from datetime import date

import pytest

from desktop.domain.date_stamp import check_stamp, parse_day
from desktop.domain.errors import UserError

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("18.11.2026", date(2026, 11, 18)),
        (" 18.11.26 ", date(2026, 11, 18)),
        ("18.11.", date(2026, 11, 18)),
        ("18.11", date(2026, 11, 18)),
        ("18 11", date(2026, 11, 18)),
        ("18/11/2026", date(2026, 11, 18)),
        ("1.9.", date(2026, 9, 1)),
        ("1811", date(2026, 11, 18)),
        ("181126", date(2026, 11, 18)),
        ("18112026", date(2026, 11, 18)),
        ("2026-11-18", date(2026, 11, 18)),
        ("23", TODAY),
        ("24", date(2026, 10, 24)),
        ("31", date(2026, 10, 31)),
        ("24.12.", date(2025, 12, 24)),
        ("29.2.", date(2024, 2, 29)),
        ("30.02.2026", None),
        ("31.11.", None),
        ("0", None),
        ("32", None),
        ("00.00.", None),
        ("heute", None),
        ("", None),
        ("18.11.2026 9 Uhr", None),
        ("18.11.123", None),
        ("0.1.0000", None),
    ],
)
def test_the_day_that_is_meant(text: str, day: date | None) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 1), date(2025, 11, 22)])
def test_days_on_which_something_can_have_come(day: date) -> None:
    check_stamp(day, TODAY)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 11, 24), "recording.stamp_in_future"),
        (date(9999, 12, 31), "recording.stamp_in_future"),
        (date(2025, 11, 21), "recording.stamp_too_old"),
        (date(1, 1, 1), "recording.stamp_too_old"),
    ],
)
def test_days_on_which_nothing_can_have_come(day: date, code: str) -> None:
    with pytest.raises(UserError) as refused:
        check_stamp(day, TODAY)
    assert refused.value.code == code
