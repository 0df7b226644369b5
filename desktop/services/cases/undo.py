"""Taking back the last act within its time, whatever it was."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.errors import UserError
from desktop.domain.kinds import UndoKind
from desktop.models.case import Case
from desktop.models.exchange import UndoEntry
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.correction import undo_correction, undo_correction_proposal
from desktop.services.bank_changes.decisions import undo_proposal, undo_rejection
from desktop.services.bank_changes.release import undo_release
from desktop.services.bank_changes.variants import undo_other_contracts
from desktop.services.cases.actions import undo_close
from desktop.services.cases.assignment import undo_assignment
from desktop.services.cases.loading import lock_case, result_of
from desktop.services.cases.merging import undo_merge
from desktop.services.cases.undo_offers import latest_entry_id, was_in_bulk
from desktop.services.cases.view import ActionResult
from desktop.services.contacts.deciding import undo_contact_data
from desktop.services.context import ServiceContext
from desktop.services.conversation.use_cases import undo_message
from desktop.services.damages.group_replies import undo_group_reply
from desktop.services.damages.orders import undo_order_sent
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.time_limits import Moment

_Inverse = Callable[[UnitOfWork, ServiceContext, Actor, UndoEntry], Case]
_INVERSES: Mapping[UndoKind, _Inverse] = {
    UndoKind.CLOSE: undo_close,
    UndoKind.MESSAGE: undo_message,
    UndoKind.MESSAGE_AND_CLOSE: undo_message,
    UndoKind.PROPOSAL: undo_proposal,
    UndoKind.REJECTION: undo_rejection,
    UndoKind.RELEASE: undo_release,
    UndoKind.CORRECTION_PROPOSAL: undo_correction_proposal,
    UndoKind.CORRECTION: undo_correction,
    UndoKind.OTHER_CONTRACTS: undo_other_contracts,
    UndoKind.ORDER_SENT: undo_order_sent,
    UndoKind.GROUP_REPLY: undo_group_reply,
    UndoKind.ASSIGNMENT: undo_assignment,
    UndoKind.MERGE: undo_merge,
    UndoKind.CONTACT_DATA: undo_contact_data,
}


def undo(context: ServiceContext, actor: Actor, undo_id: int) -> ActionResult:
    """Take an own act back while its time runs; afterwards taking back is an act of its own.

    Acts of a case are taken back from the latest on: an earlier one would otherwise take with it
    what a later one decided.

    Raises:
        UserError: ``undo.unknown``, ``access.denied``, ``undo.not_yours``, ``undo.done``,
            ``undo.too_late`` (its time is over, or another act in the case came after it).
    """
    with context.database.write() as unit:
        entry = unit.session.scalar(
            select(UndoEntry).where(UndoEntry.id == undo_id).with_for_update()
        )
        if entry is None:
            raise UserError("undo.unknown")
        # Locked, so that no other act comes between the look at the latest one and the undo.
        case = lock_case(unit, entry.case_id)
        require(actor, Permission.WORK_CASES, case.company_id)
        if entry.staff_id != actor.staff_id:
            raise UserError("undo.not_yours")
        if entry.undone_at is not None:
            raise UserError("undo.done")
        if Moment.of(context.clock).is_over(entry.until):
            raise UserError("undo.too_late")
        if entry.id != latest_entry_id(unit.session, case.id) or was_in_bulk(
            unit.session, case.id, entry.created_at
        ):
            raise UserError("undo.too_late")
        case = _INVERSES[entry.kind](unit, context, actor, entry)
        entry.undone_at = context.clock.now()
        record(
            unit,
            context,
            actor,
            AuditAction.UNDONE,
            "undo_entries",
            entry.id,
            case.company_id,
            {"kind": entry.kind.value, "case": case.reference},
        )
        return result_of(unit, case)
