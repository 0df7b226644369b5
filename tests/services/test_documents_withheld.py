"""After a recall nothing of a document leaves: neither by itself nor with a message or a letter."""

import errno
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.domain.case_status import Channel
from desktop.domain.documents import DocumentState, RecallReason
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, DeliveryState, PrintWay
from desktop.domain.sendable_files import OutgoingFile
from desktop.models.case import Note
from desktop.models.document import Document
from desktop.models.exchange import Delivery
from desktop.services.cases.commands import SendMessage
from desktop.services.cases.use_cases import case_view
from desktop.services.context import ServiceContext
from desktop.services.conversation.use_cases import send_message
from desktop.services.delivery.use_cases import deliver_due
from desktop.services.documents.case_side import attach_document
from desktop.services.documents.commands import RecallDocument
from desktop.services.documents.publishing import publish_in
from desktop.services.documents.use_cases import (
    recall_document,
    undo_publication,
    undo_recall,
)
from desktop.services.letters.commands import RepeatBatch, TakeBatchBack
from desktop.services.letters.composing import compose
from desktop.services.letters.use_cases import repeat_batch, take_batch_back
from tests.services.exchange_support import MadeCase, RecordingOutbox, make_case, queue_status
from tests.support.clock import FixedClock
from tests.support.codes import refusal
from tests.support.documents import add_content, agree, statement
from tests.support.factories import Household, add_household
from tests.support.letters import Tray, print_all

UNDO = timedelta(seconds=11)


@pytest.fixture
def home(context: ServiceContext) -> Household:
    """Aylin Musterbach, who agreed to electronic delivery."""
    made = add_household(context.database)
    agree(context, made.tenancy_id, made.tenant_id)
    return made


class FullOutbox:
    """A portal whose folder takes nothing."""

    def publish(self, event_id: str, event: object, attachments: object) -> None:
        raise OSError(errno.ENOSPC, "no space")


def _publish(context: ServiceContext, home: Household, text: str = "eins", **changes: Any) -> int:
    new = statement(home.tenancy_id, add_content(context, text), **changes)
    with context.database.write() as unit:
        return publish_in(unit, context, home.clerk, new).id


def _recall(context: ServiceContext, home: Household, document_id: int) -> None:
    reason = RecallReason.WRONG_TENANCY
    recall_document(context, home.clerk, RecallDocument(document_id=document_id, reason=reason))


def _reply_with(
    context: ServiceContext, home: Household, document_id: int, channel: Channel
) -> tuple[MadeCase, OutgoingFile]:
    """A case whose answer waits with the document."""
    made = make_case(context, home, category="documents", channel=channel)
    file = attach_document(context, home.clerk, document_id, made.case_id)
    _send(context, home, made, file)
    return made, file


def _send(context: ServiceContext, home: Household, made: MadeCase, file: OutgoingFile) -> None:
    view = case_view(context, home.clerk, made.case_id)
    message = SendMessage(
        case_id=made.case_id,
        way=view.reply_ways[0].key,
        subject="Ihre Unterlage",
        text="Guten Tag, anbei.",
        expected_version=view.header.version,
        files=(file,),
    )
    send_message(context, home.clerk, message)


def _letter(context: ServiceContext) -> int:
    """The last letter on the pile."""
    query = select(Delivery.id).where(Delivery.channel == DeliveryChannel.LETTER)
    with context.database.read() as session:
        return session.scalars(query.order_by(Delivery.id)).all()[-1]


def _sent(context: ServiceContext, outbox: RecordingOutbox | None = None) -> list[str]:
    outbox = outbox or RecordingOutbox()
    assert deliver_due(context, outbox).failed == 0
    return [one["type"].removeprefix("de.mieterdesk.") for one in outbox.events]


def _states(context: ServiceContext) -> list[DeliveryState]:
    with context.database.read() as session:
        return list(session.scalars(select(Delivery.state).order_by(Delivery.id)))


