"""Acts on many cases: as many single ones, with a dry run before and one undo for the whole."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState
from desktop.domain.notices import NoticeKind
from desktop.domain.work import BulkKind, BulkState, Priority
from desktop.models.case import Case, CaseChange
from desktop.models.company import Staff
from desktop.models.exchange import AuditEvent, Delivery
from desktop.models.work import BulkAct, BulkActCase, CaseTag
from desktop.services.audit import AuditAction
from desktop.services.audit_trail.verifying import verify_chain
from desktop.services.bulk import use_cases as bulk
from desktop.services.bulk.handing_over import hand_over_choices
from desktop.services.bulk.wishes import BulkProgress, BulkResult, BulkWish
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import (
    AddTag,
    AssignCase,
    CloseCase,
    MergeCase,
    ReopenCase,
    SetPriority,
    TakeCase,
    WaitUntil,
)
from desktop.services.cases.undo import undo as undo_single
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import counts
from desktop.services.inbox.filters import CaseFilter
from desktop.services.inbox.rows import InboxQuery, InboxView
from desktop.services.notices import use_cases as bell
from desktop.services.staff.access import Actor
from tests.support.acting import add_team, ask, page, version, write_to
from tests.support.bank_cases import add_application
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_company, add_household
from tests.support.lists import all_ids
from tests.support.standings import assert_standings_true

CLOSE = BulkWish(kind=BulkKind.CLOSE, reason="Erledigt mit Rundschreiben")
WAIT = BulkWish(kind=BulkKind.WAIT, until=date(2026, 12, 1), reason="Rückfrage")
NOBODY = BulkWish(kind=BulkKind.ASSIGN)
URGENT = BulkWish(kind=BulkKind.PRIORITY, priority=Priority.URGENT)
TAG = BulkWish(kind=BulkKind.TAG, tag="Fahrstuhl")
OPEN = InboxQuery(view=InboxView.ALL_OPEN)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def to_person(actor: Actor) -> BulkWish:
    return BulkWish(kind=BulkKind.ASSIGN, staff_id=actor.staff_id)


def many(context: ServiceContext, home: Household, number: int) -> list[int]:
    """Damages by app and by mail, in turn."""
    ways = (Channel.APP, Channel.EMAIL)
    return [ask(context, home, channel=ways[turn % 2]) for turn in range(number)]


def do(
    context: ServiceContext, actor: Actor, ids: list[int] | InboxQuery, wish: BulkWish
) -> BulkResult:
    return bulk.run(context, actor, bulk.plan(context, actor, ids, wish))


def why(groups: Any) -> dict[str, int]:
    return {group.code: group.count for group in groups}


def stored(context: ServiceContext) -> dict[str, Any]:
    """All that an act might have written, apart from who looked."""
    tables = (Case, CaseChange, Delivery, BulkAct, BulkActCase, CaseTag, AuditEvent)
    with context.database.read() as session:
        return {
            table.__tablename__: session.execute(select(table.__table__)).all() for table in tables
        }


def columns(context: ServiceContext, case_id: int) -> dict[str, Any]:
    """A case's row without what every change changes."""
    with context.database.read() as session:
        row = session.execute(select(Case.__table__).where(Case.id == case_id)).mappings().one()
    return {
        name: value
        for name, value in row.items()
        if name not in ("version", "updated_at", "updated_by_id")
    }


def reference(context: ServiceContext, case_id: int) -> str:
    with context.database.read() as session:
        return session.get_one(Case, case_id).reference


def events(context: ServiceContext, case_id: int) -> list[Delivery]:
    with context.database.read() as session:
        return list(
            session.scalars(
                select(Delivery)
                .where(Delivery.case_id == case_id, Delivery.type.contains("status_changed"))
                .order_by(Delivery.id)
            )
        )


def test_a_dry_run_says_what_will_happen_and_writes_nothing(
    context: ServiceContext, home: Household
) -> None:
    """What is left out is counted by reason and named, unless it is not the person's to see."""
    ids = many(context, home, 4)
    closed, applied = ids[1], add_application(context, home)
    cases.close(context, home.clerk, CloseCase(closed, "Erledigt", version(context, closed)))
    with context.database.write() as unit:
        elsewhere = add_company(unit, "other", creditor_id="DE11ZZZ00000000001").id
    foreign = ask(context, replace(home, company_id=elsewhere), tenancy_id=None)
    before = stored(context)

    found = bulk.plan(context, home.clerk, [*ids, applied, foreign, 999_999, ids[0]], CLOSE)

    assert list(found.ids) == [ids[0], ids[2], ids[3]]
    assert found.total == 7
    assert why(found.left_out) == {
        "case.closed": 1,
        "case.bank_change_open": 1,
        "access.denied": 1,
        "case.not_found": 1,
    }
    named = {group.code: group.references for group in found.left_out}
    assert named["case.closed"] == (reference(context, closed),)
    assert named["access.denied"] == ()
    assert stored(context) == before


