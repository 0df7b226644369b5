"""What a person does with a case of any category: take it, let it wait, close it, open it again."""

from datetime import date, datetime

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import UndoKind
from desktop.models.case import Case
from desktop.models.exchange import UndoEntry
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.checks import recheck
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.cases.commands import (
    CloseCase,
    ReleaseToNobody,
    ReopenCase,
    ResumeCase,
    TakeCase,
    WaitUntil,
)
from desktop.services.cases.draft_orders import refuse_draft_order
from desktop.services.cases.loading import (
    bank_change_of,
    load_to_work,
    move_to,
    refuse_merged,
    result_of,
    touch,
    wait_for_tenant,
)
from desktop.services.cases.notes import put_note
from desktop.services.cases.undo_offers import (
    offer,
    restore_state,
    state_before,
    undo_until,
)
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import cancel_deliveries
from desktop.services.delivery.outgoing_events import PortalStatus, queue_status_changed
from desktop.services.staff.access import Actor
from desktop.services.staff.receivers import held_person
from desktop.texts import tr

_ASSIGNMENT = frozenset({Fact.ASSIGNEE})
_STATE = frozenset({Fact.STATE})
_WAITING = _STATE | {Fact.INCOMING}
"""Who lets a case wait or closes it has read what the tenant wrote last."""


def take(context: ServiceContext, actor: Actor, command: TakeCase) -> ActionResult:
    """Assign the case to the person who asks; a new one is in review from then on.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_ASSIGNMENT)
        _require_open(case)
        person = held_person(unit.session, actor.person_id)
        if person is None or not person.active:
            raise UserError("access.denied")
        case.assignee_id = person.id
        begin_review(unit, context, case)
        touch(unit, context, actor, case)
        _audit(unit, context, actor, AuditAction.CASE_ASSIGNED, case, assignee=actor.login)
        return result_of(unit, case)


def release_to_nobody(
    context: ServiceContext, actor: Actor, command: ReleaseToNobody
) -> ActionResult:
    """Take the assignment away, so that anybody can take the case.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_ASSIGNMENT)
        _require_open(case)
        case.assignee_id = None
        touch(unit, context, actor, case)
        _audit(unit, context, actor, AuditAction.CASE_ASSIGNED, case, assignee=None)
        return result_of(unit, case)


def wait_until(context: ServiceContext, actor: Actor, command: WaitUntil) -> ActionResult:
    """Let the case wait for the tenant until a date after today, with a reason.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``case.waiting_date`` (not after today), ``case.reason_missing``, ``case.transition``
            (proposed or closed).
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_WAITING)
        refuse_merged(case)
        put_waiting(
            unit, context, actor, case, until=command.until, reason=one_line(command.reason)
        )
        queue_status_changed(
            unit,
            context,
            case=case,
            status=PortalStatus.WAITING_FOR_TENANT,
            not_before=context.clock.now(),
        )
        return result_of(unit, case)


def put_waiting(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    *,
    until: date,
    reason: str,
) -> None:
    """Let a loaded case wait; who tells the portal is the caller's business.

    Raises:
        UserError: as ``wait_until``.
    """
    if until <= context.clock.today():
        raise UserError("case.waiting_date")
    if not reason:
        raise UserError("case.reason_missing")
    wait_for_tenant(case, until, reason)
    touch(unit, context, actor, case)
    _audit(unit, context, actor, AuditAction.CASE_WAITING, case, until=until.isoformat())


def resume(context: ServiceContext, actor: Actor, command: ResumeCase) -> ActionResult:
    """End the waiting: back to review.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``case.not_waiting``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_STATE)
        if case.state is not CaseState.WAITING:
            raise UserError("case.not_waiting")
        back_to_review(unit, context, case)
        touch(unit, context, actor, case)
        return result_of(unit, case)


def back_to_review(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    *,
    not_before: datetime | None = None,
    in_reply_to: str | None = None,
) -> None:
    """Put a waiting or proposed case back into review and tell the tenant's portal.

    ``in_reply_to`` is the event that did it; it is told from ``not_before`` on, None: from now.
    """
    move_to(case, CaseState.IN_REVIEW)
    _tell_in_progress(unit, context, case, not_before=not_before, in_reply_to=in_reply_to)


