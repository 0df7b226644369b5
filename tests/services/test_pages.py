"""Lists by pages hold what the slow truth holds, in its order, whatever happened before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.inbox import pages
from desktop.services.inbox.filters import AssigneeFilter, CaseFilter, DueFilter
from desktop.services.inbox.listing import GROUP_LIMIT, PAGE
from desktop.services.inbox.reads import mark_read
from desktop.services.inbox.rows import (
    InboxQuery,
    InboxSort,
    InboxView,
    PillKind,
    Urgency,
)
from desktop.services.staff.access import SYSTEM
from tests.services.test_inbox import World
from tests.support.factories import actor_of, add_staff
from tests.support.lists import all_ids, closed_ids, rows, slow_ids

OPEN_VIEWS = (
    InboxView.ALL_OPEN,
    InboxView.MINE,
    InboxView.UNASSIGNED,
    InboxView.DUE_TODAY,
    InboxView.RUN_AT_RISK,
    InboxView.RELEASES,
    InboxView.WAITING,
)


@pytest.fixture
def world(
    request: pytest.FixtureRequest, context: ServiceContext, monkeypatch: pytest.MonkeyPatch
) -> World:
    """Two companies and thirty cases by chance; the seed is the test's, where it has one."""
    # Pages of five: thirty cases are many then.
    monkeypatch.setattr(pages, "PAGE", 5)
    return World(context, getattr(request, "param", 1))


@pytest.mark.parametrize("world", [1, 2], indirect=True)
def test_every_view_in_every_order_is_that_of_the_slow_truth(world: World) -> None:
    for _ in range(3):
        for _ in range(4):
            world.act()
        for actor in (*world.actors[:2], SYSTEM):
            for view in OPEN_VIEWS:
                query = InboxQuery(view)
                expected = slow_ids(world.context, actor, query)
                assert all_ids(world.context, actor, query) == expected, (view, actor.login)
            for sort in InboxSort:
                query = InboxQuery(sort=sort)
                expected = slow_ids(world.context, actor, query)
                assert all_ids(world.context, actor, query) == expected, (sort, actor.login)
        code = world.random.choice(list(world.categories))
        company = world.random.choice(list(world.companies))
        query = InboxQuery(category=code, companies=frozenset({company}))
        assert all_ids(world.context, SYSTEM, query) == slow_ids(world.context, SYSTEM, query)


def test_groups_are_those_of_the_rows(world: World) -> None:
    opening = pages.opening(world.context, SYSTEM, InboxQuery())
    found = [row.urgency for row in rows(world.context, SYSTEM, InboxQuery())]
    assert opening.total == len(found) > len(opening.rows) == 5
    assert found == [group.urgency for group in opening.groups for _ in range(group.count)]
    by_name = pages.opening(world.context, SYSTEM, InboxQuery(sort=InboxSort.NAME))
    assert by_name.groups == ()


