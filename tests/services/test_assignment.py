"""Who works on a case and how pressing it is: given, handed over, taken back, prioritised."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind, Role, UndoKind
from desktop.domain.notices import NoticeKind
from desktop.domain.work import Priority
from desktop.models.case import Case
from desktop.models.company import Company, Staff
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import (
    AddTag,
    AssignCase,
    CloseCase,
    DismissSuggestion,
    RemoveTag,
    SetPriority,
    TakeCase,
    WaitUntil,
)
from desktop.services.cases.draft_commands import SaveDraft
from desktop.services.cases.undo import undo
from desktop.services.cases.view import ActionResult, TimelineKind
from desktop.services.context import ServiceContext
from desktop.services.conversation.drafts import save_draft
from desktop.services.inbox.counting import counts
from desktop.services.inbox.export import CaseExport, export_cases
from desktop.services.inbox.filters import CaseFilter
from desktop.services.inbox.rows import InboxQuery, InboxView, PillKind, Urgency
from desktop.services.notices import use_cases as bell
from desktop.services.staff.access import Actor
from tests.support.acting import add_team, ask, page, version
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_company, add_household, add_staff
from tests.support.lists import all_ids, rows
from tests.support.locks import wait_for_a_lock
from tests.support.standings import assert_standings_true


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def give(
    context: ServiceContext, actor: Actor, case_id: int, receiver: Actor | int, note: str = ""
) -> ActionResult:
    if isinstance(receiver, int):
        command = AssignCase(case_id, version(context, case_id), None, receiver, note)
    else:
        command = AssignCase(case_id, version(context, case_id), receiver.staff_id, None, note)
    return cases.assign(context, actor, command)


def told(context: ServiceContext, actor: Actor) -> list[tuple[NoticeKind, bool]]:
    return [(row.kind, row.is_read) for row in bell.notices(context, actor).rows]


def test_a_case_is_handed_over_with_a_note_and_the_draft_is_offered(
    context: ServiceContext, home: Household
) -> None:
    case_id = ask(context, home)
    cases.take(context, home.clerk, TakeCase(case_id, version(context, case_id)))
    save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.REPLY, "Guten Tag, morgen"))
    result = give(context, home.clerk, case_id, home.second_clerk, "Bitte heute anrufen.")
    assert result.undo is not None
    assert result.undo.kind is UndoKind.ASSIGNMENT
    view = page(context, home.second_clerk, case_id)
    assert view.header.assignee is not None
    assert view.header.assignee.staff_id == home.second_clerk.staff_id
    note = next(entry for entry in view.timeline if entry.kind is TimelineKind.NOTE)
    assert (note.author, note.text) == ("Jette Modell", "Bitte heute anrufen.")
    assert [draft.author.name for draft in view.colleague_drafts] == ["Jette Modell"]
    assert told(context, home.second_clerk) == [(NoticeKind.ASSIGNED, False)]
    acts = [entry for entry in view.timeline if entry.event_code == "case.given"]
    assert [(entry.author, entry.text) for entry in acts] == [("Jette Modell", "Timo Vorlage")]


def test_an_assignment_is_taken_back_in_its_time(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = ask(context, home)
    result = give(context, home.clerk, case_id, home.second_clerk)
    assert result.undo is not None
    undo(context, home.clerk, result.undo.undo_id)
    header = page(context, home.clerk, case_id).header
    assert header.assignee is None
    assert header.state is CaseState.NEW
    assert told(context, home.second_clerk) == [(NoticeKind.ASSIGNED, True)]
    result = give(context, home.clerk, case_id, home.second_clerk)
    assert result.undo is not None
    clock.advance(timedelta(seconds=11))
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo(context, home.clerk, result.undo.undo_id)


def test_what_somebody_took_meanwhile_is_not_taken_back(
    context: ServiceContext, home: Household
) -> None:
    case_id = ask(context, home)
    result = give(context, home.clerk, case_id, home.second_clerk)
    assert result.undo is not None
    cases.take(context, home.lead, TakeCase(case_id, version(context, case_id)))
    with pytest.raises(UserError, match=r"undo\.too_late"):
        undo(context, home.clerk, result.undo.undo_id)


def test_a_team_shares_a_case_until_somebody_takes_it(
    context: ServiceContext, home: Household
) -> None:
    team = add_team(context, home.clerk, home.second_clerk)
    case_id = ask(context, home)
    result = give(context, home.clerk, case_id, team)
    assert result.undo is not None
    header = page(context, home.clerk, case_id).header
    assert header.assignee is None
    assert header.team is not None
    assert header.team.name == "Technik"
    cases.take(context, home.second_clerk, TakeCase(case_id, result.version))
    header = page(context, home.clerk, case_id).header
    assert header.team is not None
    assert header.assignee is not None
    with pytest.raises(UserError, match=r"assign\.already"):
        give(context, home.clerk, case_id, home.second_clerk)


def test_only_who_may_work_can_be_given_a_case(context: ServiceContext, home: Household) -> None:
    case_id = ask(context, home)
    with context.database.write() as unit:
        other = add_company(unit, "whs")
        stranger = add_staff(unit, "stranger", [other], name="Fritz Fremd")
        company = unit.session.get_one(Company, home.company_id)
        gone = add_staff(unit, "gone", [company], name="Gerda Gestern")
        gone.active = False
        keeper = add_staff(unit, "admin", [company], role=Role.ADMINISTRATOR, name="Ada Amt")
        ids = {"stranger": stranger.id, "gone": gone.id, "keeper": keeper.id}
    add_team(context, name="Alle")
    foreign = add_team(context, name="Fremde", company_id=_company(context, "whs"))
    offered = cases.receivers(context, home.clerk, case_id)
    assert [one.name for one in offered.people] == ["Jette Modell", "Timo Vorlage", "Ute Raster"]
    assert [one.name for one in offered.teams] == ["Alle"]
    for who, code in (
        ("stranger", "assign.no_right"),
        ("keeper", "assign.no_right"),
        ("gone", "assign.inactive"),
    ):
        command = AssignCase(case_id, version(context, case_id), ids[who])
        with pytest.raises(UserError, match=code):
            cases.assign(context, home.clerk, command)
    with pytest.raises(UserError, match=r"assign\.no_team"):
        give(context, home.clerk, case_id, foreign)
    with pytest.raises(UserError, match=r"assign\.nobody"):
        cases.assign(context, home.clerk, AssignCase(case_id, version(context, case_id), None))
    with pytest.raises(UserError, match=r"access\.denied"):
        give(context, home.auditor, case_id, home.clerk)


def test_nobody_gets_a_case_while_their_work_is_ended(
    context: ServiceContext, home: Household
) -> None:
    """Neither given by a colleague nor taken by themselves: it would be nobody's to find."""
    given, taken = ask(context, home), ask(context, home)
    give_it = AssignCase(given, version(context, given), home.second_clerk.staff_id)
    take_it = TakeCase(taken, version(context, taken))
    with ThreadPoolExecutor(1) as pool:
        with context.database.write() as unit:
            person = unit.session.get_one(Staff, home.second_clerk.person_id, with_for_update=True)
            person.active = False
            unit.session.flush()
            giving = pool.submit(cases.assign, context, home.clerk, give_it)
            wait_for_a_lock(unit.session)
        with pytest.raises(UserError, match=r"assign\.inactive"):
            giving.result()
    with pytest.raises(UserError, match=r"access\.denied"):
        cases.take(context, home.second_clerk, take_it)


