"""The timeline of a case: in pages, narrowed to topics, with what was done to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from desktop.domain.case_status import Channel
from desktop.domain.kinds import Direction, Role
from desktop.models.case import Case, Message
from desktop.services.cases import page as case_page
from desktop.services.cases import use_cases as cases
from desktop.services.cases.actions import resume, take, wait_until
from desktop.services.cases.commands import AddNote, ResumeCase, TakeCase, WaitUntil
from desktop.services.cases.view import (
    ALL_TOPICS,
    TimelineEntry,
    TimelinePage,
    TimelineTopic,
    TimelineWish,
)
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from tests.support.bank_cases import add_application
from tests.support.clock import FixedClock
from tests.support.factories import NEW_IBAN, Household, add_household


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _write(context: ServiceContext, case_id: int, count: int) -> None:
    """Messages in both directions, several at the same instant."""
    with context.database.write() as unit:
        unit.session.add_all(
            Message(
                case_id=case_id,
                direction=Direction.INCOMING if number % 2 else Direction.OUTGOING,
                channel=Channel.PORTAL,
                correspondent="Aylin Musterbach",
                text=f"{number}: {NEW_IBAN}",
                at=context.clock.now() - timedelta(minutes=number // 4),
            )
            for number in range(count)
        )


def _version(context: ServiceContext, case_id: int) -> int:
    with context.database.read() as session:
        return session.get_one(Case, case_id).version


def _all_pages(
    context: ServiceContext,
    home: Household,
    case_id: int,
    size: int,
    topics: frozenset[TimelineTopic],
) -> list[TimelineEntry]:
    found: list[TimelineEntry] = []
    page = TimelinePage((), older=True, counts={})
    while page.older:
        key = found[-1].key if found else None
        page = cases.history_page(context, home.clerk, case_id, TimelineWish(topics, size, key))
        found += page.entries
    return found


def test_pages_are_the_whole_without_gap_or_double(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    _write(context, case_id, 37)
    conversation.add_note(context, home.clerk, AddNote(case_id, "Rückruf geführt"))
    whole = cases.history_page(context, home.clerk, case_id, TimelineWish(count=500))
    assert not whole.older
    assert len(whole.entries) == sum(whole.counts.values())
    for size in (1, 7, 40):
        assert _all_pages(context, home, case_id, size, ALL_TOPICS) == list(whole.entries)
    for topic in TimelineTopic:
        narrowed = _all_pages(context, home, case_id, 5, frozenset({topic}))
        assert len(narrowed) == whole.counts[topic]
    assert whole.counts[TimelineTopic.NOTES] == 1
    keys = [entry.key for entry in whole.entries]
    assert keys == sorted(keys, reverse=True)


def test_what_was_done_stands_in_it(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    acts: list[Callable[[], object]] = [
        lambda: take(context, home.clerk, TakeCase(case_id, _version(context, case_id))),
        lambda: wait_until(
            context,
            home.clerk,
            WaitUntil(
                case_id,
                clock.today() + timedelta(days=2),
                "Hausnummer fehlt",
                _version(context, case_id),
            ),
        ),
        lambda: resume(context, home.clerk, ResumeCase(case_id, _version(context, case_id))),
    ]
    for act in acts:
        clock.advance(timedelta(minutes=1))
        act()
    wish = TimelineWish(frozenset({TimelineTopic.ACTS}))
    entries = cases.history_page(context, home.clerk, case_id, wish).entries
    assert [entry.event_code for entry in entries[:3]] == [
        "waiting.ended",
        "case.waiting",
        "case.assigned",
    ]
    assert entries[1].text == "2026-11-25"
    assert {entry.author for entry in entries[:3]} == {home.clerk.name}


def test_whoever_may_not_see_ibans_reads_none_in_any_page(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    keeper = replace(home.clerk, role=Role.ADMINISTRATOR)
    _write(context, case_id, 3)
    for wish in (TimelineWish(), TimelineWish(count=1)):
        page = cases.history_page(context, keeper, case_id, wish)
        assert NEW_IBAN not in repr(page)
    assert NEW_IBAN in repr(cases.history_page(context, home.clerk, case_id, TimelineWish()))


def test_opening_reads_as_many_statements_whatever_the_case_holds(
    context: ServiceContext, home: Household
) -> None:
    case_id = add_application(context, home)
    few = _statements(context, home, case_id)
    _write(context, case_id, 200)
    assert _statements(context, home, case_id) == few
    view = case_page.load(context, home.clerk, case_id).case
    assert len(view.timeline) == TimelineWish().count
    with context.database.read() as session:
        stored = session.scalar(select(func.count()).where(Message.case_id == case_id))
    talk = (TimelineTopic.INCOMING, TimelineTopic.OUTGOING)
    assert sum(view.history.counts[topic] for topic in talk) == stored


def _statements(context: ServiceContext, home: Household, case_id: int) -> int:
    case_page.load(context, home.clerk, case_id)
    seen: list[object] = []

    def note(*statement: object) -> None:
        seen.append(statement[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        case_page.load(context, home.clerk, case_id)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)