def close(context: ServiceContext, actor: Actor, command: CloseCase) -> ActionResult:
    """Close a case; an application for a bank change has to be decided first.

    The tenant is told when the undo time is over.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``,
            ``case.reason_missing``, ``case.bank_change_open``, ``case.correction_open``,
            ``case.order_draft``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_WAITING)
        require_closable(unit, case)
        reason = one_line(command.reason)
        if not reason:
            raise UserError("case.reason_missing")
        until = undo_until(unit.session, context, case, UndoKind.CLOSE)
        before = state_before(case)
        delivery = put_closed(unit, context, actor, case, reason=reason)
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.CLOSE,
            case=case,
            until=until,
            data={"before": before, "deliveries": delivery},
        )
        return result_of(unit, case, undo)


def require_closable(unit: UnitOfWork, case: Case) -> None:
    """Refuse to close what is closed already or not done with.

    That is an application nobody has decided, and an order to a contractor nobody has sent.

    Raises:
        UserError: ``case.closed``, ``case.bank_change_open``, ``case.correction_open``,
            ``case.order_draft`` with ``number``.
    """
    _require_open(case)
    change = bank_change_of(unit.session, case.id)
    if change is not None and change.state in UNDECIDED:
        raise UserError("case.bank_change_open")
    if change is not None and change.state is BankChangeState.CORRECTING:
        raise UserError("case.correction_open")
    refuse_draft_order(unit.session, case.id)


def put_closed(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    *,
    reason: str,
    not_before: datetime | None = None,
) -> list[int]:
    """Close a loaded case; returns the ids of what tells the portal.

    It is told from ``not_before`` on, the end of the undo time of the act that closes it (None: of
    a closing).
    """
    until = not_before or undo_until(unit.session, context, case, UndoKind.CLOSE)
    move_to(case, CaseState.CLOSED)
    case.closed_at = context.clock.now()
    case.closed_by_id = actor.staff_id
    case.close_reason = reason[:200]
    touch(unit, context, actor, case)
    _audit(unit, context, actor, AuditAction.CASE_CLOSED, case)
    return queue_status_changed(
        unit, context, case=case, status=PortalStatus.CLOSED, not_before=until
    )


def undo_close(unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry) -> Case:
    """Open a case again that was closed a moment ago, as it stood before.

    Raises:
        UserError: ``undo.too_late``.
    """
    case = unit.session.get_one(Case, entry.case_id)
    if not cancel_deliveries(unit, entry.data["deliveries"]):
        raise UserError("undo.too_late")
    restore_state(case, entry.data["before"], only_from=CaseState.CLOSED)
    touch(unit, context, actor, case)
    return case


def reopen(context: ServiceContext, actor: Actor, command: ReopenCase) -> ActionResult:
    """Open a closed case again, same reference and promise.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.open``,
            ``case.reason_missing``, ``case.merged``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_STATE)
        refuse_merged(case)
        if case.state is not CaseState.CLOSED:
            raise UserError("case.open")
        reason = one_line(command.reason)
        if not reason:
            raise UserError("case.reason_missing")
        put_reopened(unit, context, actor, case)
        put_note(unit, context, actor, case, tr("Wieder geöffnet: {reason}", reason=reason))
        return result_of(unit, case)


def put_reopened(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    *,
    not_before: datetime | None = None,
    in_reply_to: str | None = None,
    message_id: int | None = None,
) -> None:
    """Put a closed case back into review; a rejected application can be decided anew.

    What was released stays released. ``in_reply_to`` and ``message_id`` are event and message of
    the tenant that did it; the portal is told from ``not_before`` on, None: from now.
    """
    from desktop.services.bank_changes.completion import reopen_application

    move_to(case, CaseState.IN_REVIEW)
    change = bank_change_of(unit.session, case.id)
    if change is not None and change.state is BankChangeState.REJECTED:
        reopen_application(change)
        recheck(unit, context, change)
    touch(unit, context, actor, case)
    details = {} if message_id is None else {"message_id": message_id}
    _audit(unit, context, actor, AuditAction.CASE_REOPENED, case, **details)
    _tell_in_progress(unit, context, case, not_before=not_before, in_reply_to=in_reply_to)


def begin_review(
    unit: UnitOfWork, context: ServiceContext, case: Case, *, not_before: datetime | None = None
) -> list[int]:
    """Put a new case into review and tell the tenant's portal; returns the ids of what tells it.

    ``not_before`` is the end of the undo time of the act that begins the review, if it has one.
    """
    if case.state is not CaseState.NEW:
        return []
    move_to(case, CaseState.IN_REVIEW)
    return _tell_in_progress(unit, context, case, not_before=not_before)


def _tell_in_progress(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    *,
    not_before: datetime | None = None,
    in_reply_to: str | None = None,
) -> list[int]:
    return queue_status_changed(
        unit,
        context,
        case=case,
        status=PortalStatus.IN_PROGRESS,
        not_before=not_before or context.clock.now(),
        in_reply_to=in_reply_to,
    )


def _require_open(case: Case) -> None:
    refuse_merged(case)
    if case.state is CaseState.CLOSED:
        raise UserError("case.closed")


def _audit(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    case: Case,
    **details: str | int | None,
) -> None:
    record(unit, context, actor, action, "cases", case.id, case.company_id, details)
