"""The two clocks: every example of the rule book, and what must always hold."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.berlin_time import berlin_day, berlin_instant, in_range, to_utc
from desktop.domain.company_rules import CompanyRules, CutoffBasis, WorkdayWeek
from desktop.domain.deadlines import (
    Completion,
    Deadlines,
    RunStatus,
    act_by,
    compute_deadlines,
    expected_collection_on,
    file_moment,
    is_overdue,
    promise_due_on,
    run_status,
    workdays_left,
)
from desktop.domain.months import Month
from desktop.domain.workdays import FederalState, WorkdayCalendar, is_bank_day

RULES = CompanyRules()
SATURDAYS = CompanyRules(workday_week=WorkdayWeek.MON_SAT)
HAMBURG = WorkdayCalendar(FederalState.HAMBURG)


def deadlines(
    received: date | datetime, state: str = "HH", rules: CompanyRules = RULES
) -> Deadlines:
    calendar = WorkdayCalendar.for_company(FederalState(state), rules)
    return compute_deadlines(received=received, rules=rules, calendar=calendar)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return berlin_instant(day, time(hour, minute))


@pytest.mark.parametrize(
    ("received", "state", "effective", "collection", "file", "due", "due_sat", "act"),
    [
        ("2026-11-18", "HH", "2026-11", "2026-12-01", "2026-11-30", "2026-12-02", "2026-11-30",
         "2026-11-30"),
        ("2026-11-20", "HH", "2026-11", "2026-12-01", "2026-11-30", "2026-12-04", "2026-12-02",
         "2026-11-30"),
        ("2026-11-21", "HH", "2026-12", "2027-01-04", "2026-12-31", "2026-12-04", "2026-12-03",
         "2026-12-04"),
        ("2026-12-15", "BW", "2026-12", "2027-01-04", "2026-12-31", "2026-12-30", "2026-12-29",
         "2026-12-30"),
        ("2026-12-16", "HH", "2027-01", "2027-02-01", "2027-01-29", "2026-12-31", "2026-12-30",
         "2026-12-31"),
        ("2026-05-20", "BW", "2026-05", "2026-06-01", "2026-05-29", "2026-06-05", "2026-06-02",
         "2026-05-29"),
    ],
)  # fmt: skip
def test_the_table_of_the_rule_book(
    received: str,
    state: str,
    effective: str,
    collection: str,
    file: str,
    due: str,
    due_sat: str,
    act: str,
) -> None:
    day = date.fromisoformat(received)
    found = deadlines(day, state)
    assert str(found.effective_month) == effective
    assert found.collection_on.isoformat() == collection
    assert found.debit_file_on.isoformat() == file
    assert str(found.due_on) == due
    assert str(deadlines(day, state, SATURDAYS).due_on) == due_sat
    assert str(act_by(found, RULES, at(day))) == act


def test_exported_after_the_file_the_promise_is_kept_and_the_run_missed() -> None:
    found = deadlines(date(2026, 11, 18))
    exported = at(date(2026, 12, 2), 9)
    assert expected_collection_on(found, RULES, exported) == date(2027, 1, 4)
    status = run_status(found, rules=RULES, calendar=HAMBURG, now=exported, exported_at=exported)
    assert status is RunStatus.MISSED
    assert not is_overdue(found.due_on, date(2026, 12, 2))
    assert is_overdue(found.due_on, date(2026, 12, 3))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=1))), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), date(2026, 11, 21)),
        (datetime.fromisoformat("2026-11-20T23:30"), date(2026, 11, 20)),
        (datetime(2026, 7, 20, 22, 0, tzinfo=UTC), date(2026, 7, 21)),
        (datetime(2026, 7, 20, 21, 59, 59, tzinfo=UTC), date(2026, 7, 20)),
    ],
)
def test_the_berlin_date_counts(instant: datetime, day: date) -> None:
    found = deadlines(instant)
    assert found.received_on == day
    assert found.received_at == to_utc(instant)


def test_a_second_before_midnight_is_before_the_cutoff() -> None:
    zone = timezone(timedelta(hours=1))
    before = deadlines(datetime(2026, 11, 20, 23, 59, 59, tzinfo=zone))
    after = deadlines(datetime(2026, 11, 21, 0, 0, 0, tzinfo=zone))
    assert (before.effective_month, after.effective_month) == (Month(2026, 11), Month(2026, 12))
    assert not before.after_cutoff
    assert after.after_cutoff


def test_an_hour_that_does_not_exist_counts_as_the_hour_after() -> None:
    missing = datetime.fromisoformat("2026-03-29T02:30")
    assert to_utc(missing) == to_utc(datetime.fromisoformat("2026-03-29T03:30"))
    assert to_utc(missing) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_hour_that_exists_twice_counts_as_the_first() -> None:
    twice = datetime.fromisoformat("2026-10-25T02:30")
    assert to_utc(twice) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_weekends_and_holidays_do_not_move_the_cutoff() -> None:
    sunday = date(2026, 9, 20)
    assert sunday.weekday() == 6
    assert deadlines(sunday).effective_month == Month(2026, 9)
    assert deadlines(date(2026, 9, 21)).effective_month == Month(2026, 10)


def test_settings_move_cutoff_collection_and_file() -> None:
    rules = CompanyRules(
        cutoff_day=31, collection_bank_day=3, debit_file_lead=2, debit_file_time=time(14, 30)
    )
    found = deadlines(date(2027, 2, 28), rules=rules)
    assert found.cutoff_on == date(2027, 2, 28)
    assert found.effective_month == Month(2027, 2)
    assert found.collection_on == date(2027, 3, 3)
    assert found.debit_file_on == date(2027, 3, 1)
    assert found.debit_file_at == datetime(2027, 3, 1, 13, 30, tzinfo=UTC)


def test_the_file_moment_is_berlin_time_in_summer_and_winter() -> None:
    assert file_moment(date(2026, 12, 1), RULES) == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert file_moment(date(2026, 6, 1), RULES) == datetime(2026, 5, 29, 8, 0, tzinfo=UTC)


def test_at_the_file_moment_itself_it_is_too_late() -> None:
    found = deadlines(date(2026, 11, 18))
    before = found.debit_file_at - timedelta(seconds=1)
    assert expected_collection_on(found, RULES, before) == date(2026, 12, 1)
    assert expected_collection_on(found, RULES, found.debit_file_at) == date(2027, 1, 4)


def test_after_a_missed_run_the_file_of_the_reached_run_counts() -> None:
    found = deadlines(date(2026, 11, 18))
    assert act_by(found, RULES, at(date(2026, 11, 30), 9, 59)) == date(2026, 11, 30)
    assert act_by(found, RULES, at(date(2026, 11, 30), 10)) == date(2026, 12, 2)
    late = deadlines(date(2026, 9, 1))
    assert act_by(late, RULES, at(date(2026, 12, 5))) == late.due_on


@pytest.mark.parametrize(
    ("received", "now", "blockers", "status"),
    [
        # 23.11. to 30.11.: five Werktage left, and the promise ends after the file.
        (date(2026, 11, 18), at(date(2026, 11, 23)), 0, RunStatus.AT_RISK),
        (date(2026, 11, 18), at(date(2026, 11, 20)), 0, RunStatus.OK),
        (date(2026, 11, 2), at(date(2026, 11, 23)), 0, RunStatus.OK),
        (date(2026, 11, 2), at(date(2026, 11, 23)), 1, RunStatus.AT_RISK),
        (date(2026, 11, 2), at(date(2026, 11, 20)), 1, RunStatus.OK),
        (date(2026, 11, 2), at(date(2026, 11, 26)), 0, RunStatus.OK),
        (date(2026, 11, 2), at(date(2026, 11, 27)), 0, RunStatus.AT_RISK),
        (date(2026, 11, 2), at(date(2026, 11, 30), 9, 59), 0, RunStatus.AT_RISK),
        (date(2026, 11, 2), at(date(2026, 11, 30), 10), 5, RunStatus.MISSED),
        (date(2026, 11, 21), at(date(2026, 12, 30)), 0, RunStatus.AT_RISK),
    ],
)
def test_run_status(received: date, now: datetime, blockers: int, status: RunStatus) -> None:
    found = deadlines(received)
    assert (
        run_status(found, rules=RULES, calendar=HAMBURG, now=now, open_blockers=blockers) is status
    )


def test_what_was_exported_in_time_is_not_at_risk() -> None:
    found = deadlines(date(2026, 11, 18))
    status = run_status(
        found,
        rules=RULES,
        calendar=HAMBURG,
        now=at(date(2026, 12, 24)),
        open_blockers=1,
        exported_at=at(date(2026, 11, 27)),
    )
    assert status is RunStatus.OK


def test_without_a_state_there_is_no_promise_and_no_risk() -> None:
    found = compute_deadlines(received=date(2026, 11, 18), rules=RULES, calendar=None)
    assert found.due_on is None
    assert act_by(found, RULES, at(date(2026, 11, 18))) is None
    unknown = run_status(found, rules=RULES, calendar=None, now=at(date(2026, 11, 27)))
    missed = run_status(found, rules=RULES, calendar=None, now=at(date(2026, 12, 2)))
    assert (unknown, missed) == (RunStatus.UNKNOWN, RunStatus.MISSED)


@pytest.mark.parametrize(
    ("completed", "now", "effective"),
    [
        (Completion.FROM_START, None, Month(2026, 11)),
        (date(2026, 11, 20), None, Month(2026, 11)),
        (at(date(2026, 11, 21)), None, Month(2026, 12)),
        (Completion.STILL_OPEN, at(date(2026, 11, 20)), Month(2026, 11)),
        (Completion.STILL_OPEN, at(date(2026, 12, 16)), Month(2027, 1)),
        (Completion.STILL_OPEN, None, Month(2026, 11)),
        (date(2026, 10, 1), None, Month(2026, 11)),
    ],
)
def test_the_cutoff_can_look_at_the_completion(
    completed: date | datetime | Completion, now: datetime | None, effective: Month
) -> None:
    rules = CompanyRules(cutoff_basis=CutoffBasis.COMPLETED)
    found = compute_deadlines(
        received=date(2026, 11, 18), rules=rules, calendar=HAMBURG, completed=completed, now=now
    )
    assert found.effective_month == effective
    assert found.due_on == date(2026, 12, 2)
    first = compute_deadlines(
        received=date(2026, 11, 18), rules=RULES, calendar=HAMBURG, completed=completed, now=now
    )
    assert first.effective_month == Month(2026, 11)


def test_other_categories_have_a_promise_of_their_own() -> None:
    assert promise_due_on(date(2026, 11, 6), 10, HAMBURG) == date(2026, 11, 20)
    assert workdays_left(HAMBURG, date(2026, 11, 23), date(2026, 11, 30)) == 5


@pytest.mark.parametrize("day", [date(1990, 12, 31), date(2200, 1, 1), date.min, date.max])
def test_days_nobody_can_count_from_are_refused(day: date) -> None:
    assert not in_range(day)
    with pytest.raises(ValueError, match="received"):
        compute_deadlines(received=day, rules=RULES, calendar=HAMBURG)


DAYS = st.dates(date(1992, 1, 1), date(2150, 12, 31))
ALL_RULES = st.builds(
    CompanyRules,
    workday_week=st.sampled_from(WorkdayWeek),
    promise_workdays=st.integers(1, 40),
    cutoff_day=st.integers(1, 31),
    december_cutoff_day=st.integers(1, 31),
    collection_bank_day=st.integers(1, 15),
    debit_file_lead=st.integers(0, 15),
    debit_file_time=st.times(),
)


@given(DAYS, st.sampled_from(FederalState), ALL_RULES)
def test_what_always_holds_for_deadlines(
    day: date, state: FederalState, rules: CompanyRules
) -> None:
    calendar = WorkdayCalendar.for_company(state, rules)
    found = compute_deadlines(received=day, rules=rules, calendar=calendar)
    later = compute_deadlines(received=day + timedelta(days=1), rules=rules, calendar=calendar)
    assert found.due_on is not None
    assert later.due_on is not None
    assert calendar.is_workday(found.due_on)
    assert later.due_on >= found.due_on
    assert later.collection_on >= found.collection_on
    assert is_bank_day(found.collection_on)
    assert is_bank_day(found.debit_file_on)
    assert found.effective_month.plus(1) == Month.of(found.collection_on)
    assert found.effective_month in (Month.of(day), Month.of(day).plus(1))
    assert berlin_day(found.debit_file_at) == found.debit_file_on


@given(DAYS, ALL_RULES, st.integers(-400, 4000), st.integers(0, 1439))
def test_the_expected_run_is_the_first_one_still_ahead(
    day: date, rules: CompanyRules, offset: int, minute: int
) -> None:
    found = compute_deadlines(received=day, rules=rules, calendar=None)
    now = berlin_instant(day) + timedelta(days=offset, minutes=minute)
    expected = expected_collection_on(found, rules, now)
    assert expected >= found.collection_on
    assert file_moment(expected, rules) > now
    month = found.run_month
    while month < Month.of(expected):
        skipped = compute_deadlines(received=month.plus(-1).first_day, rules=rules, calendar=None)
        assert skipped.debit_file_at <= now
        month = month.plus(1)


@given(st.datetimes(timezones=st.timezones() | st.just(None)))
def test_any_receipt_has_deadlines_or_is_refused(received: datetime) -> None:
    try:
        found = compute_deadlines(received=received, rules=RULES, calendar=HAMBURG)
    except (ValueError, OverflowError):
        return
    assert in_range(found.received_on)


@pytest.mark.parametrize(
    "settings",
    [
        {"promise_workdays": -1},
        {"cutoff_day": 0},
        {"december_cutoff_day": 32},
        {"collection_bank_day": 0},
        {"debit_file_lead": 16},
        {"undo_seconds": -1},
    ],
)
def test_settings_nothing_can_be_computed_from_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="_"):
        CompanyRules(**settings)  # type: ignore[arg-type]


def test_equal_settings_are_equal_values() -> None:
    assert CompanyRules() == RULES
    assert hash(CompanyRules()) == hash(RULES)
    assert CompanyRules(cutoff_day=19) != RULES