def test_closed_cases_come_newest_first_also_without_a_moment(world: World) -> None:
    with world.context.database.write() as unit:
        ids = unit.session.scalars(select(Case.id).where(Case.is_open.is_(False))).all()
        assert len(ids) >= 3
        for number, case_id in enumerate(ids[1:]):
            at = world.context.clock.now() - timedelta(hours=number // 2)
            unit.session.execute(update(Case).where(Case.id == case_id).values(closed_at=at))
    query = InboxQuery(InboxView.CLOSED)
    assert all_ids(world.context, SYSTEM, query) == closed_ids(world.context, world.companies)
    clerk2 = world.actors[1]
    assert clerk2.company_ids is not None
    assert all_ids(world.context, clerk2, query) == closed_ids(world.context, clerk2.company_ids)
    for row in rows(world.context, SYSTEM, query):
        assert (row.pill.kind, row.unread) == (PillKind.DONE, False)


def test_all_cases_of_a_tenancy_come_newest_first(world: World) -> None:
    company_id, tenancy_id = next(iter(world.tenancies.items()))
    query = InboxQuery(tenancy_id=tenancy_id)
    found = rows(world.context, SYSTEM, query)
    received = [row.received_at for row in found]
    assert received == sorted(received, reverse=True)
    with world.context.database.read() as session:
        every = session.scalars(select(Case.id).where(Case.tenancy_id == tenancy_id)).all()
    assert sorted(row.case_id for row in found) == sorted(every)
    assert {row.state is CaseState.CLOSED for row in found} == {True, False}
    stranger = next(a for a in world.actors if company_id not in (a.company_ids or ()))
    with pytest.raises(UserError, match=r"access\.denied"):
        pages.opening(world.context, stranger, query)


def test_what_is_not_ones_own_is_neither_listed_nor_read(world: World) -> None:
    clerk2 = world.actors[1]
    assert clerk2.company_ids is not None
    foreign = frozenset(world.companies) - clerk2.company_ids
    with pytest.raises(UserError, match=r"access\.denied"):
        pages.opening(world.context, clerk2, InboxQuery(companies=foreign))
    everything = all_ids(world.context, SYSTEM, InboxQuery())
    mine = all_ids(world.context, clerk2, InboxQuery())
    read = pages.rows_of(world.context, clerk2, everything)
    assert [row.case_id for row in read] == mine
    assert {row.company_id for row in read} == clerk2.company_ids


def test_words_narrow_every_list(world: World) -> None:
    needles = ("musterbach-thor", "MUSTERBACH thor", "nichts davon")
    for needle in needles:
        for sort in (InboxSort.URGENCY, InboxSort.NAME):
            query = InboxQuery(sort=sort, needle=needle)
            found = all_ids(world.context, SYSTEM, query)
            whole = all_ids(world.context, SYSTEM, InboxQuery(sort=sort))
            with world.context.database.read() as session:
                thor = session.scalars(
                    select(Tenancy.id).where(Tenancy.id == next(iter(world.tenancies.values())))
                ).all()
                of_thor = set(session.scalars(select(Case.id).where(Case.tenancy_id.in_(thor))))
            expected = [i for i in whole if i in of_thor] if "nichts" not in needle else []
            assert found == expected, needle


def test_words_are_no_patterns(world: World) -> None:
    for needle in ("%", "m%r", "must_rbach", "/"):
        assert all_ids(world.context, SYSTEM, InboxQuery(needle=needle)) == []


def test_whatever_is_pasted_as_words_is_answered(world: World) -> None:
    thor = len(all_ids(world.context, SYSTEM, InboxQuery(needle="thor")))
    assert thor > 0
    for needle in ("thor " * 5_000, f"thor {'muster ' * 3_000}"):
        assert len(all_ids(world.context, SYSTEM, InboxQuery(needle=needle))) == thor
    letter = " ".join(f"wort{number}" for number in range(5_000))
    for needle in (letter, "ж" * 40_000, "thor\0", "thor \ud800", "%" * 30_000):
        assert all_ids(world.context, SYSTEM, InboxQuery(needle=needle)) == []


def test_a_page_goes_on_where_it_ended_whatever_left_meanwhile(world: World) -> None:
    query = InboxQuery()
    whole = all_ids(world.context, SYSTEM, query)
    opening = pages.opening(world.context, SYSTEM, query)
    last = opening.rows[-1].case_id
    with world.context.database.write() as unit:
        for case_id in (last, whole[0], whole[7]):
            case = unit.session.get_one(Case, case_id)
            case.state, case.is_open = CaseState.CLOSED, False
    assert opening.next is not None
    rest = list(pages.ids_after(world.context, SYSTEM, query, opening.next).ids)
    assert rest == [case_id for case_id in whole[5:] if case_id != whole[7]]


def test_a_row_is_unread_until_it_is_read(world: World) -> None:
    me, other = world.actors[0], world.actors[2]
    row = next(row for row in rows(world.context, me, InboxQuery()) if row.unread)
    mark_read(world.context, me, row.case_id, row.version)
    (mine,) = pages.rows_of(world.context, me, [row.case_id])
    assert not mine.unread
    with world.context.database.write() as unit:
        late = actor_of(add_staff(unit, "late", [], name="Lena Spät"))
    assert pages.rows_of(world.context, late, [row.case_id]) == ()
    for foreign in pages.rows_of(world.context, other, [row.case_id]):
        assert foreign.unread


def test_what_waits_says_until_when_unless_something_is_urgent(world: World) -> None:
    today = world.context.clock.today()
    with world.context.database.write() as unit:
        unit.session.execute(
            update(Case)
            .where(Case.state == CaseState.WAITING)
            .values(waiting_until=today + timedelta(days=30))
        )
    waiting = rows(world.context, SYSTEM, InboxQuery(InboxView.WAITING))
    assert waiting
    for row in waiting:
        later = row.urgency in (Urgency.THIS_WEEK, Urgency.LATER)
        assert (row.pill.kind is PillKind.WAITING) is later
        assert not later or row.pill.until == today + timedelta(days=30)
        assert not row.pill.came
    with world.context.database.write() as unit:
        unit.session.execute(
            update(Case).where(Case.state == CaseState.WAITING).values(waiting_until=today)
        )
    waiting = rows(world.context, SYSTEM, InboxQuery(InboxView.WAITING))
    assert all(row.pill.came for row in waiting if row.pill.kind is PillKind.WAITING)


def test_a_page_takes_the_same_few_statements_whatever_it_holds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", PAGE)
    with world.context.database.read() as session:
        engine: Any = session.get_bind()
    statements: list[str] = []
    event.listen(
        getattr(engine, "engine", engine),
        "before_cursor_execute",
        lambda *args: statements.append(args[2]),
    )
    counts = []
    for query in (InboxQuery(), InboxQuery(InboxView.RUN_AT_RISK), InboxQuery(needle="muster")):
        statements.clear()
        pages.opening(world.context, SYSTEM, query)
        counts.append(len(statements))
    assert max(counts) <= 10


def test_many_are_one_flat_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert GROUP_LIMIT == 5_000
    monkeypatch.setattr(pages, "GROUP_LIMIT", 10)
    opening = pages.opening(world.context, SYSTEM, InboxQuery())
    assert opening.total > 10
    assert opening.groups == ()


def test_a_list_without_segments_is_empty(context: ServiceContext) -> None:
    assert pages.opening(context, SYSTEM, InboxQuery(sort=InboxSort.CATEGORY)).total == 0


def test_a_filter_narrows_open_and_closed_cases(world: World) -> None:
    me = world.actors[0]
    mine = CaseFilter(assignee=AssigneeFilter.ME, channels=frozenset({Channel.PORTAL}))
    for view in (InboxView.ALL_OPEN, InboxView.CLOSED):
        whole = rows(world.context, me, InboxQuery(view))
        expected = [
            row.case_id
            for row in whole
            if row.assignee_id == me.staff_id and row.channel is Channel.PORTAL
        ]
        query = InboxQuery(view, filter=mine)
        assert all_ids(world.context, me, query) == expected
        assert pages.count(world.context, me, query) == len(expected)
    due = CaseFilter(due=DueFilter.TODAY)
    expected = all_ids(world.context, me, InboxQuery(InboxView.DUE_TODAY))
    assert all_ids(world.context, me, InboxQuery(filter=due)) == expected
    assert all_ids(world.context, me, InboxQuery(InboxView.CLOSED, filter=due)) == []


def test_words_find_closed_cases_and_those_of_a_tenancy(world: World) -> None:
    thor = next(iter(world.tenancies.values()))
    for whole in (InboxQuery(InboxView.CLOSED), InboxQuery(tenancy_id=thor)):
        found = rows(world.context, SYSTEM, replace(whole, needle="Müsterbach thor"))
        names = {row.tenant_name for row in found}
        assert len(names) == 1
        assert "thor" in names.pop()
        assert all_ids(world.context, SYSTEM, replace(whole, needle="%")) == []
        assert all_ids(world.context, SYSTEM, replace(whole, needle="Kehrwoche")) == []