def _company(context: ServiceContext, code: str) -> int:
    with context.database.read() as session:
        return session.scalars(select(Company.id).where(Company.code == code)).one()


def test_a_closed_case_is_given_to_nobody(context: ServiceContext, home: Household) -> None:
    case_id = ask(context, home)
    cases.close(context, home.clerk, CloseCase(case_id, "Erledigt", version(context, case_id)))
    with pytest.raises(UserError, match=r"case\.closed"):
        give(context, home.clerk, case_id, home.second_clerk)
    assert page(context, home.clerk, case_id).actions.assign.reason == "case.closed"


def test_who_saw_another_owner_is_asked_first(context: ServiceContext, home: Household) -> None:
    case_id = ask(context, home)
    shown = version(context, case_id)
    give(context, home.clerk, case_id, home.second_clerk)
    with pytest.raises(UserError, match=r"conflict\.changed"):
        cases.assign(context, home.lead, AssignCase(case_id, shown, home.lead.staff_id))
    # Beside the owner both acts hold.
    cases.set_priority(context, home.lead, SetPriority(case_id, Priority.HIGH, shown))


def test_an_urgent_case_is_due_today_until_it_is_done(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = ask(context, home)
    later = ask(context, home, "general")
    before = counts(context, home.clerk).views[InboxView.DUE_TODAY]
    command = SetPriority(case_id, Priority.URGENT, version(context, case_id))
    cases.set_priority(context, home.clerk, command)
    for day in (date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 30)):
        clock.set_berlin(day)
        assert_standings_true(context)
        assert counts(context, home.clerk).views[InboxView.DUE_TODAY] == before + 1
        (row,) = rows(context, home.clerk, InboxQuery(InboxView.DUE_TODAY))
        assert (row.case_id, row.urgency) == (case_id, Urgency.DUE_TODAY)
        assert (row.pill.kind, row.act_by) == (PillKind.TODAY, day)
    assert page(context, home.clerk, case_id).header.due_on == date(2026, 12, 4)
    # Its own day comes first where it lies before.
    clock.set_berlin(date(2026, 12, 7))
    assert_standings_true(context)
    listed = rows(context, home.clerk, InboxQuery(InboxView.DUE_TODAY))
    assert {row.case_id: row.urgency for row in listed} == {
        case_id: Urgency.OVERDUE,
        later: Urgency.OVERDUE,
    }
    clock.set_berlin(date(2026, 11, 24))
    cases.set_priority(
        context, home.clerk, SetPriority(case_id, Priority.NORMAL, version(context, case_id))
    )
    assert_standings_true(context)
    assert rows(context, home.clerk, InboxQuery(InboxView.DUE_TODAY)) == ()