def test_what_is_recalled_before_it_left_never_leaves(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    document_id = _publish(context, home)
    _recall(context, home, document_id)
    undo_recall(context, home.clerk, document_id)
    assert _states(context) == [DeliveryState.WAITING]
    _recall(context, home, document_id)
    clock.advance(UNDO)
    assert _sent(context) == []
    # What has left gets its recall.
    other = _publish(context, home, "zwei")
    clock.advance(UNDO)
    assert _sent(context) == ["document.published.v1"]
    _recall(context, home, other)
    clock.advance(UNDO)
    assert _sent(context) == ["document.recalled.v1"]


def test_what_is_recalled_after_an_attempt_leaves_only_as_its_recall_if_at_all(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    document_id = _publish(context, home)
    clock.advance(UNDO)
    assert deliver_due(context, FullOutbox()).failed == 1
    _recall(context, home, document_id)
    clock.advance(timedelta(minutes=5))
    assert _sent(context) == []
    assert _states(context) == [DeliveryState.CANCELLED] * 2
    with context.database.read() as session:
        assert session.get_one(Document, document_id).state is DocumentState.RECALLED


def test_a_version_that_never_left_is_replaced_in_no_account(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    first = _publish(context, home)
    _publish(context, home, "zwei", replaces_id=first)
    clock.advance(UNDO)
    outbox = RecordingOutbox()
    assert _sent(context, outbox) == ["document.published.v1"]
    assert (outbox.events[0]["data"]["version"], outbox.events[0]["data"]["replaces"]) == (2, None)


@pytest.mark.parametrize(
    ("channel", "is_undone"),
    [(Channel.PORTAL, False), (Channel.LETTER, False), (Channel.PORTAL, True)],
)
def test_a_reply_that_waits_leaves_without_a_document_that_was_taken_away(
    context: ServiceContext,
    home: Household,
    clock: FixedClock,
    channel: Channel,
    is_undone: bool,
) -> None:
    document_id = _publish(context, home)
    made, file = _reply_with(context, home, document_id, channel)
    if is_undone:
        undo_publication(context, home.clerk, document_id)
    else:
        _recall(context, home, document_id)
    with context.database.read() as session:
        (note,) = session.scalars(select(Note.text))
        reply = session.scalars(
            select(Delivery).where(Delivery.data["attachments"].is_not(None)).order_by(Delivery.id)
        ).all()[-1]
        by_letter = reply.channel is DeliveryChannel.LETTER
        enclosed = compose(session, reply, clock.today()).enclosures if by_letter else ()
    assert "Betriebskostenabrechnung 2025" in note
    assert by_letter is (channel is Channel.LETTER)
    assert enclosed == ()
    clock.advance(timedelta(seconds=30))
    outbox = RecordingOutbox()
    _sent(context, outbox)
    assert all(not one for one in outbox.attachments.values())
    assert len([one for one in outbox.events if "message.sent" in one["type"]]) == (not by_letter)
    with pytest.raises(UserError, match=r"files\.recalled"):
        _send(context, home, made, file)


def test_a_document_that_was_recalled_after_its_print_is_on_no_further_paper(
    context: ServiceContext, clock: FixedClock
) -> None:
    # Nobody agreed to anything: it goes by post.
    home = add_household(context.database)
    document_id = _publish(context, home)
    clock.advance(UNDO)
    print_all(context, home.clerk, Tray(), _letter(context))
    _recall(context, home, document_id)
    assert _states(context) == [DeliveryState.DELIVERED, DeliveryState.WAITING]
    with refusal("letters.nothing_again"):
        repeat_batch(context, home.clerk, Tray().take, RepeatBatch(1, PrintWay.PRINTER))
    # It was not on paper after all: nobody needs to be told of the recall either.
    assert take_batch_back(context, home.clerk, TakeBatchBack(1, "Papierstau")) == 0
    assert _states(context) == [DeliveryState.CANCELLED] * 2
    undo_recall(context, home.clerk, document_id)
    assert _states(context) == [DeliveryState.WAITING, DeliveryState.CANCELLED]


def test_a_reply_is_printed_again_without_a_document_that_was_recalled(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    document_id = _publish(context, home)
    _reply_with(context, home, document_id, Channel.LETTER)
    clock.advance(timedelta(seconds=30))
    tray = Tray()
    print_all(context, home.clerk, tray, _letter(context))
    _recall(context, home, document_id)
    repeat_batch(context, home.clerk, tray.take, RepeatBatch(1, PrintWay.PRINTER))
    (before,), (after,) = (one.letters for one in tray.batches)
    assert [one.name for one in before.enclosures] == ["BKA 2025.pdf"]
    assert (after.enclosures, after.body) == ((), before.body[:-1])


def test_what_is_recalled_while_a_pass_runs_does_not_leave_with_it(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    queue_status(context, make_case(context, home).case_id)
    document_id = _publish(context, home)
    clock.advance(UNDO)
    recalled: list[int] = []

    def meanwhile(_event_id: str) -> None:
        if not recalled:
            recalled.append(document_id)
            _recall(context, home, document_id)

    outbox = RecordingOutbox(before=meanwhile)
    assert "document.published.v1" not in _sent(context, outbox)
    assert len(outbox.events) == 1
    assert _states(context) == [DeliveryState.DELIVERED, *[DeliveryState.CANCELLED] * 2]


def test_a_reply_leaves_with_its_document_where_the_recall_is_undone_before(
    context: ServiceContext, home: Household, clock: FixedClock
) -> None:
    document_id = _publish(context, home)
    _reply_with(context, home, document_id, Channel.PORTAL)
    clock.advance(timedelta(seconds=30))
    _recall(context, home, document_id)
    assert deliver_due(context, FullOutbox()).failed == 1
    undo_recall(context, home.clerk, document_id)
    clock.advance(timedelta(minutes=5))
    outbox = RecordingOutbox()
    sent = _sent(context, outbox)
    assert sent == ["document.published.v1", "message.sent.v1", "case.status_changed.v1"]
    assert [len(one) for one in outbox.attachments.values()] == [1, 1, 0]
