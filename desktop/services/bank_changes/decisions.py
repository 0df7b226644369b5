"""Decisions short of the release: on a warning, the proposal, sending it back, the rejection."""

from typing import Any

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.findings import Severity
from desktop.domain.kinds import DecisionKind, DraftKind, UndoKind
from desktop.models.bank import BankChange, BankFinding, Decision
from desktop.models.case import Case
from desktop.models.exchange import UndoEntry
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.checks import gather, identity, recheck
from desktop.services.bank_changes.commands import AcknowledgeFinding, Propose, Reject, SendBack
from desktop.services.bank_changes.completion import reopen_change
from desktop.services.bank_changes.state import (
    ANY_DECISION,
    Standing,
    fingerprint,
    load_change,
    refuse,
    standing_of,
    why_not_acknowledged,
    why_not_proposed,
    why_not_rejected,
    why_not_returned,
)
from desktop.services.cases.actions import begin_review, put_closed
from desktop.services.cases.loading import move_to, result_of, touch
from desktop.services.cases.notes import put_note
from desktop.services.cases.undo_offers import offer, restore_state, state_before, undo_until
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.conversation.drafts import remove_draft
from desktop.services.conversation.text_templates import (
    TextModuleKind,
    TextTemplate,
    load_templates,
)
from desktop.services.conversation.use_cases import outgoing_text, put_message, withdraw_message
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.staff.access import Actor, Permission
from desktop.texts import tr


def checked_standing(
    unit: UnitOfWork, context: ServiceContext, case: Case, change: BankChange
) -> Standing:
    """Check the bank change anew and return where it stands now."""
    assessment = recheck(unit, context, change)
    facts = gather(unit.session, context, [change.id])[change.id]
    return standing_of(unit.session, case, change, facts, assessment)


def decide(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    change: BankChange,
    kind: DecisionKind,
    *,
    reason: str = "",
    data: dict[str, Any] | None = None,
    reverses: int | None = None,
) -> Decision:
    """Write a decision; it is never changed, only reversed by another one."""
    row = Decision(
        bank_change_id=change.id,
        kind=kind,
        staff_id=actor.person_id,
        at=context.clock.now(),
        reason=reason,
        data=data,
        reverses_id=reverses,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def audit_change(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    case: Case,
    change: BankChange,
    **details: str | int | None,
) -> None:
    """Log what was done to a bank change; ids and masked values only."""
    record(
        unit,
        context,
        actor,
        action,
        "bank_changes",
        change.id,
        case.company_id,
        {"case": case.reference, **details},
    )


def acknowledge(context: ServiceContext, actor: Actor, command: AcknowledgeFinding) -> ActionResult:
    """Decide on one warning with a reason; it is kept with name and time.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``bank_change.decided``, ``finding.reason_missing``,
            ``finding.gone`` (it is not found any more, or says something else now),
            ``finding.not_warning``.
    """
    with context.database.write() as unit:
        case, change = load_change(
            unit,
            actor,
            Permission.WORK_CASES,
            command.case_id,
            command.expected_version,
            touches=frozenset({Fact.APPLICATION, Fact.DECISION, f"{Fact.WARNINGS}.{command.code}"}),
        )
        standing = checked_standing(unit, context, case, change)
        refuse(why_not_acknowledged(standing))
        reason = one_line(command.reason)
        if not reason:
            raise UserError("finding.reason_missing")
        row = _finding_row(unit, change, command)
        if row.severity is not Severity.WARNING:
            raise UserError("finding.not_warning")
        if row.acknowledged_at is None:
            change.open_warnings -= 1
        row.acknowledged_by_id = actor.person_id
        row.acknowledged_at = context.clock.now()
        row.acknowledge_reason = reason[:400]
        begin_review(unit, context, case)
        touch(unit, context, actor, case)
        audit_change(
            unit,
            context,
            actor,
            AuditAction.FINDING_ACKNOWLEDGED,
            case,
            change,
            code=row.code,
        )
        return result_of(unit, case)


def _finding_row(unit: UnitOfWork, change: BankChange, command: AcknowledgeFinding) -> BankFinding:
    rows = unit.session.scalars(
        select(BankFinding).where(
            BankFinding.bank_change_id == change.id, BankFinding.code == command.code
        )
    )
    wanted = identity(command.code, command.params)
    for row in rows:
        if not command.params or identity(row.code, row.params) == wanted:
            return row
    raise UserError("finding.gone")


def propose(context: ServiceContext, actor: Actor, command: Propose) -> ActionResult:
    """Hand the application to a second person.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``bank_change.not_open``, ``case.closed``; ``release.blocker`` and
            ``release.warning`` with ``codes`` and ``n`` (number) of what is open.
    """
    with context.database.write() as unit:
        case, change = load_change(
            unit,
            actor,
            Permission.WORK_CASES,
            command.case_id,
            command.expected_version,
            touches=ANY_DECISION,
        )
        standing = checked_standing(unit, context, case, change)
        refuse(why_not_proposed(standing))
        before = state_before(case)
        until = undo_until(unit.session, context, case, UndoKind.PROPOSAL)
        deliveries = begin_review(unit, context, case, not_before=until)
        decision = decide(
            unit,
            context,
            actor,
            change,
            DecisionKind.PROPOSED,
            reason=one_line(command.comment),
            data={"application": fingerprint(standing.facts)},
        )
        change.state = BankChangeState.PROPOSED
        change.proposed_by_id = actor.person_id
        change.proposed_at = context.clock.now()
        if case.assignee_id is None:
            case.assignee_id = actor.person_id
        move_to(case, CaseState.PROPOSED)
        touch(unit, context, actor, case)
        audit_change(unit, context, actor, AuditAction.BANK_CHANGE_PROPOSED, case, change)
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.PROPOSAL,
            case=case,
            until=until,
            data={"decision": decision.id, "before": before, "deliveries": deliveries},
        )
        return result_of(unit, case, undo)