def test_an_urgent_case_that_waits_counts_by_its_own_clocks(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = ask(context, home)
    cases.set_priority(
        context, home.clerk, SetPriority(case_id, Priority.URGENT, version(context, case_id))
    )
    cases.wait_until(
        context,
        home.clerk,
        WaitUntil(case_id, date(2026, 11, 25), "Rückfrage", version(context, case_id)),
    )
    assert_standings_true(context)
    assert rows(context, home.clerk, InboxQuery(InboxView.DUE_TODAY)) == ()
    clock.set_berlin(date(2026, 11, 25))
    assert_standings_true(context)
    assert len(rows(context, home.clerk, InboxQuery(InboxView.DUE_TODAY))) == 1


def test_a_suggestion_is_accepted_or_dismissed(context: ServiceContext, home: Household) -> None:
    first, second = ask(context, home), ask(context, home)
    for case_id in (first, second):
        with context.database.write() as unit:
            case = unit.session.get_one(Case, case_id)
            case.suggested_priority = Priority.URGENT
            case.suggestion_reason = "gas"
    view = page(context, home.clerk, first)
    assert view.header.suggestion is not None
    assert (view.header.suggestion.priority, view.header.suggestion.reason) == (
        Priority.URGENT,
        "gas",
    )
    assert view.actions.decide_suggestion.possible
    cases.set_priority(
        context, home.clerk, SetPriority(first, Priority.URGENT, version(context, first))
    )
    cases.dismiss_suggestion(
        context, home.clerk, DismissSuggestion(second, version(context, second))
    )
    found = [page(context, home.clerk, one).header for one in (first, second)]
    assert [header.priority for header in found] == [Priority.URGENT, Priority.NORMAL]
    assert [header.suggestion for header in found] == [None, None]
    with pytest.raises(UserError, match=r"priority\.no_suggestion"):
        cases.dismiss_suggestion(
            context, home.clerk, DismissSuggestion(second, version(context, second))
        )


def test_tags_are_created_while_typing_and_found_again(
    context: ServiceContext, home: Household
) -> None:
    first, second = ask(context, home), ask(context, home)
    shown = version(context, first)
    cases.add_tag(context, home.clerk, AddTag(first, "  Heizung   Nord ", shown))
    # Another tag of somebody else disturbs nobody.
    cases.add_tag(context, home.second_clerk, AddTag(first, "Presse", shown))
    cases.add_tag(context, home.clerk, AddTag(second, "HEIZUNG NORD", version(context, second)))
    assert [tag.name for tag in cases.list_tags(context, home.clerk)] == ["Heizung Nord", "Presse"]
    tags = page(context, home.clerk, first).header.tags
    assert [tag.name for tag in tags] == ["Heizung Nord", "Presse"]
    with pytest.raises(UserError, match=r"tag\.already"):
        cases.add_tag(context, home.clerk, AddTag(first, "presse", version(context, first)))
    command = RemoveTag(first, tags[0].tag_id, version(context, first))
    cases.remove_tag(context, home.clerk, command)
    with pytest.raises(UserError, match=r"conflict\.changed|tag\.not_there"):
        cases.remove_tag(context, home.second_clerk, command)
    assert [tag.name for tag in page(context, home.clerk, first).header.tags] == ["Presse"]
    assert len(cases.list_tags(context, home.clerk)) == 2
    for name, code in ((" ", "tag.empty"), ("x" * 41, "tag.too_long")):
        with pytest.raises(UserError, match=code):
            cases.add_tag(context, home.clerk, AddTag(first, name, version(context, first)))


def test_an_inactive_owner_stays_named(context: ServiceContext, home: Household) -> None:
    case_id = ask(context, home)
    give(context, home.clerk, case_id, home.second_clerk)
    with context.database.write() as unit:
        unit.session.get_one(Staff, home.second_clerk.person_id).active = False
    names = [one.name for one in cases.receivers(context, home.clerk, case_id).people]
    assert "Timo Vorlage" not in names
    give(context, home.clerk, case_id, home.lead)


def test_lists_are_narrowed_by_priority_team_and_tag(
    context: ServiceContext, home: Household
) -> None:
    team = add_team(context, home.clerk)
    wanted, other = ask(context, home), ask(context, home, "forms")
    give(context, home.clerk, wanted, team)
    for name in ("Presse", "Eilt"):
        cases.add_tag(context, home.clerk, AddTag(wanted, name, version(context, wanted)))
    cases.set_priority(
        context, home.clerk, SetPriority(wanted, Priority.HIGH, version(context, wanted))
    )
    tag = page(context, home.clerk, wanted).header.tags[0].tag_id
    filters = (
        CaseFilter(priorities=frozenset({Priority.HIGH, Priority.URGENT})),
        CaseFilter(teams=frozenset({team})),
        CaseFilter(tags=frozenset({tag})),
    )
    for narrowed in filters:
        assert all_ids(context, home.clerk, InboxQuery(filter=narrowed)) == [wanted]
    normal = CaseFilter(priorities=frozenset({Priority.NORMAL}))
    assert all_ids(context, home.clerk, InboxQuery(filter=normal)) == [other]
    exports = (
        CaseExport(priority=Priority.HIGH),
        CaseExport(team="TECHNIK"),
        CaseExport(tag="presse"),
    )
    reference = page(context, home.clerk, wanted).header.reference
    for export in exports:
        lines = export_cases(context, home.clerk, export)
        assert [line.reference for line in lines] == [reference]
    for unknown, code in ((CaseExport(team="X"), "team"), (CaseExport(tag="X"), "tag")):
        with pytest.raises(UserError, match=rf"{code}\.unknown"):
            list(export_cases(context, home.clerk, unknown))
    cases.close(context, home.clerk, CloseCase(wanted, "Erledigt", version(context, wanted)))
    for narrowed in filters:
        query = InboxQuery(InboxView.CLOSED, filter=narrowed)
        assert all_ids(context, home.clerk, query) == [wanted]
