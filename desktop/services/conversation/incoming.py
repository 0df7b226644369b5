"""A tenant's message arrives in a case that is there already."""

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.case_status import CaseState
from desktop.domain.portal_fields import BankFields, has_bank_fields
from desktop.models.case import Case
from desktop.services.audit import AuditAction, AuditEntry, DetailValue, record_all
from desktop.services.bank_changes.completion import complete_from_message, reopen_application
from desktop.services.cases.creation import IncomingMessage, add_incoming_message
from desktop.services.cases.loading import bank_change_of, move_to, touch
from desktop.services.context import ServiceContext
from desktop.services.delivery.outgoing_events import AT_ONCE, PortalStatus, queue_status_changed
from desktop.services.staff.access import SYSTEM

_ENDED_BY_AN_ANSWER = frozenset({CaseState.WAITING, CaseState.CLOSED})


def receive_message(
    unit: UnitOfWork,
    context: ServiceContext,
    incoming: IncomingMessage,
    *,
    case_id: int,
    bank: BankFields | None,
) -> int:
    """Add the message, in the caller's transaction; returns its id.

    It ends the waiting for the tenant and reopens a closed case, with the same reference and
    promise; the portal is told so. ``bank`` completes what is missing in an open application.
    """
    case = unit.session.get_one(Case, case_id, with_for_update=True)
    message = add_incoming_message(unit, case, incoming)
    was_closed = case.state is CaseState.CLOSED
    if case.state in _ENDED_BY_AN_ANSWER:
        move_to(case, CaseState.IN_REVIEW)
        queue_status_changed(
            unit,
            context,
            case=case,
            status=PortalStatus.IN_PROGRESS,
            not_before=AT_ONCE,
            in_reply_to=incoming.event_id,
        )
    if was_closed and (change := bank_change_of(unit.session, case.id)) is not None:
        reopen_application(change)
    touch(unit, context, SYSTEM, case)
    details: dict[str, DetailValue] = {"reference": case.reference, "message_id": message.id}
    actions = [AuditAction.MESSAGE_RECEIVED, *([AuditAction.CASE_REOPENED] if was_closed else [])]
    record_all(
        unit,
        context,
        SYSTEM,
        [AuditEntry(action, "cases", case.id, case.company_id, details) for action in actions],
    )
    if bank is not None and has_bank_fields(bank):
        complete_from_message(unit, context, case, message, bank)
    unit.changed(ChangeKind.CASE, case.id)
    return message.id