def undo_proposal(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Take a proposal back that nobody has decided on yet.

    Raises:
        UserError: ``undo.too_late``.
    """
    case, change = case_and_change(unit, entry)
    if change.state is not BankChangeState.PROPOSED:
        raise UserError("undo.too_late")
    if not cancel_deliveries(unit, entry.data["deliveries"]):
        raise UserError("undo.too_late")
    reverse(unit, context, actor, change, entry.data["decision"])
    reopen_change(change)
    restore_state(case, entry.data["before"], only_from=CaseState.PROPOSED)
    touch(unit, context, actor, case)
    audit_change(unit, context, actor, AuditAction.BANK_CHANGE_REVERSED, case, change)
    return case


def case_and_change(unit: UnitOfWork, entry: UndoEntry) -> tuple[Case, BankChange]:
    """Return what an act was about that is to be taken back."""
    case = unit.session.get_one(Case, entry.case_id)
    change = unit.session.scalars(select(BankChange).where(BankChange.case_id == case.id)).one()
    return case, change


def reverse(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, change: BankChange, decision_id: int
) -> None:
    """Write the decision that reverses another one."""
    decide(unit, context, actor, change, DecisionKind.REVERSED, reverses=decision_id)


def send_back(context: ServiceContext, actor: Actor, command: SendBack) -> ActionResult:
    """Return a proposal to the clerk, with the reason as an internal note.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``release.not_proposed``, ``case.reason_missing``.
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
        standing = checked_standing(unit, context, case, change)
        refuse(why_not_returned(standing))
        reason = one_line(command.reason)
        if not reason:
            raise UserError("case.reason_missing")
        decide(unit, context, actor, change, DecisionKind.RETURNED, reason=reason)
        if case.assignee_id is None:
            case.assignee_id = change.proposed_by_id
        reopen_change(change)
        move_to(case, CaseState.IN_REVIEW)
        put_note(unit, context, actor, case, tr("Zurückgegeben: {reason}", reason=reason))
        touch(unit, context, actor, case)
        audit_change(unit, context, actor, AuditAction.BANK_CHANGE_RETURNED, case, change)
        return result_of(unit, case)


def reject(context: ServiceContext, actor: Actor, command: Reject) -> ActionResult:
    """Refuse the application and tell the tenant; the case is closed.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``bank_change.none``, ``bank_change.decided``, ``bank_change.unknown_reason``,
            ``message.empty``, ``message.recipient_changed``.
    """
    with context.database.write() as unit:
        case, change = load_change(
            unit,
            actor,
            Permission.WORK_CASES,
            command.case_id,
            command.expected_version,
            touches=ANY_DECISION | {Fact.OUTGOING},
        )
        standing = checked_standing(unit, context, case, change)
        refuse(why_not_rejected(standing))
        template = _rejection(command.reason_code)
        text = outgoing_text(
            unit, case, way=command.way, subject=command.subject, text=command.text
        )
        before = state_before(case)
        state = change.state.value
        until = undo_until(unit.session, context, case, UndoKind.REJECTION)
        message, delivery = put_message(unit, context, actor, case, text, not_before=until)
        decision = decide(
            unit,
            context,
            actor,
            change,
            DecisionKind.REJECTED,
            reason=template.title,
            data={"reason_code": template.code},
        )
        change.state = BankChangeState.REJECTED
        told = put_closed(
            unit, context, actor, case, reason=tr("Abgelehnt: {reason}", reason=template.title)
        )
        remove_draft(unit, actor, case.id, DraftKind.REJECTION, command.draft)
        audit_change(
            unit,
            context,
            actor,
            AuditAction.BANK_CHANGE_REJECTED,
            case,
            change,
            reason=template.code,
        )
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.REJECTION,
            case=case,
            until=until,
            data={
                "decision": decision.id,
                "message": message.id,
                "template_code": template.code,
                "deliveries": [delivery.id, *told],
                "before": before,
                "state": state,
            },
        )
        return result_of(unit, case, undo)


def _rejection(code: str) -> TextTemplate:
    found = load_templates().get(code)
    if found is None or found.kind is not TextModuleKind.REJECTION:
        raise UserError("bank_change.unknown_reason")
    return found


def undo_rejection(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Take a rejection back before the tenant heard of it; its text becomes a draft again.

    Raises:
        UserError: ``undo.too_late``.
    """
    case, change = case_and_change(unit, entry)
    if change.state is not BankChangeState.REJECTED:
        raise UserError("undo.too_late")
    if not cancel_deliveries(unit, entry.data["deliveries"]):
        raise UserError("undo.too_late")
    reverse(unit, context, actor, change, entry.data["decision"])
    change.state = BankChangeState(entry.data["state"])
    withdraw_message(
        unit,
        context,
        actor,
        case,
        entry.data["message"],
        DraftKind.REJECTION,
        template_code=entry.data["template_code"],
    )
    restore_state(case, entry.data["before"], only_from=CaseState.CLOSED)
    touch(unit, context, actor, case)
    recheck(unit, context, change)
    audit_change(unit, context, actor, AuditAction.BANK_CHANGE_REVERSED, case, change)
    return case