def test_all_of_a_list_are_those_of_the_moment(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    """What comes after the dry run does not slip in."""
    ids = many(context, home, 3)
    found = bulk.plan(context, home.clerk, OPEN, CLOSE)
    later = ask(context, home)
    result = bulk.run(context, home.clerk, found)
    assert (result.done, sorted(found.ids)) == (3, ids)
    assert all_ids(context, home.clerk, OPEN) == [later]
    narrowed = replace(OPEN, filter=CaseFilter(channels=frozenset({Channel.LETTER})))
    assert bulk.plan(context, home.clerk, narrowed, CLOSE).total == 0


def _assigned(context: ServiceContext, home: Household, case_id: int) -> None:
    command = AssignCase(case_id, version(context, case_id), home.second_clerk.staff_id)
    cases.assign(context, home.clerk, command)


def _closed(context: ServiceContext, home: Household, case_id: int) -> None:
    cases.close(context, home.clerk, CloseCase(case_id, CLOSE.reason, version(context, case_id)))


def _waiting(context: ServiceContext, home: Household, case_id: int) -> None:
    assert WAIT.until is not None
    command = WaitUntil(case_id, WAIT.until, WAIT.reason, version(context, case_id))
    cases.wait_until(context, home.clerk, command)


def _urgent(context: ServiceContext, home: Household, case_id: int) -> None:
    command = SetPriority(case_id, Priority.URGENT, version(context, case_id))
    cases.set_priority(context, home.clerk, command)


def _tagged(context: ServiceContext, home: Household, case_id: int) -> None:
    cases.add_tag(context, home.clerk, AddTag(case_id, TAG.tag, version(context, case_id)))


SINGLE: dict[BulkKind, Callable[[ServiceContext, Household, int], None]] = {
    BulkKind.ASSIGN: _assigned,
    BulkKind.CLOSE: _closed,
    BulkKind.WAIT: _waiting,
    BulkKind.PRIORITY: _urgent,
    BulkKind.TAG: _tagged,
}


def left_by(context: ServiceContext, case_id: int) -> dict[str, Any]:
    """What the last act left behind, apart from keys and numbers of the case itself."""
    with context.database.read() as session:
        change = session.scalars(
            select(CaseChange).where(CaseChange.case_id == case_id).order_by(CaseChange.id.desc())
        ).first()
        line = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.entity == "cases", AuditEvent.entity_id == case_id)
            .order_by(AuditEvent.id.desc())
        ).first()
        case = session.get_one(Case, case_id)
        tags = session.scalars(select(CaseTag.tag_id).where(CaseTag.case_id == case_id)).all()
    assert change is not None
    assert line is not None
    told = [
        {name: value for name, value in event.data.items() if name != "case_reference"}
        for event in events(context, case_id)
    ]
    return {
        "facts": change.facts,
        "versions": (change.version - change.from_version, change.version == case.version),
        "by": (change.staff_id, case.updated_by_id, line.actor),
        "action": line.action,
        "case": {
            name: value
            for name, value in columns(context, case_id).items()
            if name not in ("id", "reference", "event_id")
        },
        "told": told,
        "tags": list(tags),
    }


@pytest.mark.parametrize("kind", list(SINGLE))
@pytest.mark.parametrize("channel", [Channel.APP, Channel.LETTER])
def test_each_case_gets_what_a_single_act_gives_it(
    context: ServiceContext, home: Household, kind: BulkKind, channel: Channel
) -> None:
    """Columns, version, facts, log and event are the same as those of the same act on its twin."""
    wish = {
        BulkKind.ASSIGN: to_person(home.second_clerk),
        BulkKind.CLOSE: CLOSE,
        BulkKind.WAIT: WAIT,
        BulkKind.PRIORITY: URGENT,
        BulkKind.TAG: TAG,
    }[kind]
    alone, one_of_many = ask(context, home, channel=channel), ask(context, home, channel=channel)
    for case_id in (alone, one_of_many):
        cases.take(context, home.clerk, TakeCase(case_id, version(context, case_id)))
    SINGLE[kind](context, home, alone)
    assert do(context, home.clerk, [one_of_many], wish).done == 1
    assert left_by(context, one_of_many) == left_by(context, alone)
    assert page(context, home.clerk, one_of_many).timeline[0].event_code == (
        page(context, home.clerk, alone).timeline[0].event_code
    )


