"""Two cases that are one matter: one goes on in the other, and can go on by itself again.

Nothing is moved but drafts, which somebody is still writing: messages, notes and files of the
merged case stay its own, and the one that goes on shows them (``family``). So taking a merge back
needs no more than what its undo entry tells, at any time.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryState, DraftKind, UndoKind
from desktop.models.bank import BankChange
from desktop.models.case import Case, Draft
from desktop.models.exchange import Delivery, UndoEntry
from desktop.services.audit import AuditAction, record
from desktop.services.cases.commands import MergeCase, UnmergeCase
from desktop.services.cases.loading import (
    bank_change_of,
    load_to_work,
    lock_case,
    move_to,
    result_of,
    touch,
)
from desktop.services.cases.refusals import why_not_merged
from desktop.services.cases.undo_offers import (
    offer,
    restore_state,
    state_before,
    undo_until,
)
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, cancel_deliveries
from desktop.services.delivery.outgoing_events import PortalStatus, queue_status_changed
from desktop.services.staff.access import Actor, Permission, require
from desktop.texts import tr

_TOUCHES = frozenset(
    {Fact.STATE, Fact.MERGED, Fact.INCOMING, Fact.OUTGOING, Fact.DECISION, Fact.CATEGORY}
)
_STATUS = {
    CaseState.NEW: PortalStatus.RECEIVED,
    CaseState.IN_REVIEW: PortalStatus.IN_PROGRESS,
    CaseState.PROPOSED: PortalStatus.IN_PROGRESS,
    CaseState.WAITING: PortalStatus.WAITING_FOR_TENANT,
    CaseState.CLOSED: PortalStatus.CLOSED,
}
"""What the portal is told of a case in this state."""
_MOVED = (DraftKind.REPLY, DraftKind.NOTE)
"""What is being written to the tenant or for the house goes on with the matter."""


def merge(context: ServiceContext, actor: Actor, command: MergeCase) -> ActionResult:
    """Let an open case go on in another open one of the same tenancy, or where one has none.

    The merged case is closed. What the tenant answers to it, what was being written in it and what
    was said in it is found in the other one. Its tenant sees in the portal how far that one is.

    Returns:
        The case that goes on.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``, and
            ``merge.*`` where the two are not one matter (``refusals.why_not_merged``).
    """
    with context.database.write() as unit:
        if command.case_id == command.into_case_id:
            raise UserError("merge.itself")
        # In one order, so that two people who merge the same cases never wait for each other.
        for case_id in sorted((command.case_id, command.into_case_id)):
            lock_case(unit, case_id)
        case = load_to_work(unit, actor, command, touches=_TOUCHES)
        into = unit.session.get_one(Case, command.into_case_id)
        require(actor, Permission.WORK_CASES, into.company_id)
        if refusal := why_not_merged(case, bank_change_of(unit.session, case.id), into):
            raise refusal
        until = undo_until(unit.session, context, into, UndoKind.MERGE)
        former = case.state
        data = _merge(unit, context, actor, case, into)
        if _STATUS[former] is not _STATUS[into.state]:
            queue_status_changed(
                unit, context, case=case, status=_STATUS[into.state], not_before=until
            )
        undo = offer(unit, context, actor, kind=UndoKind.MERGE, case=into, until=until, data=data)
        return result_of(unit, into, undo)


def _merge(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case, into: Case
) -> dict[str, Any]:
    """Do it; returns what taking it back needs to know."""
    data: dict[str, Any] = {"case": case.id, "before": state_before(case)}
    move_to(case, CaseState.CLOSED)
    case.merged_into_id = into.id
    case.closed_at = context.clock.now()
    case.closed_by_id = actor.staff_id
    case.close_reason = tr("Zusammengeführt mit {reference}", reference=into.reference)
    data["given"] = _give_tenant(case, into)
    data["drafts"] = _move_drafts(unit, case.id, into.id, None)
    _done(unit, context, actor, AuditAction.CASE_MERGED, case, into)
    return data


def _give_tenant(case: Case, into: Case) -> dict[str, int | None]:
    """A case that nobody could be found for is that of the merged one's tenant from now on."""
    if into.tenancy_id is not None or case.tenancy_id is None:
        return {}
    given = {"tenancy": case.tenancy_id, "account": into.portal_account_id}
    into.tenancy_id = case.tenancy_id
    into.portal_account_id = into.portal_account_id or case.portal_account_id
    return given


