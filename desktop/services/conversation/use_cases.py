"""Messages to the tenant and internal notes.

A message goes to the recipient that was shown when *send* was pressed, or not at all. It leaves
when its undo time is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import is_blank, one_line
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel, Direction, DraftKind, UndoKind
from desktop.domain.sendable_files import OutgoingFile
from desktop.models.case import Case, Message
from desktop.models.exchange import Delivery, UndoEntry
from desktop.services.audit import AuditAction, record
from desktop.services.cases.actions import (
    begin_review,
    put_closed,
    put_waiting,
    require_closable,
)
from desktop.services.cases.commands import AddNote, SendMessage
from desktop.services.cases.family import goes_on_in
from desktop.services.cases.loading import (
    load_case,
    load_to_work,
    refuse_merged,
    result_of,
    touch,
)
from desktop.services.cases.notes import put_note
from desktop.services.cases.undo_offers import offer, restore_state, state_before, undo_until
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.conversation import outgoing_files
from desktop.services.conversation.drafts import remove_draft, restore_draft
from desktop.services.conversation.placeholders import require_no_gap
from desktop.services.conversation.prepared_replies import reply_template
from desktop.services.conversation.reply_values import default_waiting_date
from desktop.services.conversation.reply_ways import Recipient, chosen_recipient
from desktop.services.conversation.text_templates import TextTemplate
from desktop.services.delivery.outbox import (
    LetterKind,
    cancel_deliveries,
    queue_letter,
)
from desktop.services.delivery.outgoing_events import (
    PortalStatus,
    attachment_list,
    queue_message_sent,
    queue_status_changed,
)
from desktop.services.staff.access import Actor, Permission

_ANSWER = frozenset({Fact.STATE, Fact.INCOMING, Fact.OUTGOING})
"""Who answers has read what was exchanged last, and where the case stands."""
_QUESTION = _ANSWER | {Fact.APPLICATION}
"""Who asks for something has seen that it is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingText:
    """What is to be sent: to whom, what it says, and what is enclosed.

    ``letter_kind`` and ``letter_data`` (instead of subject and text) are for letters that are made
    from values when they are printed.
    """

    recipient: Recipient
    subject: str
    text: str
    letter_kind: LetterKind = LetterKind.REPLY
    letter_data: Mapping[str, Any] | None = None
    files: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequel:
    """What an answer leads to.

    ``template`` is the prepared reply it began as, ``close_reason`` is empty where the case goes
    on, ``waiting_until`` set where a day was chosen.
    """

    template: TextTemplate | None
    close_reason: str = ""
    waiting_until: date | None = None


def send_message(context: ServiceContext, actor: Actor, command: SendMessage) -> ActionResult:
    """Answer the tenant; a prepared reply that asks for something lets the case wait.

    The person's draft goes with the same transaction. A new case is in review from then on; one
    that is proposed or closed keeps its state. With a ``close_reason`` the case is closed as well:
    the portal hears of the message first, and both are taken back together.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``message.empty``,
            ``message.gap`` (a place holder without value stands in it),
            ``message.recipient_changed``, ``case.waiting_date``; as ``outgoing_files.checked``; as
            ``cases.actions.require_closable``, ``case.merged``.
    """
    with context.database.write() as unit:
        template = reply_template(unit.session, command.template_code)
        closes = bool(one_line(command.close_reason))
        case = load_to_work(
            unit,
            actor,
            command,
            touches=_ANSWER if template is None or not template.asks else _QUESTION,
        )
        refuse_merged(case)
        text = outgoing_text(
            unit, case, way=command.way, subject=command.subject, text=command.text
        )
        channel = text.recipient.way.channel
        files = outgoing_files.checked(unit.session, context, case, channel, command.files)
        text = replace(text, files=files)
        kind = UndoKind.MESSAGE_AND_CLOSE if closes else UndoKind.MESSAGE
        before = state_before(case)
        until = undo_until(unit.session, context, case, kind)
        message, deliveries = put_reply(
            unit,
            context,
            actor,
            case,
            text,
            Sequel(template, one_line(command.close_reason), command.waiting_until),
            not_before=until,
        )
        remove_draft(unit, actor, case.id, DraftKind.REPLY, command.draft)
        undo = offer(
            unit,
            context,
            actor,
            kind=kind,
            case=case,
            until=until,
            data={
                "message": message.id,
                "template_code": command.template_code,
                "deliveries": deliveries,
                "before": before,
                "after": case.state.value,
            },
        )
        return result_of(unit, case, undo)


def put_reply(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    text: OutgoingText,
    sequel: Sequel,
    *,
    not_before: datetime,
) -> tuple[Message, list[int]]:
    """Answer a locked case and put it where the answer leads: closed, waiting, or in review.

    Returns:
        The message, and the ids of all that tells it.

    Raises:
        UserError: as ``cases.actions.require_closable``, ``case.waiting_date``.
    """
    template, reason = sequel.template, sequel.close_reason
    if reason:
        require_closable(unit, case)
    message, delivery = put_message(unit, context, actor, case, text, not_before=not_before)
    deliveries = [delivery.id]
    if reason:
        deliveries += put_closed(unit, context, actor, case, reason=reason, not_before=not_before)
    elif template is not None and template.asks and _can_wait(case):
        until = sequel.waiting_until or default_waiting_date(unit.session, context, case, None)
        deliveries += _wait(unit, context, actor, case, template, until, not_before)
    else:
        deliveries += begin_review(unit, context, case, not_before=not_before)
    touch(unit, context, actor, case)
    return message, deliveries