@pytest.mark.parametrize(
    "wish", [CLOSE, WAIT, NOBODY, URGENT, TAG], ids=lambda wish: str(wish.kind)
)
def test_one_undo_puts_back_every_case(
    context: ServiceContext, home: Household, wish: BulkWish, clock: FixedClock
) -> None:
    """Whatever state each was in; and nothing was told to the portal."""
    ids = many(context, home, 6)
    for case_id in ids:
        cases.take(context, home.clerk, TakeCase(case_id, version(context, case_id)))
    cases.wait_until(
        context,
        home.clerk,
        WaitUntil(ids[0], date(2026, 11, 30), "Bild fehlt", version(context, ids[0])),
    )
    command = SetPriority(ids[1], Priority.HIGH, version(context, ids[1]))
    cases.set_priority(context, home.clerk, command)
    before = {case_id: columns(context, case_id) for case_id in ids}
    told = {case_id: len(events(context, case_id)) for case_id in ids}

    result = do(context, home.clerk, ids, wish)
    assert result.done == 6
    assert {case_id: columns(context, case_id) for case_id in ids} != before or wish is TAG
    undone = bulk.undo(context, home.clerk, result.bulk_id, set_size=4)

    assert (undone.put_back, undone.kept) == (6, ())
    assert {case_id: columns(context, case_id) for case_id in ids} == before
    clock.advance(timedelta(hours=3))
    for case_id in ids:
        more = events(context, case_id)[told[case_id] :]
        assert all(event.state is DeliveryState.CANCELLED for event in more)
    with context.database.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseTag)) == 0
        assert session.get_one(BulkAct, result.bulk_id).state is BulkState.UNDONE
        assert verify_chain(session).is_intact
    assert_standings_true(context)


def test_nothing_leaves_before_the_undo_time_is_over(
    context: ServiceContext, home: Household
) -> None:
    """While it runs its events wait far ahead; at its end, for the end of the undo time."""
    ids = [ask(context, home) for _ in range(4)]
    found = bulk.plan(context, home.clerk, ids, CLOSE)
    now = context.clock.now()
    seen = []

    def look(_progress: BulkProgress) -> None:
        seen.extend(events(context, ids[0])[-1:])

    result = bulk.run(context, home.clerk, found, on_progress=look, set_size=2)
    assert seen[0].not_before > now + timedelta(hours=1)
    last = [events(context, case_id)[-1] for case_id in ids]
    assert {event.not_before for event in last} == {result.until}
    assert timedelta(seconds=10) <= result.until - now < timedelta(seconds=12)


def test_what_somebody_changed_since_the_dry_run_is_left_out(
    context: ServiceContext, home: Household
) -> None:
    """A tag disturbs no closing; what the tenant wrote does, and so does another closing."""
    ids = many(context, home, 4)
    found = bulk.plan(context, home.clerk, ids, CLOSE)
    cases.add_tag(context, home.second_clerk, AddTag(ids[0], "Eilig", version(context, ids[0])))
    write_to(context, ids[1])
    _closed(context, home, ids[2])
    result = bulk.run(context, home.clerk, found)
    assert result.done == 2
    assert why(result.left_out) == {"conflict.changed": 1, "case.closed": 1}
    with context.database.read() as session:
        states = [session.get_one(Case, case_id).state for case_id in ids]
    assert states[1] is not CaseState.CLOSED


