"""A release taken back after its undo time: proposed by one person, released by another.

It is an act of its own: what was before holds again as new versions, the tenant is told, the ERP
gets a row that restores the old values, and it has an undo time as every release has.
"""

from datetime import datetime
from typing import Any

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.deadlines import expected_collection_on
from desktop.domain.errors import UserError
from desktop.domain.kinds import DecisionKind, UndoKind
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.exchange import UndoEntry
from desktop.services.audit import AuditAction
from desktop.services.bank_changes.checks import gather
from desktop.services.bank_changes.commands import (
    ProposeCorrection,
    ReleaseCorrection,
    SendBack,
)
from desktop.services.bank_changes.contract_told import tell_payment_method
from desktop.services.bank_changes.correction_letters import tell_correction
from desktop.services.bank_changes.correction_reading import (
    why_not_corrected,
    why_not_correction_released,
)
from desktop.services.bank_changes.decisions import (
    audit_change,
    case_and_change,
    decide,
    reverse,
)
from desktop.services.bank_changes.facts import BankChangeFacts
from desktop.services.bank_changes.restoring import Correction, restore, unrestore
from desktop.services.bank_changes.state import (
    is_built_upon,
    latest_decision,
    load_change,
    one_release_at_a_time,
    refuse,
)
from desktop.services.bank_changes.versions import row_content
from desktop.services.cases.actions import put_closed
from desktop.services.cases.loading import move_to, result_of, touch
from desktop.services.cases.notes import put_note
from desktop.services.cases.undo_offers import offer, restore_state, state_before, undo_until
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.conversation.use_cases import withdraw_message
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.hand_over.rows import (
    cancel_rows,
    corrected_from,
    keep_back,
    queue_again,
    queue_row,
)
from desktop.services.staff.access import Actor, Permission
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment
from desktop.texts import tr


def propose_correction(
    context: ServiceContext, actor: Actor, command: ProposeCorrection
) -> ActionResult:
    """Ask a second person to take a release back; the case is open again until that is decided.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``case.reason_missing``, ``correction.pending``,
            ``correction.done``, ``correction.not_released``, ``correction.undo_first`` (the release
            can still be undone), ``correction.nothing_known`` (it came from elsewhere, without what
            it replaced), ``correction.built_upon`` (a later release began with it).
    """
    with context.database.write() as unit:
        case, change = load_change(
            unit, actor, Permission.RELEASE, command.case_id, command.expected_version
        )
        refuse(why_not_corrected(unit.session, change, Moment.of(context.clock)))
        reason = one_line(command.reason)
        if not reason:
            raise UserError("case.reason_missing")
        before = {**state_before(case), **_closing_of(case)}
        until = undo_until(unit.session, context, case, UndoKind.CORRECTION_PROPOSAL)
        decision = decide(
            unit, context, actor, change, DecisionKind.CORRECTION_PROPOSED, reason=reason
        )
        change.state = BankChangeState.CORRECTING
        move_to(case, CaseState.PROPOSED)
        touch(unit, context, actor, case)
        audit_change(unit, context, actor, AuditAction.CORRECTION_PROPOSED, case, change)
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.CORRECTION_PROPOSAL,
            case=case,
            until=until,
            data={"decision": decision.id, "before": before},
        )
        unit.changed(ChangeKind.BANK_CHANGE, change.id)
        return result_of(unit, case, undo)


