"""Which backups stay: by newest, day, week and month, and never at the price of a needed one."""

from datetime import datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.backup_rotation import (
    DAYS,
    MONTHS,
    NEWEST,
    WEEKS,
    in_order,
    named_backup,
    superfluous,
)

NOW = datetime(2026, 11, 23, 9, 42)  # noqa: DTZ001 - the wall clock in Berlin


def name(made: datetime, number: int = 1) -> str:
    return f"mieterdesk-{made:%Y-%m-%d-%H%M%S}" + (f"-{number}" if number > 1 else "") + ".sqlite"


moments = st.datetimes(datetime(2024, 1, 1), NOW)  # noqa: DTZ001
folders = st.lists(st.builds(name, moments, st.integers(1, 3)), max_size=120, unique=True)


def daily(days: int) -> list[str]:
    return [name(NOW - timedelta(days=day)) for day in range(days)]


@given(folders, st.lists(moments, max_size=30))
@example([], [])
def test_after_every_cleaning_the_same_rule_finds_nothing_more(
    folder: list[str], later: list[datetime]
) -> None:
    left = set(folder) - set(superfluous(folder, now=NOW))
    assert superfluous(left, now=NOW) == ()
    # Cleaned after each new backup there is never less than the rule promises at the end.
    grown: set[str] = set()
    for made in sorted({named.made for one in folder if (named := named_backup(one))}):
        grown.add(name(made))
        grown -= set(superfluous(grown, now=made, protected={name(made)}))
    assert {backup.made for backup in in_order(grown)} >= {
        backup.made for backup in in_order(folder)[-1:]
    }


@given(folders)
def test_the_newest_of_every_promised_period_stays(folder: list[str]) -> None:
    left = set(folder) - set(superfluous(folder, now=NOW))
    backups = in_order(folder)
    assert {one.name for one in backups[-NEWEST:]} <= left
    for count, period in (
        (DAYS, lambda made: made.date()),
        (WEEKS, lambda made: made.isocalendar()[:2]),
        (MONTHS, lambda made: (made.year, made.month)),
    ):
        periods = list(dict.fromkeys(period(one.made) for one in reversed(backups)))
        for wanted in periods[:count]:
            assert max(one for one in backups if period(one.made) == wanted).name in left
    assert len(left) <= NEWEST + DAYS + WEEKS + MONTHS


@given(folders, st.data())
def test_what_is_protected_and_what_is_not_ours_is_never_named(
    folder: list[str], data: st.DataObject
) -> None:
    protected = data.draw(st.sets(st.sampled_from(folder)) if folder else st.just(set()))
    foreign = ["brief.txt", "mieterdesk.sqlite", "mieterdesk-2026-13-40-094200.sqlite"]
    gone = superfluous([*folder, *foreign], now=NOW, protected=protected)
    assert set(gone) <= set(folder) - protected


def test_a_year_of_days_becomes_days_weeks_and_months() -> None:
    left = in_order(set(daily(400)) - set(superfluous(daily(400), now=NOW)))
    ages = [(NOW - backup.made).days for backup in reversed(left)]
    assert ages[:14] == list(range(14))
    # Sundays of the weeks before, then the last days of months.
    assert ages[14:19] == [15, 22, 23, 29, 36]
    # The last three weeks and the month of today have theirs among the days already.
    assert len(left) == DAYS + (WEEKS - 3) + (MONTHS - 1)


def test_two_of_one_second_are_in_the_order_in_which_they_were_made() -> None:
    pair = [name(NOW, 10), name(NOW), name(NOW, 2)]
    assert [one.number for one in in_order(pair)] == [1, 2, 10]


def test_what_lies_in_the_future_takes_no_place() -> None:
    ahead = [name(NOW + timedelta(days=day)) for day in range(1, 30)]
    left = set(ahead + daily(30)) - set(superfluous(ahead + daily(30), now=NOW))
    assert set(daily(14)) <= left
    assert len(left & set(ahead)) == NEWEST