def test_undo_names_what_somebody_changed_since(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    """The others go back; what stays closed is told to the portal."""
    ids = [ask(context, home) for _ in range(5)]
    result = do(context, home.clerk, ids, CLOSE)
    cases.reopen(
        context, home.second_clerk, ReopenCase(ids[3], "Doch nicht", version(context, ids[3]))
    )
    undone = bulk.undo(context, home.clerk, result.bulk_id)
    assert undone.put_back == 4
    assert [(group.code, group.references) for group in undone.kept] == [
        ("bulk.changed_since", (reference(context, ids[3]),))
    ]
    closing = next(e for e in events(context, ids[3]) if e.data["status"] == "closed")
    assert closing.state is DeliveryState.WAITING
    assert closing.not_before <= context.clock.now()
    assert_standings_true(context)


def test_undo_is_for_its_person_in_its_time_and_once(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    ids = many(context, home, 2)
    first = do(context, home.clerk, ids, URGENT)
    with pytest.raises(UserError, match=r"undo\.not_yours"):
        bulk.undo(context, home.second_clerk, first.bulk_id)
    bulk.undo(context, home.clerk, first.bulk_id)
    with pytest.raises(UserError, match=r"undo\.done"):
        bulk.undo(context, home.clerk, first.bulk_id)
    second = do(context, home.clerk, ids, URGENT)
    clock.set(second.until)
    with pytest.raises(UserError, match=r"undo\.too_late"):
        bulk.undo(context, home.clerk, second.bulk_id)
    with pytest.raises(UserError, match=r"undo\.unknown"):
        bulk.undo(context, home.clerk, 999)


def test_undo_leaves_out_what_is_not_the_person_s_any_more(
    context: ServiceContext, home: Household
) -> None:
    ids = many(context, home, 2)
    result = do(context, home.clerk, ids, CLOSE)
    elsewhere = replace(home.clerk, company_ids=frozenset({home.company_id + 1}))
    undone = bulk.undo(context, elsewhere, result.bulk_id)
    assert (undone.put_back, why(undone.kept)) == (0, {"access.denied": 2})
    assert not any(group.references for group in undone.kept)
    assert all(columns(context, case_id)["state"] is CaseState.CLOSED for case_id in ids)


def test_who_cancels_keeps_what_was_done_and_can_take_it_back(
    context: ServiceContext, home: Household
) -> None:
    ids = many(context, home, 6)
    found = bulk.plan(context, home.clerk, ids, CLOSE)
    told: list[BulkProgress] = []
    result = bulk.run(
        context,
        home.clerk,
        found,
        is_cancelled=lambda: len(told) == 2,
        on_progress=told.append,
        set_size=2,
    )
    assert (result.state, result.done) == (BulkState.CANCELLED, 4)
    assert told == [BulkProgress(2, 6), BulkProgress(4, 6)]
    assert all_ids(context, home.clerk, OPEN) == ids[4:]
    assert bulk.undo(context, home.clerk, result.bulk_id).put_back == 4


class Killed(BaseException):
    """The program ends here, without a word to anybody."""


def _kill(_progress: object) -> None:
    raise Killed


def test_an_act_that_was_killed_says_what_was_done(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    """It is found again with what was left out, and doing the rest does nothing twice."""
    ids = many(context, home, 6)
    gone = ids.pop()
    _closed(context, home, gone)
    found = bulk.plan(context, home.clerk, [*ids, gone], CLOSE)
    written_to = ids.pop(0)
    write_to(context, written_to)
    with pytest.raises(Killed):
        bulk.run(context, home.clerk, found, on_progress=_kill, set_size=3)
    clock.advance(timedelta(minutes=30))
    assert bulk.interrupted(context, home.second_clerk) == ()
    (broken,) = bulk.interrupted(context, home.clerk)
    assert (broken.state, broken.done, broken.recovered) == (BulkState.CANCELLED, 2, True)
    assert why(broken.left_out) == {"bulk.not_reached": 2, "case.closed": 1, "conflict.changed": 1}
    assert {group.references for group in broken.left_out if group.code == "case.closed"} == {
        (reference(context, gone),)
    }
    assert broken.until > clock.now() + timedelta(minutes=9)
    assert events(context, ids[1])[-1].not_before == broken.until
    assert bulk.interrupted(context, home.clerk) == ()

    rest = bulk.run(context, home.clerk, found)
    assert rest.done == 2
    assert why(rest.left_out) == {"case.closed": 3, "conflict.changed": 1}
    assert [event.data["status"] for event in events(context, ids[1])].count("closed") == 1
    assert bulk.undo(context, home.clerk, broken.bulk_id).put_back == 2
    assert_standings_true(context)


def test_an_undo_that_was_killed_is_gone_on_with(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    ids = many(context, home, 6)
    before = {case_id: columns(context, case_id) for case_id in ids}
    result = do(context, home.clerk, ids, CLOSE)
    with pytest.raises(Killed):
        bulk.undo(context, home.clerk, result.bulk_id, on_progress=_kill, set_size=2)
    clock.advance(timedelta(minutes=5))
    (undone,) = bulk.half_undone(context, home.clerk)
    assert (undone.put_back, undone.kept) == (6, ())
    assert {case_id: columns(context, case_id) for case_id in ids} == before
    with context.database.read() as session:
        lines = session.scalar(
            select(func.count()).where(
                AuditEvent.action == AuditAction.UNDONE.value, AuditEvent.entity == "cases"
            )
        )
    assert lines == 6
    assert bulk.half_undone(context, home.clerk) == ()


def test_an_earlier_single_act_cannot_be_taken_back_over_it(
    context: ServiceContext, home: Household
) -> None:
    case_id = ask(context, home)
    command = AssignCase(case_id, version(context, case_id), home.second_clerk.staff_id)
    single = cases.assign(context, home.clerk, command)
    assert single.undo is not None
    result = do(context, home.clerk, [case_id], CLOSE)
    assert page(context, home.clerk, case_id).undo is None
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo_single(context, home.clerk, single.undo.undo_id)
    bulk.undo(context, home.clerk, result.bulk_id)
    undo_single(context, home.clerk, single.undo.undo_id)


def test_cases_that_were_merged_are_told_with_the_one_they_go_on_in(
    context: ServiceContext, home: Household
) -> None:
    keeps, merged = ask(context, home), ask(context, home)
    cases.merge(
        context,
        home.clerk,
        MergeCase(merged, keeps, version(context, merged)),
    )
    result = do(context, home.clerk, [keeps, merged], CLOSE)
    assert (result.done, why(result.left_out)) == (1, {"case.closed": 1})
    assert events(context, merged)[-1].not_before == result.until
    bulk.undo(context, home.clerk, result.bulk_id)
    assert events(context, merged)[-1].state is DeliveryState.CANCELLED


def test_who_gets_cases_is_told_and_taking_back_is_no_news(
    context: ServiceContext, home: Household
) -> None:
    """One notice of all of them, however many steps it took; what stays is counted."""
    ids = many(context, home, 3)
    found = bulk.plan(context, home.clerk, ids, to_person(home.second_clerk))
    result = bulk.run(context, home.clerk, found, set_size=2)
    (row,) = bell.notices(context, home.second_clerk).rows
    assert (row.kind, row.cases, row.is_read) == (NoticeKind.ASSIGNED, 3, False)
    again = bulk.plan(context, home.clerk, ids, to_person(home.second_clerk))
    assert why(again.left_out) == {"assign.already": 3}
    cases.add_tag(context, home.clerk, AddTag(ids[2], "Eilig", version(context, ids[2])))
    bulk.undo(context, home.clerk, result.bulk_id)
    (row,) = bell.notices(context, home.second_clerk).rows
    assert (row.case_id, row.cases, row.is_read) == (ids[2], 1, False)
    second = do(context, home.clerk, ids[:2], to_person(home.second_clerk))
    bulk.undo(context, home.clerk, second.bulk_id)
    assert [row.is_read for row in bell.notices(context, home.second_clerk).rows] == [True, False]


def test_a_team_gets_cases_and_nobody_does(context: ServiceContext, home: Household) -> None:
    ids = many(context, home, 2)
    team_id = add_team(context, home.clerk)
    do(context, home.clerk, ids, to_person(home.clerk))
    do(context, home.clerk, ids, BulkWish(kind=BulkKind.ASSIGN, team_id=team_id))
    assert {columns(context, case_id)["team_id"] for case_id in ids} == {team_id}
    assert {columns(context, case_id)["assignee_id"] for case_id in ids} == {None}
    nobody = bulk.plan(context, home.clerk, ids, NOBODY)
    assert why(nobody.left_out) == {"case.unassigned": 2}
    with pytest.raises(UserError, match=r"assign\.no_right"):
        bulk.plan(context, home.clerk, ids, to_person(home.auditor))
    with pytest.raises(UserError, match=r"assign\.no_team"):
        bulk.plan(context, home.clerk, ids, BulkWish(kind=BulkKind.ASSIGN, team_id=999))


def test_those_nearest_are_offered_first_for_a_hand_over(
    context: ServiceContext, home: Household
) -> None:
    """With their open cases; who has gone is still somebody whose cases can be handed over."""
    second, clerk, lead = home.second_clerk.staff_id, home.clerk.staff_id, home.lead.staff_id
    for actor in (home.clerk, home.lead):
        case_id = ask(context, home)
        cases.take(context, actor, TakeCase(case_id, version(context, case_id)))
    add_team(context, home.lead, home.second_clerk)

    def offered() -> list[tuple[int, int, bool]]:
        found = hand_over_choices(context, home.lead)
        return [(one.staff_id, one.open_cases, one.may_get) for one in found.people]

    assert offered() == [(second, 0, True), (clerk, 1, True), (lead, 1, True)]
    with context.database.write() as unit:
        unit.session.get_one(Staff, clerk).active = False
    assert offered() == [(second, 0, True), (clerk, 1, False), (lead, 1, True)]
    with pytest.raises(UserError, match=r"access\.denied"):
        hand_over_choices(context, home.clerk)


def test_only_a_lead_hands_all_cases_of_a_colleague_over(
    context: ServiceContext, home: Household
) -> None:
    ids = many(context, home, 3)
    do(context, home.clerk, ids, to_person(home.second_clerk))
    assert home.second_clerk.staff_id is not None
    leaving, wish = home.second_clerk.staff_id, to_person(home.clerk)
    with pytest.raises(UserError, match=r"access\.denied"):
        bulk.plan_hand_over(context, home.clerk, leaving, wish)
    result = bulk.run(context, home.lead, bulk.plan_hand_over(context, home.lead, leaving, wish))
    assert result.done == 3
    mine = InboxQuery(view=InboxView.MINE)
    assert sorted(all_ids(context, home.clerk, mine)) == ids


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (replace(CLOSE, reason=" "), "case.reason_missing"),
        (replace(WAIT, reason=""), "case.reason_missing"),
        (replace(WAIT, until=date(2026, 11, 23)), "case.waiting_date"),
        (replace(WAIT, until=None), "case.waiting_date"),
        (replace(TAG, tag=" "), "tag.empty"),
        (replace(URGENT, priority=None), "bulk.not_whole"),
    ],
)
def test_what_is_not_said_is_asked_for(
    context: ServiceContext, home: Household, wish: BulkWish, code: str
) -> None:
    found = bulk.plan(context, home.clerk, many(context, home, 1), CLOSE)
    with pytest.raises(UserError, match=code.replace(".", r"\.")):
        bulk.run(context, home.clerk, replace(found, wish=wish))


def test_an_auditor_acts_on_nothing(context: ServiceContext, home: Household) -> None:
    ids = many(context, home, 1)
    with pytest.raises(UserError, match=r"access\.denied"):
        bulk.plan(context, home.auditor, ids, CLOSE)
    with pytest.raises(UserError, match=r"bulk\.nothing"):
        bulk.run(context, home.clerk, bulk.plan(context, home.clerk, [], CLOSE))


def test_a_dry_run_can_be_cancelled(context: ServiceContext, home: Household) -> None:
    ids = many(context, home, 1)
    with pytest.raises(UserError, match=r"bulk\.cancelled"):
        bulk.plan(context, home.clerk, ids, CLOSE, is_cancelled=lambda: True)


def _some(random: Random, ids: list[int]) -> list[int]:
    return random.sample(ids, random.randint(1, len(ids)))


@pytest.mark.parametrize("seed", range(3))
def test_numbers_are_exact_after_any_mix(
    context: ServiceContext, home: Household, clock: FixedClock, seed: int
) -> None:
    """Acts on many, single acts, taking back and the clock, in any order."""
    random = Random(seed)
    ids = [*many(context, home, 8), add_application(context, home)]
    wishes = (CLOSE, WAIT, NOBODY, URGENT, TAG, to_person(home.second_clerk), to_person(home.clerk))
    results: list[BulkResult] = []
    for _ in range(14):
        clock.advance(timedelta(seconds=random.choice((1, 4, 60))))
        turn = random.random()
        # What is refused is refused for a reason; the numbers are what counts here.
        with suppress(UserError):
            if results and turn < 0.4:
                bulk.undo(context, home.clerk, results.pop().bulk_id, set_size=3)
            elif turn < 0.6:
                case_id = random.choice(ids)
                command = ReopenCase(case_id, "Doch", version(context, case_id))
                cases.reopen(context, home.clerk, command)
            else:
                wish = random.choice(wishes)
                found = bulk.plan(context, home.clerk, _some(random, ids), wish)
                results.append(bulk.run(context, home.clerk, found, set_size=3))
        assert_standings_true(context)
        numbers = counts(context, home.clerk, frozenset()).views
        for view, number in numbers.items():
            assert len(all_ids(context, home.clerk, InboxQuery(view=view))) == number
    assert results
