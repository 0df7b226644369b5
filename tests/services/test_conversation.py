"""Messages go to whom was shown, leave after their undo time, and take the draft with them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, DraftKind, PortalAccountState
from desktop.models.case import Message
from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.bank_changes import use_cases as bank_changes
from desktop.services.cases import use_cases as cases
from desktop.services.cases.commands import AddNote, SendMessage
from desktop.services.cases.draft_commands import DiscardDraft, SaveDraft
from desktop.services.cases.undo import undo
from desktop.services.cases.view import DeliveryStatus, TimelineKind
from desktop.services.context import ServiceContext
from desktop.services.conversation import use_cases as conversation
from desktop.services.conversation.drafts import discard_draft, save_draft
from desktop.services.conversation.text_modules import text_modules
from desktop.services.conversation.text_templates import (
    PLACEHOLDERS,
    TextModuleKind,
    fill,
    load_templates,
)
from tests.support.acting import ask
from tests.support.bank_cases import add_application, fields, sent
from tests.support.clock import FixedClock
from tests.support.factories import Household, add_household


@pytest.fixture
def home(context: ServiceContext) -> Household:
    return add_household(context.database)


def _message(
    context: ServiceContext, home: Household, case_id: int, **changes: object
) -> SendMessage:
    view = cases.case_view(context, home.clerk, case_id)
    values: dict[str, Any] = {
        "case_id": case_id,
        "way": view.reply_ways[0].key,
        "subject": "Ihre Nachricht",
        "text": "Guten Tag, wir kümmern uns.",
        "expected_version": view.header.version,
    }
    return SendMessage(**{**values, **changes})


def test_a_portal_message_leaves_after_thirty_seconds(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    result = conversation.send_message(context, home.clerk, _message(context, home, case_id))
    assert result.state is CaseState.IN_REVIEW
    message = sent(context, case_id)[1]
    assert message.type == "de.mieterdesk.message.sent.v1"
    assert message.not_before == clock.now() + timedelta(seconds=30)
    assert message.data["portal_account"] == home.portal_account
    assert message.data["in_reply_to"] is not None
    entry = cases.case_view(context, home.clerk, case_id).timeline[0]
    assert entry.kind is TimelineKind.OUTGOING
    assert entry.delivery is not None
    assert entry.delivery.status is DeliveryStatus.UNDOABLE


def test_undo_gives_the_text_back_as_a_draft(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home)
    save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.REPLY, "Guten Tag"))
    command = replace(_message(context, home, case_id), template_code="generic_received")
    result = conversation.send_message(context, home.clerk, command)
    assert cases.case_view(context, home.clerk, case_id).drafts == ()
    assert result.undo is not None
    clock.advance(timedelta(seconds=29))
    undone = undo(context, home.clerk, result.undo.undo_id)
    assert undone.state is CaseState.NEW
    view = cases.case_view(context, home.clerk, case_id)
    assert [(draft.text, draft.template_code) for draft in view.drafts] == [
        ("Guten Tag, wir kümmern uns.", "generic_received")
    ]
    assert [entry.withdrawn_at for entry in view.timeline[:2]] == [None, clock.now()]
    assert view.timeline[0].event_code == "act.undone"
    states = {one.type: one.state for one in sent(context, case_id)}
    assert states["de.mieterdesk.message.sent.v1"] == "cancelled"
    assert states["de.mieterdesk.request.received.v1"] == "waiting"
    with pytest.raises(UserError) as caught:
        undo(context, home.clerk, result.undo.undo_id)
    assert caught.value.code == "undo.done"


def test_a_prepared_question_lets_the_case_wait(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home, fields(account_holder="Rolf Fremd"))
    module = bank_changes.request_address(context, home.clerk, case_id)
    command = _message(
        context,
        home,
        case_id,
        text=module.text,
        template_code=module.code,
        waiting_until=module.waiting_until,
    )
    result = conversation.send_message(context, home.clerk, command)
    header = cases.case_view(context, home.clerk, case_id).header
    assert (header.state, header.waiting_until) == (CaseState.WAITING, date(2026, 11, 26))
    assert header.waiting_reason == "Adresse anfordern"
    told = sent(context, case_id)[-1]
    assert told.data["status"] == "waiting_for_tenant"
    assert told.not_before == clock.now() + timedelta(seconds=30)
    assert result.undo is not None
    undo(context, home.clerk, result.undo.undo_id)
    assert cases.case_view(context, home.clerk, case_id).header.state is CaseState.NEW


def test_the_recipient_is_the_one_that_was_shown(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home, channel=Channel.LETTER)
    command = _message(context, home, case_id)
    with context.database.write() as unit:
        unit.session.get_one(Tenant, home.tenant_id).house_number = "13"
    with pytest.raises(UserError) as caught:
        conversation.send_message(context, home.clerk, command)
    assert caught.value.code == "message.recipient_changed"
    with context.database.read() as session:
        assert len(session.scalars(select(Message)).all()) == 1


def test_a_letter_waits_to_be_printed(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    case_id = add_application(context, home, channel=Channel.EMAIL)
    ways = cases.case_view(context, home.clerk, case_id).reply_ways
    assert [way.channel for way in ways] == [DeliveryChannel.LETTER, DeliveryChannel.PORTAL]
    conversation.send_message(context, home.clerk, _message(context, home, case_id))
    (letter,) = sent(context, case_id)
    assert letter.recipient == "Aylin Musterbach\nMusterkehre 12\n22041 Hamburg"
    clock.advance(timedelta(seconds=30))
    view = cases.case_view(context, home.clerk, case_id)
    assert view.letters_to_print == 1
    assert view.timeline[0].channel is Channel.LETTER


def test_mail_can_be_answered_by_portal(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home, channel=Channel.EMAIL)
    way = cases.case_view(context, home.clerk, case_id).reply_ways[1]
    conversation.send_message(context, home.clerk, _message(context, home, case_id, way=way.key))
    (message,) = sent(context, case_id)
    assert message.data["portal_account"] == home.portal_account


def test_who_wrote_by_mail_is_answered_in_the_portal_where_it_is_theirs(
    context: ServiceContext, home: Household
) -> None:
    """Not where nobody knows who of the contract wrote, nor in what came by telephone."""
    portal, letter = DeliveryChannel.PORTAL, DeliveryChannel.LETTER

    def offered(correspondent: str, channel: Channel = Channel.EMAIL) -> list[DeliveryChannel]:
        case_id = ask(context, home, "general", channel=channel, correspondent=correspondent)
        ways = cases.case_view(context, home.clerk, case_id).reply_ways
        return [way.channel for way in ways]

    assert offered("Aylin Musterbach") == [portal, letter]
    assert offered("MUSTERBACH, Aylin") == [portal, letter]
    assert offered("Rolf Musterbach") == [letter, portal]
    assert offered("Aylin Musterbach", Channel.TELEPHONE) == [letter, portal]
    with context.database.write() as unit:
        for account in unit.session.scalars(select(PortalAccount)):
            account.state = PortalAccountState.LOCKED
    assert offered("Aylin Musterbach") == [letter]


def test_an_unknown_account_is_answered_by_letter(context: ServiceContext, home: Household) -> None:
    with context.database.write() as unit:
        for account in unit.session.scalars(select(PortalAccount)):
            unit.session.delete(account)
    case_id = add_application(context, home)
    (way,) = cases.case_view(context, home.clerk, case_id).reply_ways
    assert way.channel is DeliveryChannel.LETTER


def test_two_answers_at_once_are_a_conflict(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    first, second = _message(context, home, case_id), _message(context, home, case_id)
    save_draft(context, home.second_clerk, SaveDraft(case_id, DraftKind.REPLY, "Mein Text"))
    conversation.send_message(context, home.clerk, first)
    with pytest.raises(UserError) as caught:
        conversation.send_message(context, home.second_clerk, second)
    assert caught.value.code == "conflict.changed"
    assert caught.value.params["by"] == home.clerk.name
    drafts = cases.case_view(context, home.second_clerk, case_id).drafts
    assert [draft.text for draft in drafts] == ["Mein Text"]


def test_an_empty_message_is_not_sent(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    with pytest.raises(UserError) as caught:
        conversation.send_message(context, home.clerk, _message(context, home, case_id, text=" \n"))
    assert caught.value.code == "message.empty"


def test_a_note_stays_inside(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    before = sent(context, case_id)
    version = cases.case_view(context, home.clerk, case_id).header.version
    save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.NOTE, "nicht err"))
    conversation.add_note(context, home.clerk, AddNote(case_id, "Telefonisch nicht erreicht"))
    view = cases.case_view(context, home.clerk, case_id)
    assert (view.timeline[0].kind, view.timeline[0].author) == (
        TimelineKind.NOTE,
        home.clerk.name,
    )
    assert sent(context, case_id) == before
    assert view.header.version == version
    assert view.drafts == ()
    with pytest.raises(UserError) as caught:
        conversation.add_note(context, home.clerk, AddNote(case_id, " "))
    assert caught.value.code == "note.empty"


def test_an_auditor_reads_and_writes_nothing(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    view = cases.case_view(context, home.auditor, case_id)
    assert view.actions.reply.reason == "access.denied"
    with pytest.raises(UserError) as caught:
        conversation.add_note(context, home.auditor, AddNote(case_id, "Hm"))
    assert caught.value.code == "access.denied"


def test_drafts_are_one_of_a_kind_for_a_person(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    for text in ("Gu", "Guten Tag"):
        save_draft(
            context,
            home.clerk,
            SaveDraft(case_id, DraftKind.REPLY, text, "Betreff", "generic_received"),
        )
    save_draft(context, home.second_clerk, SaveDraft(case_id, DraftKind.REPLY, "anders"))
    (draft,) = cases.case_view(context, home.clerk, case_id).drafts
    assert (draft.text, draft.subject, draft.template_code) == (
        "Guten Tag",
        "Betreff",
        "generic_received",
    )
    discard_draft(context, home.clerk, DiscardDraft(case_id, DraftKind.REPLY))
    assert cases.case_view(context, home.clerk, case_id).drafts == ()
    assert len(cases.case_view(context, home.second_clerk, case_id).drafts) == 1


def test_a_draft_that_became_blank_is_gone(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.REPLY, "Gu"))
    assert save_draft(context, home.clerk, SaveDraft(case_id, DraftKind.REPLY, " ")) is None
    assert cases.case_view(context, home.clerk, case_id).drafts == ()


def test_prepared_replies_are_filled(context: ServiceContext, home: Household) -> None:
    case_id = add_application(context, home)
    modules = {one.code: one for one in text_modules(context, home.clerk, case_id)}
    assert {"address_request", "mandate_request", "iban_check", "generic_done"} <= set(modules)
    text = modules["iban_check"].text
    assert text.startswith("Guten Tag Frau Musterbach,")
    assert "DE02 •••• 2051" in text
    assert home.contract_number in text
    assert text.endswith("THOR Wohnen")
    assert not any(one.kind is not TextModuleKind.REPLY for one in modules.values())
    assert modules["generic_done"].waiting_until is None


def test_every_template_can_be_filled() -> None:
    values = {name: f"<{name}>" for name in PLACEHOLDERS}
    for entry in load_templates().values():
        filled = fill(entry, values)
        assert filled.text
        assert len(filled.subject) <= 200
        assert "{" not in filled.text + filled.subject
        assert entry.placeholders() <= PLACEHOLDERS.keys()


def test_braces_in_a_name_do_no_harm() -> None:
    entry = load_templates()["confirmation_change"]
    assert "{x.y}" in fill(entry, {"holder": "{x.y}"}).text
