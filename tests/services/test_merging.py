"""Two cases that are one matter: merged, answered, parted again; and cases that are only linked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind, LinkKind
from desktop.models.case import Draft, Message
from desktop.models.company import Company
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import (
    AddNote,
    CloseCase,
    LinkCases,
    MergeCase,
    ReopenCase,
    SendMessage,
    TakeCase,
    UnlinkCases,
    UnmergeCase,
    WaitUntil,
)
from desktop.services.cases.draft_commands import DraftSeen, SaveDraft
from desktop.services.cases.undo import undo
from desktop.services.cases.view import ActionResult, CaseView, TimelineKind
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from desktop.services.conversation.drafts import save_draft
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.inbox.counting import counts
from desktop.services.inbox.rows import InboxView
from desktop.services.search.use_cases import search
from desktop.services.search.view import SearchQuery, SearchScope
from desktop.services.staff.access import Actor
from tests.support.acting import ask, page, version, write_to
from tests.support.bank_cases import add_application, sent
from tests.support.clock import FixedClock
from tests.support.factories import (
    Household,
    add_household,
    add_tenancy,
    add_tenant,
    add_unit,
)
from tests.support.standings import assert_standings_true


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def merge(context: ServiceContext, actor: Actor, case_id: int, into: int) -> ActionResult:
    return cases.merge(context, actor, MergeCase(case_id, into, version(context, case_id)))


def unmerge(context: ServiceContext, actor: Actor, case_id: int) -> ActionResult:
    return cases.unmerge(context, actor, UnmergeCase(case_id, version(context, case_id)))


def statuses(context: ServiceContext, case_id: int) -> list[tuple[str, str]]:
    found = [one for one in sent(context, case_id) if one.type == OutgoingEvent.CASE_STATUS_CHANGED]
    return [(one.data["status"], one.state) for one in found]


def said(view: CaseView) -> list[tuple[str, str]]:
    return [
        (entry.text, entry.from_case)
        for entry in view.timeline
        if entry.kind in (TimelineKind.INCOMING, TimelineKind.NOTE)
    ]


def test_a_merged_case_goes_on_in_the_other_one(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    into = ask(context, home, text="Es ist kalt.")
    case_id = ask(context, home, "general", text="Noch etwas.")
    cases.take(context, home.clerk, TakeCase(into, version(context, into)))
    conversation.add_note(context, home.clerk, AddNote(case_id, "Ruft oft an."))
    save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.REPLY, "Guten Tag"))
    open_before = counts(context, home.clerk).views[InboxView.ALL_OPEN]
    result = merge(context, home.clerk, case_id, into)
    assert result.case_id == into
    assert_standings_true(context)
    found = counts(context, home.clerk).views
    assert (found[InboxView.ALL_OPEN], found[InboxView.CLOSED]) == (open_before - 1, 1)
    merged, view = page(context, home.clerk, case_id), page(context, home.clerk, into)
    assert merged.header.state is CaseState.CLOSED
    assert merged.header.merged_into is not None
    assert merged.header.merged_into.reference == view.header.reference
    assert [one.reference for one in view.header.merged] == [merged.header.reference]
    assert set(said(view)) == {
        ("Es ist kalt.", ""),
        ("Noch etwas.", merged.header.reference),
        ("Ruft oft an.", merged.header.reference),
    }
    assert [draft.text for draft in view.drafts] == ["Guten Tag"]
    # What the tenant writes to either of them comes here.
    clock.advance(timedelta(minutes=1))
    message = write_to(context, case_id, "Und jetzt?")
    with context.database.read() as session:
        assert session.get_one(Message, message).case_id == into
    assert ("Und jetzt?", "") in said(page(context, home.clerk, into))
    # Both are found.
    hits = search(context, home.clerk, SearchQuery(text="Musterbach", scope=SearchScope.CASES)).hits
    assert {hit.case_id for hit in hits} >= {case_id, into}


def test_what_cannot_be_done_in_a_merged_case_says_where_it_is_done(
    context: ServiceContext, home: Household
) -> None:
    into, case_id = ask(context, home), ask(context, home)
    way = page(context, home.clerk, case_id).reply_ways[0].key
    merge(context, home.clerk, case_id, into)
    shown = version(context, case_id)
    acts: tuple[Callable[[], object], ...] = (
        lambda: cases.take(context, home.clerk, TakeCase(case_id, shown)),
        lambda: cases.reopen(context, home.clerk, ReopenCase(case_id, "Doch", shown)),
        lambda: cases.wait_until(
            context, home.clerk, WaitUntil(case_id, date(2026, 12, 1), "Später", shown)
        ),
        lambda: conversation.send_message(
            context, home.clerk, SendMessage(case_id, way, "Antwort", "Guten Tag", shown)
        ),
    )
    for act in acts:
        with pytest.raises(UserError, match=r"case\.merged"):
            act()
    actions = page(context, home.clerk, case_id).actions
    assert {actions.take.reason, actions.reply.reason, actions.reopen.reason} == {"case.merged"}
    assert actions.unmerge.possible
    # What a window still writes there is kept where it is read.
    save_draft(
        context,
        home.clerk,
        SaveDraft(case_id, DraftKind.REPLY, "Spät", draft=DraftSeen(writer="fenster")),
    )
    assert [draft.text for draft in page(context, home.clerk, into).drafts] == ["Spät"]


def test_a_merge_is_taken_back_at_once_and_nobody_heard_of_it(
    context: ServiceContext, home: Household
) -> None:
    into, case_id = ask(context, home), ask(context, home)
    cases.take(context, home.clerk, TakeCase(into, version(context, into)))
    save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.REPLY, "Guten Tag"))
    save_draft(context, home.clerk, SaveDraft(into, DraftKind.REPLY, "Anderes"))
    result = merge(context, home.clerk, case_id, into)
    assert result.undo is not None
    assert statuses(context, case_id) == [("in_progress", "waiting")]
    assert len(page(context, home.clerk, into).drafts) == 2
    undo(context, home.clerk, result.undo.undo_id)
    assert statuses(context, case_id) == [("in_progress", "cancelled")]
    assert page(context, home.clerk, case_id).header.state is CaseState.NEW
    assert [one.text for one in page(context, home.clerk, case_id).drafts] == ["Guten Tag"]
    assert [one.text for one in page(context, home.clerk, into).drafts] == ["Anderes"]
    assert_standings_true(context)


def test_it_is_parted_later_as_it_stood_before(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    into, case_id = ask(context, home), ask(context, home)
    cases.wait_until(
        context,
        home.clerk,
        WaitUntil(case_id, date(2026, 12, 1), "Rückfrage", version(context, case_id)),
    )
    merge(context, home.clerk, case_id, into)
    clock.advance(timedelta(days=3))
    write_to(context, case_id, "Was ist nun?")
    assert_standings_true(context)
    unmerge(context, home.clerk, case_id)
    header = page(context, home.clerk, case_id).header
    assert (header.state, header.waiting_until, header.waiting_reason) == (
        CaseState.WAITING,
        date(2026, 12, 1),
        "Rückfrage",
    )
    assert header.merged_into is None
    assert ("Was ist nun?", "") in said(page(context, home.clerk, into))
    assert ("Was ist nun?", "") not in said(page(context, home.clerk, case_id))
    assert statuses(context, case_id)[-1] == ("waiting_for_tenant", "waiting")
    assert_standings_true(context)
    with pytest.raises(UserError, match=r"merge\.not_merged"):
        unmerge(context, home.clerk, case_id)


def test_the_portal_is_told_of_both(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    into, case_id = ask(context, home), ask(context, home)
    merge(context, home.clerk, case_id, into)
    assert statuses(context, case_id) == []
    closed = cases.close(context, home.clerk, CloseCase(into, "Erledigt", version(context, into)))
    assert closed.undo is not None
    assert statuses(context, case_id) == [("closed", "waiting")]
    undo(context, home.clerk, closed.undo.undo_id)
    assert statuses(context, case_id) == [("closed", "cancelled")]
    cases.close(context, home.clerk, CloseCase(into, "Erledigt", version(context, into)))
    clock.advance(timedelta(hours=1))
    # A word to the merged case opens the other one again.
    write_to(context, case_id)
    assert page(context, home.clerk, into).header.state is CaseState.IN_REVIEW
    assert page(context, home.clerk, case_id).header.state is CaseState.CLOSED
    assert statuses(context, case_id)[-1][0] == "in_progress"
    assert_standings_true(context)


def test_a_chain_of_merges_is_one_matter(context: ServiceContext, home: Household) -> None:
    first, second, third = (ask(context, home, text=text) for text in ("eins", "zwei", "drei"))
    merge(context, home.clerk, first, second)
    merge(context, home.clerk, second, third)
    assert {text for text, _ in said(page(context, home.clerk, third))} == {"eins", "zwei", "drei"}
    write_to(context, first, "vier")
    assert ("vier", "") in said(page(context, home.clerk, third))
    with pytest.raises(UserError, match=r"merge\.merged_itself"):
        merge(context, home.clerk, third, first)
    unmerge(context, home.clerk, second)
    assert {text for text, _ in said(page(context, home.clerk, second))} == {"eins", "zwei"}


def test_never_two_tenants(context: ServiceContext, home: Household) -> None:
    with context.database.write() as unit:
        company = unit.session.get_one(Company, home.company_id)
        tenant = add_tenant(unit, company, "Rolf", "Beispiel")
        other = add_tenancy(
            unit,
            company,
            add_unit(unit, company, property_number="4418", number="9"),
            [tenant],
            "10.4417.0999",
        )
        tenancy_id = other.id
    one = ask(context, home)
    two = ask(context, home, tenancy_id=tenancy_id)
    with pytest.raises(UserError, match=r"merge\.other_tenant"):
        merge(context, home.clerk, one, two)
    with pytest.raises(UserError, match=r"merge\.itself"):
        merge(context, home.clerk, one, one)
    bank = add_application(context, home)
    with pytest.raises(UserError, match=r"merge\.bank_change_open"):
        merge(context, home.clerk, bank, one)
    merge(context, home.clerk, one, bank)
    cases.close(context, home.clerk, CloseCase(two, "Erledigt", version(context, two)))
    three = ask(context, home, tenancy_id=tenancy_id)
    with pytest.raises(UserError, match=r"merge\.closed"):
        merge(context, home.clerk, three, two)


def test_a_case_without_contract_gets_that_of_the_other_one(
    context: ServiceContext, home: Household
) -> None:
    unknown = ask(context, home, tenancy_id=None, channel=Channel.EMAIL)
    known = ask(context, home)
    merge(context, home.clerk, known, unknown)
    assert page(context, home.clerk, unknown).tenancy is not None
    unmerge(context, home.clerk, known)
    assert page(context, home.clerk, unknown).tenancy is None
    merge(context, home.clerk, unknown, known)
    assert page(context, home.clerk, unknown).tenancy is None
    assert_standings_true(context)


def test_what_moved_is_where_it_is_read(context: ServiceContext, home: Household) -> None:
    into, case_id = ask(context, home), ask(context, home)
    save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.NOTE, "Rückruf"))
    merge(context, home.clerk, case_id, into)
    (draft,) = page(context, home.clerk, into).drafts
    conversation.add_note(
        context,
        home.clerk,
        AddNote(into, "Rückruf", DraftSeen("", draft.draft_id, draft.revision)),
    )
    with context.database.read() as session:
        assert session.scalars(select(Draft)).all() == []
    unmerge(context, home.clerk, case_id)
    assert page(context, home.clerk, case_id).drafts == ()


def test_cases_are_linked_by_hand_and_parted(context: ServiceContext, home: Household) -> None:
    one, two = ask(context, home), ask(context, home, "forms")
    (found,) = cases.partners(context, home.clerk, one)
    assert (found.case_id, found.same_tenancy) == (two, True)
    assert found.merge.possible
    assert found.link.possible
    cases.link_cases(context, home.clerk, LinkCases(one, two))
    links = [
        {other.case_id: other.link for other in card.earlier_cases}
        for card in (page(context, home.clerk, key).tenancy for key in (one, two))
        if card is not None
    ]
    assert links == [{two: LinkKind.RELATED}, {one: LinkKind.RELATED}]
    with pytest.raises(UserError, match=r"link\.already"):
        cases.link_cases(context, home.clerk, LinkCases(two, one))
    reference = page(context, home.clerk, two).header.reference
    (found,) = cases.partners(context, home.clerk, one, reference)
    assert found.link.reason == "link.already"
    # Where there is no contract, what it belongs to is known all the same.
    caller = ask(context, home, "general", tenancy_id=None)
    cases.link_cases(context, home.clerk, LinkCases(caller, one))
    assert page(context, home.clerk, caller).tenancy is None
    assert [other.case_id for other in page(context, home.clerk, caller).linked] == [one]
    assert {other.case_id for other in page(context, home.clerk, one).linked} == {caller, two}
    cases.unlink_cases(context, home.clerk, UnlinkCases(caller, one))
    cases.unlink_cases(context, home.clerk, UnlinkCases(two, one))
    with pytest.raises(UserError, match=r"link\.none"):
        cases.unlink_cases(context, home.clerk, UnlinkCases(two, one))
    made = add_application(context, home)
    again = add_application(context, home, received_at=context.clock.now())
    with pytest.raises(UserError, match=r"link\.of_program"):
        cases.unlink_cases(context, home.clerk, UnlinkCases(again, made))
    codes = [entry.event_code for entry in page(context, home.clerk, one).timeline]
    assert "case.linked" in codes
    assert "case.unlinked" in codes
