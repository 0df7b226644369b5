"""The release of a bank change by a second person, and its undo: each one transaction."""

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DecisionKind, UndoKind
from desktop.models.case import Case
from desktop.models.exchange import UndoEntry
from desktop.services.audit import AuditAction
from desktop.services.bank_changes.checks import recheck
from desktop.services.bank_changes.commands import Release
from desktop.services.bank_changes.confirmations import confirm
from desktop.services.bank_changes.contract_told import tell_payment_method
from desktop.services.bank_changes.decisions import (
    audit_change,
    case_and_change,
    checked_standing,
    decide,
    reverse,
)
from desktop.services.bank_changes.state import (
    ANY_DECISION,
    is_built_upon,
    load_change,
    one_release_at_a_time,
    refuse,
    why_not_released,
)
from desktop.services.bank_changes.versions import put_in_force, row_content, take_back
from desktop.services.cases.actions import put_closed
from desktop.services.cases.loading import move_to, result_of, touch
from desktop.services.cases.undo_offers import offer, undo_until
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.conversation.use_cases import withdraw_message
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.hand_over.rows import cancel_rows, queue_row
from desktop.services.staff.access import Actor, Permission
from desktop.texts import tr


def release(context: ServiceContext, actor: Actor, command: Release) -> ActionResult:
    """Put the proposed bank details and mandate in force.

    One transaction: decision, new versions, confirmations, the row for the ERP, the closed case and
    the audit events. Nothing of it leaves before its undo time is over.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``release.not_proposed``, ``release.own_proposal``,
            ``release.blocker``, ``release.changed`` (the application, what it replaces, or a
            warning is another one than was proposed).
    """
    with context.database.write() as unit:
        case, change = load_change(
            unit,
            actor,
            Permission.RELEASE,
            command.case_id,
            command.expected_version,
            touches=ANY_DECISION,
        )
        one_release_at_a_time(unit, case.company_id)
        standing = checked_standing(unit, context, case, change)
        refuse(why_not_released(unit.session, standing, actor))
        until = undo_until(unit.session, context, case, UndoKind.RELEASE)
        in_force = put_in_force(unit, context, actor, standing)
        decision = decide(
            unit,
            context,
            actor,
            change,
            DecisionKind.RELEASED,
            reason=one_line(command.comment),
            data={"valid_from": in_force.valid_from.isoformat(), **in_force.former},
        )
        message_id, queued = confirm(unit, context, actor, standing, in_force, not_before=until)
        queue_row(
            unit,
            context,
            bank_change=change,
            content=row_content(unit.session, change, in_force),
            not_before=until,
        )
        change.state = BankChangeState.RELEASED
        change.first_collection_on = in_force.valid_from
        told = put_closed(unit, context, actor, case, reason=tr("Freigegeben"))
        audit_change(
            unit,
            context,
            actor,
            AuditAction.BANK_CHANGE_RELEASED,
            case,
            change,
            valid_from=in_force.valid_from.isoformat(),
            proposed_by=change.proposed_by_id,
        )
        told += tell_payment_method(unit, context, case, change, in_force.former, not_before=until)
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.RELEASE,
            case=case,
            until=until,
            data={
                "decision": decision.id,
                "message": message_id,
                "deliveries": [*queued, *told],
                "former": in_force.former,
            },
        )
        unit.changed(ChangeKind.HAND_OVER, change.id)
        return result_of(unit, case, undo)


def undo_release(unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry) -> Case:
    """Reverse a release whose confirmations and ERP row still wait; it is a proposal again.

    Nothing is deleted: the new versions are *withdrawn*, deliveries and row cancelled, and a
    decision says that the release was reversed.

    Raises:
        UserError: ``undo.too_late`` when anything has left already, or another release for the
            contract builds on this one.
    """
    case, change = case_and_change(unit, entry)
    one_release_at_a_time(unit, case.company_id)
    if change.state is not BankChangeState.RELEASED or change.exported_at is not None:
        raise UserError("undo.too_late")
    if is_built_upon(unit.session, change, entry.data["decision"]):
        raise UserError("undo.too_late")
    if not cancel_rows(unit, context, bank_change_id=change.id):
        raise UserError("undo.too_late")
    if not cancel_deliveries(unit, entry.data["deliveries"]):
        raise UserError("undo.too_late")
    take_back(unit, change, entry.data["former"])
    reverse(unit, context, actor, change, entry.data["decision"])
    withdraw_message(unit, context, actor, case, entry.data["message"], None)
    change.state = BankChangeState.PROPOSED
    change.first_collection_on = None
    # A message may have opened the case again meanwhile; the proposal stands all the same.
    move_to(case, CaseState.PROPOSED)
    touch(unit, context, actor, case)
    recheck(unit, context, change)
    audit_change(unit, context, actor, AuditAction.BANK_CHANGE_REVERSED, case, change)
    unit.changed(ChangeKind.HAND_OVER, change.id)
    return case
