"""Guessing is slow, slipping is not, and nobody is locked out for longer than an hour."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.sign_in_lock import (
    LONGEST_PAUSE,
    locked_until,
    name_group,
    pause_after,
    whole_minutes,
)

NOW = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_the_pause_grows_from_the_fifth_on() -> None:
    minutes = [pause_after(wrong) // MINUTE for wrong in range(14)]
    assert minutes == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_day_of_guessing_is_some_thirty_tries() -> None:
    tries: list[datetime] = []
    now = NOW
    while now < NOW + timedelta(hours=24):
        if (until := locked_until(tries, now)) is None:
            tries.append(now)
        else:
            now = until
    assert len(tries) == 33


@given(st.lists(st.integers(-3_000, 3_000), max_size=30))
def test_nobody_waits_longer_than_an_hour(minutes: list[int]) -> None:
    until = locked_until([NOW + minute * MINUTE for minute in minutes], NOW)
    assert until is None or NOW < until <= NOW + LONGEST_PAUSE


def test_what_is_old_or_of_the_future_does_not_count() -> None:
    tries = [NOW] * 5
    assert locked_until(tries, NOW) == NOW + MINUTE
    assert locked_until(tries, NOW + MINUTE) is None
    assert locked_until([NOW - timedelta(hours=24), *tries[1:]], NOW) is None
    assert locked_until([NOW + MINUTE, *tries[1:]], NOW) is None


def test_minutes_are_rounded_up() -> None:
    seconds = (1, 60, 61, 3_600)
    assert [whole_minutes(timedelta(seconds=one)) for one in seconds] == [1, 1, 2, 60]


@given(st.text())
def test_a_name_that_nobody_has_is_counted_below_zero(name: str) -> None:
    assert -65_536 <= name_group(name) < 0
