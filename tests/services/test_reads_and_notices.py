"""What was read and what a person is told: exactly once, and only of what is their own business."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.notices import NoticeKind
from desktop.models.case import Case
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.bank_changes.commands import SendBack
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import ReleaseToNobody, TakeCase, WaitUntil
from desktop.services.cases.creation import IncomingMessage, NewCase, create_case
from desktop.services.context import ServiceContext
from desktop.services.conversation.incoming import receive_message
from desktop.services.inbox import reads
from desktop.services.notices import use_cases as bell
from desktop.services.notices.daily import KEPT, tell_what_is_due
from desktop.services.staff.access import SYSTEM, Actor
from tests.support.bank_cases import add_application, propose
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def damage(context: ServiceContext, home: Household) -> int:
    with context.database.write() as unit:
        new = NewCase(
            company_id=home.company_id,
            category_id=home.categories["damage"],
            tenancy_id=home.tenancy_id,
            channel=Channel.APP,
            received_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
            correspondent="Aylin Musterbach",
            subject="Heizung im Bad bleibt kalt",
        )
        return create_case(unit, context, new).id


def answer(
    context: ServiceContext, case_id: int, at: datetime | None = None, actor: Actor = SYSTEM
) -> int:
    message = IncomingMessage(
        channel=Channel.APP,
        at=at or context.clock.now(),
        correspondent="Aylin Musterbach",
        text="Immer noch kalt.",
    )
    with context.database.write() as unit:
        return receive_message(unit, context, message, case_id=case_id, bank=None, actor=actor)


def version_of(context: ServiceContext, case_id: int) -> int:
    with context.database.read() as session:
        return session.get_one(Case, case_id).version


def take(context: ServiceContext, actor: Actor, case_id: int) -> None:
    cases.take(context, actor, TakeCase(case_id, version_of(context, case_id)))


def unread(context: ServiceContext, actor: Actor, case_id: int) -> bool:
    with context.database.read() as session:
        return reads.is_unread(session, actor.person_id, session.get_one(Case, case_id))


def read(context: ServiceContext, actor: Actor, case_id: int) -> bool:
    return reads.mark_read(context, actor, case_id, version_of(context, case_id))


def told(context: ServiceContext, actor: Actor) -> list[tuple[NoticeKind, bool]]:
    return [(row.kind, row.is_read) for row in bell.notices(context, actor).rows]


def test_a_case_is_read_by_one_person_until_there_is_news(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = damage(context, home)
    assert unread(context, home.clerk, case_id)
    assert read(context, home.clerk, case_id)
    assert not read(context, home.clerk, case_id), "a second time is nothing to write"
    assert not unread(context, home.clerk, case_id)
    assert unread(context, home.second_clerk, case_id)
    take(context, home.second_clerk, case_id)
    assert not unread(context, home.clerk, case_id), "what colleagues do is no news"
    clock.advance(timedelta(minutes=1))
    answer(context, case_id)
    assert unread(context, home.clerk, case_id)


def test_a_message_that_arrives_late_is_news(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    """It was written before the case was read, and came in only afterwards."""
    case_id = damage(context, home)
    written = clock.now()
    clock.advance(timedelta(minutes=5))
    assert read(context, home.clerk, case_id)
    answer(context, case_id, at=written)
    assert unread(context, home.clerk, case_id)


def test_what_came_in_after_the_page_was_shown_was_not_read(
    context: ServiceContext, home: Household
) -> None:
    case_id = damage(context, home)
    shown = version_of(context, case_id)
    answer(context, case_id)
    assert not reads.mark_read(context, home.clerk, case_id, shown)
    assert unread(context, home.clerk, case_id)


def test_a_case_can_be_made_unread_again(context: ServiceContext, home: Household) -> None:
    case_id = damage(context, home)
    read(context, home.clerk, case_id)
    read(context, home.second_clerk, case_id)
    reads.mark_unread(context, home.clerk, case_id)
    assert unread(context, home.clerk, case_id)
    assert not unread(context, home.second_clerk, case_id)


def test_who_has_a_case_is_told_that_the_tenant_answered(
    context: ServiceContext, home: Household
) -> None:
    case_id = damage(context, home)
    answer(context, case_id)
    assert told(context, home.clerk) == [], "nobody has it"
    take(context, home.clerk, case_id)
    answer(context, case_id)
    assert told(context, home.clerk) == [(NoticeKind.ANSWERED, False)]
    assert told(context, home.second_clerk) == []
    answer(context, case_id, actor=home.clerk)
    assert bell.count_unread(context, home.clerk) == 1, "who took the call knows of it"


def test_who_is_given_a_case_is_told_by_whom(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    take(context, home.clerk, case_id)
    propose(context, home.clerk, case_id)
    cases.release_to_nobody(
        context, home.clerk, ReleaseToNobody(case_id, version_of(context, case_id))
    )
    assert told(context, home.clerk) == []
    send_back(context, home.second_clerk, case_id)
    (row,) = bell.notices(context, home.clerk).rows
    assert (row.kind, row.by, row.tenant_name) == (
        NoticeKind.ASSIGNED,
        "Timo Vorlage",
        "Aylin Musterbach",
    )


def send_back(context: ServiceContext, actor: Actor, case_id: int) -> None:
    command = SendBack(case_id, "Bitte noch einmal ansehen.", version_of(context, case_id))
    bank_changes.send_back(context, actor, command)


def test_notices_are_read_one_by_one_or_all(context: ServiceContext, home: Household) -> None:
    case_id = damage(context, home)
    take(context, home.clerk, case_id)
    for _ in range(3):
        answer(context, case_id)
    third, second, _first = bell.notices(context, home.clerk).rows
    bell.read_notice(context, home.second_clerk, third.notice_id)
    assert bell.count_unread(context, home.clerk) == 3, "nobody reads for somebody else"
    bell.read_notice(context, home.clerk, third.notice_id)
    assert bell.count_unread(context, home.clerk) == 2
    bell.read_all(context, home.clerk, up_to=second.notice_id)
    assert bell.count_unread(context, home.clerk) == 0


def test_opening_the_case_settles_what_was_told_of_it(
    context: ServiceContext, home: Household
) -> None:
    case_id, other = damage(context, home), damage(context, home)
    for one in (case_id, other):
        take(context, home.clerk, one)
        answer(context, one)
    read(context, home.clerk, case_id)
    left = [row.case_id for row in bell.notices(context, home.clerk).rows if not row.is_read]
    assert left == [other]


def test_nobody_is_told_what_they_do_not_want_to_hear(
    context: ServiceContext, home: Household
) -> None:
    case_id = damage(context, home)
    take(context, home.clerk, case_id)
    bell.mute(context, home.clerk, {NoticeKind.ANSWERED, NoticeKind.DUE_TODAY})
    answer(context, case_id)
    assert bell.notices(context, home.clerk).rows == ()
    assert bell.notices(context, home.clerk).muted == {NoticeKind.ANSWERED, NoticeKind.DUE_TODAY}
    bell.mute(context, home.clerk, ())
    answer(context, case_id)
    assert told(context, home.clerk) == [(NoticeKind.ANSWERED, False)]


def put_off(context: ServiceContext, actor: Actor, case_id: int, until: date) -> None:
    command = WaitUntil(case_id, until, "Antwort steht aus", version_of(context, case_id))
    cases.wait_until(context, actor, command)


def test_a_deadline_is_told_on_its_day_and_once(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id, nobodys = damage(context, home), damage(context, home)
    take(context, home.clerk, case_id)
    assert tell_what_is_due(context) == 0
    clock.set(datetime(2026, 12, 4, 7, tzinfo=UTC))
    assert tell_what_is_due(context) == 1
    assert tell_what_is_due(context) == 0
    assert told(context, home.clerk) == [(NoticeKind.DUE_TODAY, False)]
    take(context, home.second_clerk, nobodys)
    assert tell_what_is_due(context) == 1, "who takes it on its last day is told as well"
    clock.advance(timedelta(days=1))
    assert tell_what_is_due(context) == 0


def test_a_waiting_date_that_came_is_told_once_and_the_case_goes_on_waiting(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = damage(context, home)
    take(context, home.clerk, case_id)
    put_off(context, home.clerk, case_id, date(2026, 11, 28))
    assert tell_what_is_due(context) == 0
    # A Monday: the date came over a weekend on which nobody was here.
    clock.set(datetime(2026, 11, 30, 7, tzinfo=UTC))
    assert tell_what_is_due(context) == 1
    assert tell_what_is_due(context) == 0
    assert told(context, home.clerk) == [(NoticeKind.WAITING_OVER, False)]
    with context.database.read() as session:
        assert session.get_one(Case, case_id).state is CaseState.WAITING
    put_off(context, home.clerk, case_id, date(2026, 12, 1))
    clock.advance(timedelta(days=1))
    assert tell_what_is_due(context) == 1, "another date is another occasion"


def test_what_nobody_wants_to_be_told_the_calendar_does_not_tell(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = damage(context, home)
    take(context, home.clerk, case_id)
    bell.mute(context, home.clerk, [NoticeKind.DUE_TODAY])
    clock.set(datetime(2026, 12, 4, 7, tzinfo=UTC))
    assert tell_what_is_due(context) == 0


def test_two_programs_tell_together_once(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    for _ in range(5):
        take(context, home.clerk, damage(context, home))
    clock.set(datetime(2026, 12, 4, 7, tzinfo=UTC))

    def pass_by(_number: int) -> int:
        # One that finds the other at work leaves it to it.
        with suppress(UserError):
            return tell_what_is_due(context)
        return 0

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(pass_by, range(3))) == 5
    assert bell.count_unread(context, home.clerk) == 5


def test_old_notices_go(context: ServiceContext, home: Household, clock: FixedClock) -> None:
    case_id = damage(context, home)
    take(context, home.clerk, case_id)
    answer(context, case_id)
    clock.set(datetime(2026, 12, 4, 7, tzinfo=UTC))
    tell_what_is_due(context)
    assert len(told(context, home.clerk)) == 2
    clock.advance(KEPT)
    put_off(context, home.clerk, case_id, clock.today() + timedelta(days=1))
    clock.advance(timedelta(days=1))
    tell_what_is_due(context)
    assert told(context, home.clerk) == [(NoticeKind.WAITING_OVER, False)]
