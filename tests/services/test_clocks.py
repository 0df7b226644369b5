"""A clock that is set by two days, forward and back, and the nights when the hour changes."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.domain.berlin_time import berlin_instant, to_utc
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.deadlines import file_moment
from desktop.domain.errors import UserError
from desktop.domain.findings import FindingCode
from desktop.models.company import Lease
from desktop.models.exchange import AuditEvent, Delivery
from desktop.services.audit import AuditAction
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.cases.undo import undo
from desktop.services.context import ServiceContext
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.hand_over.automatic import last_file_moment, next_file_moment
from desktop.services.hand_over.use_cases import export_run, list_waiting
from desktop.services.leases import DURATION, lease
from desktop.services.time_limits import LONGEST_WAIT, Moment
from tests.services.exchange_support import RecordingOutbox
from tests.support.bank_cases import (
    RECEIVED,
    add_application,
    change_of,
    codes,
    propose,
    release,
    released,
    sent,
)
from tests.support.clock import MONDAY, FixedClock
from tests.support.factories import Household, add_household

TWO_DAYS = timedelta(days=2)
UNDO = timedelta(seconds=10)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


class _RefusingOutbox:
    def publish(self, event_id: str, event: Mapping[str, Any], attachments: object) -> None:
        raise OSError("no way")


def test_after_the_clock_is_set_back_nothing_waits_for_days(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    clock.advance(TWO_DAYS)
    case_id = released(context, home)
    clock.set(MONDAY)
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    kinds = [event["type"] for event in outbox.events]
    assert len(kinds) == len(sent(context, case_id))
    assert kinds.count("de.mieterdesk.bank_details.changed.v1") == 1
    assert deliver_due(context, outbox).delivered == 0
    ((row,),) = [run.rows for run in list_waiting(context, home.clerk).runs]
    assert row.ready
    assert export_run(context, home.clerk).row_count == 1
    assert export_run(context, home.clerk).number is None


def test_after_the_clock_is_set_back_nothing_is_undone_for_days(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)
    assert result.undo is not None
    clock.set(MONDAY - TWO_DAYS)
    assert bank_changes.view(context, home.second_clerk, case_id).case.undo is None
    with pytest.raises(UserError, match=r"^undo.too_late$"):
        undo(context, home.second_clerk, result.undo.undo_id)


def test_after_the_clock_is_set_forward_the_undo_time_is_over(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)
    clock.advance(TWO_DAYS)
    assert result.undo is not None
    with pytest.raises(UserError, match=r"^undo.too_late$"):
        undo(context, home.second_clerk, result.undo.undo_id)
    assert deliver_due(context, RecordingOutbox()).waiting == 0


def test_a_small_correction_of_the_clock_changes_nothing(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = add_application(context, home)
    propose(context, home.clerk, case_id)
    result = release(context, home.second_clerk, case_id)
    clock.advance(-timedelta(minutes=5))
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    assert "de.mieterdesk.bank_details.changed.v1" not in [one["type"] for one in outbox.events]
    assert result.undo is not None
    undo(context, home.second_clerk, result.undo.undo_id)


def test_a_command_with_a_day_of_its_own_does_not_end_undo_times(tmp_path: Path) -> None:
    class StandingClock(FixedClock):
        def machine_now(self) -> datetime:
            return MONDAY

    moment = Moment.of(StandingClock(MONDAY - TWO_DAYS))
    assert not moment.is_over(MONDAY + UNDO)
    assert moment.is_over(MONDAY + LONGEST_WAIT + UNDO)


def test_a_pause_ends_although_the_clock_was_set_back(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    clock.advance(TWO_DAYS)
    released(context, home)
    clock.advance(UNDO)
    assert deliver_due(context, _RefusingOutbox()).failed == 1
    clock.set(MONDAY)
    outbox = RecordingOutbox()
    deliver_due(context, outbox)
    with context.database.read() as session:
        waiting = select(func.count()).select_from(Delivery).where(Delivery.delivered_at.is_(None))
        assert session.scalar(waiting) == 0


def test_a_lease_of_a_clock_that_ran_ahead_is_void(
    context: ServiceContext, clock: FixedClock
) -> None:
    with context.database.write() as unit:
        unit.session.add(
            Lease(
                name="deliver",
                holder="elsewhere:17:abc",
                expires_at=clock.now() + TWO_DAYS + DURATION,
            )
        )
    with lease(context, "deliver"):
        pass


def test_a_lease_is_renewed_after_the_clock_was_set_back(
    context: ServiceContext, clock: FixedClock
) -> None:
    with lease(context, "deliver") as held:
        clock.advance(-TWO_DAYS)
        held.renew()
        with context.database.read() as session:
            assert session.scalars(select(Lease.expires_at)).one() == clock.now() + DURATION


def test_that_an_iban_was_seen_is_logged_again_after_the_clock_was_set_back(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = add_application(context, home)
    bank_changes.view(context, home.clerk, case_id)
    clock.advance(-TWO_DAYS)
    bank_changes.view(context, home.clerk, case_id)
    bank_changes.view(context, home.clerk, case_id)
    with context.database.read() as session:
        query = select(func.count()).where(AuditEvent.action == AuditAction.IBAN_VIEWED.value)
        assert session.scalar(query) == 2


def test_a_receipt_that_lies_ahead_is_shown_without_harm(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    clock.set(RECEIVED - TWO_DAYS)
    case_id = add_application(context, home)
    page = bank_changes.view(context, home.clerk, case_id)
    assert page.case.outlook is not None
    assert page.case.outlook.workday_number == 0
    assert page.case.outlook.today < page.case.outlook.received_on
    assert not page.case.outlook.overdue


def test_two_days_later_a_run_is_missed_and_the_day_to_act_by_is_another(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    case_id = add_application(context, home)
    clock.set_berlin(date(2026, 11, 29), time(12))
    assert FindingCode.RUN_AT_RISK in codes(context, home.clerk, case_id)
    clock.advance(TWO_DAYS)
    found = codes(context, home.clerk, case_id)
    assert FindingCode.RUN_MISSED in found
    assert FindingCode.RUN_AT_RISK not in found
    clock.advance(-TWO_DAYS)
    assert FindingCode.RUN_MISSED not in codes(context, home.clerk, case_id)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-25T01:59:59", "2026-10-24T23:59:59+00:00"),
        # The hour that comes twice is the first one, unless the portal says which.
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00+00:00"),
        # The hour that is missing is the one after it.
        ("2027-03-28T02:30:00", "2027-03-28T01:30:00+00:00"),
        ("2027-03-28T03:30:00", "2027-03-28T01:30:00+00:00"),
        ("2027-03-28T01:59:59", "2027-03-28T00:59:59+00:00"),
    ],
)
def test_times_of_the_portal_in_the_nights_when_the_hour_changes(text: str, instant: str) -> None:
    assert to_utc(datetime.fromisoformat(text)) == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    ("collection", "moment"),
    [
        (date(2026, 10, 1), datetime(2026, 9, 30, 8, tzinfo=UTC)),
        (date(2026, 11, 2), datetime(2026, 10, 30, 9, tzinfo=UTC)),
        (date(2027, 3, 1), datetime(2027, 2, 26, 9, tzinfo=UTC)),
        (date(2027, 4, 1), datetime(2027, 3, 31, 8, tzinfo=UTC)),
    ],
)
def test_the_file_is_made_at_ten_in_summer_and_in_winter(
    collection: date, moment: datetime
) -> None:
    assert file_moment(collection, DEFAULT_RULES) == moment
    second = timedelta(seconds=1)
    assert next_file_moment(DEFAULT_RULES, moment - second)[1] == moment
    assert last_file_moment(DEFAULT_RULES, moment) == moment
    assert last_file_moment(DEFAULT_RULES, moment - second) < moment


def test_in_the_night_with_an_hour_twice_an_undo_ends_in_seconds(
    context: ServiceContext, clock: FixedClock, home: Household
) -> None:
    clock.set(datetime(2026, 10, 25, 0, 59, 55, tzinfo=UTC))
    case_id = add_application(
        context, home, received_at=berlin_instant(date(2026, 10, 20), time(9))
    )
    propose(context, home.clerk, case_id)
    release(context, home.second_clerk, case_id)
    clock.advance(UNDO)
    # On the wall it is 02:00 again.
    assert export_run(context, home.clerk).row_count == 1
    assert change_of(context, case_id).exported_at == clock.now()
