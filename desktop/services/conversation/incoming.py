"""A tenant's message arrives in a case that is there already."""

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import CaseState
from desktop.domain.portal_fields import BankFields, has_bank_fields
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.completion import complete_from_message
from desktop.services.cases.actions import back_to_review, put_reopened
from desktop.services.cases.creation import IncomingMessage, add_incoming_message
from desktop.services.cases.family import goes_on_in
from desktop.services.cases.loading import bank_change_of, lock_case, touch
from desktop.services.categories.editing import complete_form
from desktop.services.context import ServiceContext
from desktop.services.damages.suggesting import note_emergency
from desktop.services.delivery.outgoing_events import AT_ONCE
from desktop.services.staff.access import SYSTEM, Actor


def receive_message(
    unit: UnitOfWork,
    context: ServiceContext,
    incoming: IncomingMessage,
    *,
    case_id: int,
    bank: BankFields | None,
    actor: Actor = SYSTEM,
) -> int:
    """Add the message, in the caller's transaction; returns its id.

    What is sent to a merged case comes to the one in which it goes on. It ends the waiting for the
    tenant and reopens a closed case, with the same reference and promise; the portal is told so.
    ``bank`` completes what is missing in an open application, as the fields of the message do in a
    form of any other category.
    ``actor`` is who took it in: the program, or who recorded a call or a letter.
    """
    case = lock_case(unit, goes_on_in(unit.session, case_id))
    message = add_incoming_message(unit, case, incoming)
    note_emergency(
        case,
        subject=incoming.subject,
        text=incoming.text,
        fields=incoming.fields,
        on=berlin_day(incoming.at),
    )
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.MESSAGE_RECEIVED,
        "cases",
        case.id,
        case.company_id,
        {"reference": case.reference, "message_id": message.id},
    )
    if case.state is CaseState.WAITING:
        back_to_review(unit, context, case, not_before=AT_ONCE, in_reply_to=incoming.event_id)
    elif case.state is CaseState.CLOSED:
        put_reopened(
            unit,
            context,
            actor,
            case,
            not_before=AT_ONCE,
            in_reply_to=incoming.event_id,
            message_id=message.id,
        )
    if bank is not None and has_bank_fields(bank):
        complete_from_message(unit, context, case, message, bank, actor=actor)
    elif incoming.fields and bank_change_of(unit.session, case.id) is None:
        complete_form(unit, context, case, incoming.fields, actor=actor)
    unit.changed(ChangeKind.CASE, case.id)
    return message.id