def _move_drafts(unit: UnitOfWork, from_id: int, to_id: int, only: list[int] | None) -> list[int]:
    """Let texts that are being written go on in the other case; returns which ones."""
    query = select(Draft).where(Draft.case_id == from_id, Draft.kind.in_(_MOVED))
    if only is not None:
        query = query.where(Draft.id.in_(only))
    moved = []
    for draft in unit.session.scalars(query.order_by(Draft.id)).all():
        taken = select(Draft.id).where(
            Draft.case_id == to_id,
            Draft.staff_id == draft.staff_id,
            Draft.kind == draft.kind,
            Draft.writer == draft.writer,
        )
        if unit.session.scalar(taken) is not None:
            # The same window wrote in both: each text stays by itself.
            draft.writer = f"merged-{draft.id}"
        draft.case_id = to_id
        unit.session.flush()
        moved.append(draft.id)
    for case_id in (from_id, to_id):
        unit.changed(ChangeKind.DRAFT, case_id)
    return moved


def undo_merge(unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry) -> Case:
    """Take a merge of a moment ago back.

    Raises:
        UserError: ``undo.too_late``.
    """
    into = unit.session.get_one(Case, entry.case_id)
    case = lock_case(unit, entry.data["case"])
    if case.merged_into_id != into.id:
        raise UserError("undo.too_late")
    _unmerge(unit, context, actor, case, into, entry)
    return case


def unmerge(context: ServiceContext, actor: Actor, command: UnmergeCase) -> ActionResult:
    """Let a merged case go on by itself again, as it stood before; possible at any time.

    What came in meanwhile stays where it was answered.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``merge.not_merged``.
    """
    with context.database.write() as unit:
        into_id = unit.session.scalar(select(Case.merged_into_id).where(Case.id == command.case_id))
        for case_id in sorted({command.case_id, into_id or command.case_id}):
            lock_case(unit, case_id)
        case = load_to_work(unit, actor, command, touches=frozenset({Fact.MERGED}))
        entry = _entry_of(unit.session, case)
        if entry is None:
            raise UserError("merge.not_merged")
        into = unit.session.get_one(Case, entry.case_id)
        _unmerge(unit, context, actor, case, into, entry)
        entry.undone_at = context.clock.now()
        return result_of(unit, case)


def _entry_of(session: Session, case: Case) -> UndoEntry | None:
    """The entry of the merge that holds, which knows how the case stood before."""
    if case.merged_into_id is None:
        return None
    entries = session.scalars(
        select(UndoEntry)
        .where(
            UndoEntry.case_id == case.merged_into_id,
            UndoEntry.kind == UndoKind.MERGE,
            UndoEntry.undone_at.is_(None),
        )
        .order_by(UndoEntry.id.desc())
    )
    return next((entry for entry in entries if entry.data["case"] == case.id), None)


def _unmerge(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    into: Case,
    entry: UndoEntry,
) -> None:
    case.merged_into_id = None
    restore_state(case, entry.data["before"], only_from=CaseState.CLOSED)
    given = entry.data["given"]
    applied = select(BankChange.id).where(BankChange.case_id == into.id)
    if given and into.tenancy_id == given["tenancy"] and unit.session.scalar(applied) is None:
        into.tenancy_id, into.portal_account_id = None, given["account"]
    _move_drafts(unit, into.id, case.id, entry.data["drafts"])
    _tell_own_status(unit, context, case, entry)
    _done(unit, context, actor, AuditAction.CASE_UNMERGED, case, into)


def _tell_own_status(
    unit: UnitOfWork, context: ServiceContext, case: Case, entry: UndoEntry
) -> None:
    """Tell the portal how far the case is by itself, unless that is what it knows."""
    told = unit.session.scalars(
        select(Delivery)
        .where(Delivery.case_id == case.id, Delivery.type == OutgoingEvent.CASE_STATUS_CHANGED)
        .order_by(Delivery.id)
    ).all()
    # What the other case had to tell for both and what has not left yet is true no more.
    cancel = [
        one.id
        for one in told
        if one.time >= entry.created_at and one.state is DeliveryState.WAITING and not one.attempts
    ]
    cancel_deliveries(unit, cancel)
    known = [one.data["status"] for one in told if one.state is not DeliveryState.CANCELLED]
    status = _STATUS[case.state]
    if (known[-1] if known else PortalStatus.RECEIVED.value) != status.value:
        queue_status_changed(
            unit, context, case=case, status=status, not_before=context.clock.now()
        )


def _done(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    case: Case,
    into: Case,
) -> None:
    for one, other in ((case, into), (into, case)):
        touch(unit, context, actor, one)
        record(
            unit,
            context,
            actor,
            action,
            "cases",
            one.id,
            one.company_id,
            {"case": case.reference, "other": other.reference, "other_case_id": other.id},
        )