def undo_correction_proposal(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Take the proposal of a correction back that nobody has decided on yet.

    Raises:
        UserError: ``undo.too_late``.
    """
    case, change = case_and_change(unit, entry)
    if change.state is not BankChangeState.CORRECTING:
        raise UserError("undo.too_late")
    reverse(unit, context, actor, change, entry.data["decision"])
    change.state = BankChangeState.RELEASED
    restore_state(case, entry.data["before"], only_from=CaseState.PROPOSED)
    _close_as_before(case, entry.data["before"])
    touch(unit, context, actor, case)
    audit_change(unit, context, actor, AuditAction.BANK_CHANGE_REVERSED, case, change)
    unit.changed(ChangeKind.BANK_CHANGE, change.id)
    return case


def send_correction_back(context: ServiceContext, actor: Actor, command: SendBack) -> ActionResult:
    """Leave the release as it is, and tell who wanted to take it back why.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``correction.not_proposed``, ``case.reason_missing``.
    """
    with context.database.write() as unit:
        case, change = load_change(
            unit, actor, Permission.RELEASE, command.case_id, command.expected_version
        )
        proposal = latest_decision(unit.session, change.id, DecisionKind.CORRECTION_PROPOSED)
        if change.state is not BankChangeState.CORRECTING or proposal is None:
            raise UserError("correction.not_proposed")
        reason = one_line(command.reason)
        if not reason:
            raise UserError("case.reason_missing")
        decide(unit, context, actor, change, DecisionKind.RETURNED, reason=reason)
        change.state = BankChangeState.RELEASED
        case.assignee_id = case.assignee_id or proposal.staff_id
        move_to(case, CaseState.IN_REVIEW)
        put_note(
            unit,
            context,
            actor,
            case,
            tr("Die Freigabe bleibt, wie sie ist: {reason}", reason=reason),
        )
        touch(unit, context, actor, case)
        audit_change(unit, context, actor, AuditAction.CORRECTION_RETURNED, case, change)
        unit.changed(ChangeKind.BANK_CHANGE, change.id)
        return result_of(unit, case)


def release_correction(
    context: ServiceContext, actor: Actor, command: ReleaseCorrection
) -> ActionResult:
    """Take a release back: one transaction, and nothing of it leaves before its undo time is over.

    A row that the ERP has not got is kept back, so that no run ever uses the wrong details.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``correction.not_proposed``, ``correction.built_upon``,
            ``release.own_proposal``, ``message.no_recipient``.
    """
    with context.database.write() as unit:
        case, change = load_change(
            unit, actor, Permission.RELEASE, command.case_id, command.expected_version
        )
        one_release_at_a_time(unit, case.company_id)
        refuse(why_not_correction_released(unit.session, change, case.company_id, actor))
        facts = gather(unit.session, context, [change.id])[change.id]
        until = undo_until(unit.session, context, case, UndoKind.CORRECTION)
        kept = keep_back(unit, context, bank_change_id=change.id)
        correction = _correction(unit, context, case, change, facts, handed_over=not kept)
        restored = restore(unit, context, actor, correction)
        decision = decide(
            unit,
            context,
            actor,
            change,
            DecisionKind.CORRECTED,
            data={
                "valid_from": correction.valid_from.isoformat(),
                "kept_back": kept,
                **restored.in_force.former,
            },
        )
        message_id, queued = tell_correction(
            unit, context, actor, case, restored, facts.context.parties, not_before=until
        )
        queue_row(
            unit,
            context,
            bank_change=change,
            content=row_content(unit.session, change, restored.in_force),
            not_before=until,
            corrects_as=restored.erp_kind,
        )
        change.state = BankChangeState.CORRECTED
        told = put_closed(unit, context, actor, case, reason=tr("Freigabe zurückgenommen"))
        audit_change(
            unit,
            context,
            actor,
            AuditAction.BANK_CHANGE_CORRECTED,
            case,
            change,
            valid_from=correction.valid_from.isoformat(),
            kept_back=len(kept),
        )
        told += tell_payment_method(
            unit, context, case, change, restored.in_force.former, not_before=until
        )
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.CORRECTION,
            case=case,
            until=until,
            data={
                "decision": decision.id,
                "message": message_id,
                "deliveries": [*queued, *told],
                "kept_back": kept,
                "done": restored.in_force.former,
            },
        )
        unit.changed(ChangeKind.HAND_OVER, change.id)
        return result_of(unit, case, undo)


def _correction(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    change: BankChange,
    facts: BankChangeFacts,
    *,
    handed_over: bool,
) -> Correction:
    release = latest_decision(unit.session, change.id, DecisionKind.RELEASED)
    if release is None or release.data is None or facts.deadlines is None:
        raise ValueError("what was released has a decision and deadlines")
    return Correction(
        case=case,
        change=change,
        release=release.data,
        valid_from=corrected_from(
            change,
            expected_collection_on(
                facts.deadlines, load_rules(unit.session, case.company_id), context.clock.now()
            ),
        ),
        handed_over=handed_over,
    )


def undo_correction(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Reverse a correction whose messages and row still wait; it is a proposal again.

    A row that was kept back for it is made anew.

    Raises:
        UserError: ``undo.too_late`` when anything has left already, or another release for the
            contract builds on it.
    """
    case, change = case_and_change(unit, entry)
    one_release_at_a_time(unit, case.company_id)
    if change.state is not BankChangeState.CORRECTED:
        raise UserError("undo.too_late")
    if is_built_upon(unit.session, change, entry.data["decision"]):
        raise UserError("undo.too_late")
    if not cancel_rows(unit, context, bank_change_id=change.id, corrections=True):
        raise UserError("undo.too_late")
    if not cancel_deliveries(unit, entry.data["deliveries"]):
        raise UserError("undo.too_late")
    unrestore(unit, change, entry.data["done"])
    queue_again(unit, context, entry.data["kept_back"], not_before=context.clock.now())
    reverse(unit, context, actor, change, entry.data["decision"])
    withdraw_message(unit, context, actor, case, entry.data["message"], None)
    change.state = BankChangeState.CORRECTING
    move_to(case, CaseState.PROPOSED)
    touch(unit, context, actor, case)
    audit_change(unit, context, actor, AuditAction.BANK_CHANGE_REVERSED, case, change)
    unit.changed(ChangeKind.HAND_OVER, change.id)
    return case


def _closing_of(case: Case) -> dict[str, Any]:
    """How a case was closed, so that an undo leaves it closed as it was."""
    at = case.closed_at
    return {
        "closed_at": None if at is None else at.isoformat(),
        "closed_by": case.closed_by_id,
        "close_reason": case.close_reason,
    }


def _close_as_before(case: Case, before: dict[str, Any]) -> None:
    if case.state is CaseState.CLOSED and before["closed_at"] is not None:
        case.closed_at = datetime.fromisoformat(before["closed_at"])
        case.closed_by_id = before["closed_by"]
        case.close_reason = before["close_reason"]