def outgoing_text(
    unit: UnitOfWork, case: Case, *, way: str, subject: str, text: str
) -> OutgoingText:
    """Check what is to be sent and to whom; raises as ``send_message``."""
    if is_blank(text):
        raise UserError("message.empty")
    require_no_gap(subject, text)
    recipient = chosen_recipient(unit.session, case, way)
    fitting = one_line(subject)[:200] or case.subject
    return OutgoingText(recipient=recipient, subject=fitting, text=text.strip())


def put_message(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    outgoing: OutgoingText,
    *,
    not_before: datetime,
) -> tuple[Message, Delivery]:
    """Write a message of ours and queue what carries it, in the caller's transaction."""
    recipient = outgoing.recipient
    by_portal = recipient.way.channel is DeliveryChannel.PORTAL
    message = Message(
        case_id=case.id,
        direction=Direction.OUTGOING,
        channel=Channel.PORTAL if by_portal else Channel.LETTER,
        staff_id=actor.staff_id,
        correspondent=recipient.name[:160],
        subject=outgoing.subject,
        text=outgoing.text,
        at=context.clock.now(),
        attachments=outgoing_files.as_attachments(outgoing.files),
    )
    unit.session.add(message)
    unit.session.flush()
    if by_portal:
        delivery = queue_message_sent(
            unit,
            context,
            case=case,
            message=message,
            portal_account=recipient.external_account,
            not_before=not_before,
        )
    else:
        delivery = queue_letter(
            unit,
            context,
            case=case,
            recipient=recipient.address,
            kind=outgoing.letter_kind,
            data=outgoing.letter_data or _letter_data(outgoing, message),
            not_before=not_before,
            message_id=message.id,
        )
    record(
        unit,
        context,
        actor,
        AuditAction.MESSAGE_SENT,
        "messages",
        message.id,
        case.company_id,
        {
            "case": case.reference,
            "channel": recipient.way.channel.value,
            "files": len(outgoing.files),
        },
    )
    return message, delivery


def _letter_data(outgoing: OutgoingText, message: Message) -> dict[str, Any]:
    data: dict[str, Any] = {"subject": outgoing.subject, "text": outgoing.text}
    if outgoing.files:
        data["attachments"] = attachment_list(message.attachments)
    return data


def _can_wait(case: Case) -> bool:
    return case.state not in (CaseState.PROPOSED, CaseState.CLOSED)


def _wait(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    template: TextTemplate,
    until: date,
    not_before: datetime,
) -> list[int]:
    """Let the case wait for the answer; the portal hears of it with the message."""
    put_waiting(unit, context, actor, case, until=until, reason=template.title)
    if template.code == "address_request":
        record(
            unit,
            context,
            actor,
            AuditAction.ADDRESS_REQUESTED,
            "cases",
            case.id,
            case.company_id,
            {"until": until.isoformat()},
        )
    return queue_status_changed(
        unit,
        context,
        case=case,
        status=PortalStatus.WAITING_FOR_TENANT,
        not_before=not_before,
    )


def undo_message(unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry) -> Case:
    """Take a message back that has not left; its text becomes a draft again.

    Raises:
        UserError: ``undo.too_late``.
    """
    case = unit.session.get_one(Case, entry.case_id)
    if not cancel_deliveries(unit, entry.data["deliveries"]):
        raise UserError("undo.too_late")
    withdraw_message(
        unit,
        context,
        actor,
        case,
        entry.data["message"],
        DraftKind.REPLY,
        template_code=entry.data["template_code"],
    )
    restore_state(case, entry.data["before"], only_from=CaseState(entry.data["after"]))
    touch(unit, context, actor, case)
    return case


def withdraw_message(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    message_id: int,
    kind: DraftKind | None,
    *,
    template_code: str = "",
) -> None:
    """Mark a message as withdrawn before it left.

    ``kind`` is the draft it becomes, if any; ``template_code`` the prepared text it began as.
    """
    message = unit.session.scalars(select(Message).where(Message.id == message_id)).one()
    message.withdrawn_at = context.clock.now()
    if kind is not None:
        restore_draft(
            unit,
            context,
            actor,
            message=message,
            kind=kind,
            template_code=template_code,
        )
    record(
        unit,
        context,
        actor,
        AuditAction.MESSAGE_WITHDRAWN,
        "messages",
        message.id,
        case.company_id,
        {"case": case.reference},
    )


def add_note(context: ServiceContext, actor: Actor, command: AddNote) -> ActionResult:
    """Write an internal note; the case keeps its version, so nobody's work is disturbed.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``note.empty``.
    """
    with context.database.write() as unit:
        case = load_case(unit.session, actor, Permission.WORK_CASES, command.case_id)
        if is_blank(command.text):
            raise UserError("note.empty")
        note = put_note(unit, context, actor, case, command.text.strip())
        where = goes_on_in(unit.session, case.id)
        remove_draft(unit, actor, where, DraftKind.NOTE, command.draft)
        record(
            unit,
            context,
            actor,
            AuditAction.NOTE_ADDED,
            "notes",
            note.id,
            case.company_id,
            {"case": case.reference},
        )
        return result_of(unit, case)
