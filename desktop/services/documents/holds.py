"""Legal holds: nothing of a contract is deleted as long as one stands (*Löschsperre*)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.models.document import LegalHold
from desktop.services.accounts.loading import load_tenancy
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.documents.commands import LiftLegalHold, SetLegalHold
from desktop.services.staff.access import Actor, Permission, require


def set_legal_hold(context: ServiceContext, actor: Actor, command: SetLegalHold) -> int:
    """Set a hold on a contract and return its id.

    Raises:
        UserError: ``account.not_found``, ``access.denied``, ``holds.reason_missing``,
            ``holds.stands`` where one stands already.
    """
    reason = command.reason.strip()
    with context.database.write() as unit:
        tenancy = load_tenancy(unit.session, actor, command.tenancy_id, Permission.WORK_CASES)
        if not reason:
            raise UserError("holds.reason_missing")
        if is_held(unit.session, tenancy.id):
            raise UserError("holds.stands")
        row = LegalHold(
            tenancy_id=tenancy.id,
            reason=reason,
            since=context.clock.now(),
            by_id=actor.person_id,
            lift_reason="",
        )
        unit.session.add(row)
        unit.session.flush()
        _record(unit, context, actor, AuditAction.LEGAL_HOLD_SET, row, tenancy.company_id)
        return row.id


def lift_legal_hold(context: ServiceContext, actor: Actor, command: LiftLegalHold) -> None:
    """Lift a hold: what it kept ends with its class again.

    Raises:
        UserError: ``holds.not_found``, ``access.denied``, ``holds.reason_missing``,
            ``holds.lifted``.
    """
    reason = command.reason.strip()
    with context.database.write() as unit:
        require(actor, Permission.WORK_CASES)
        row = unit.session.get(LegalHold, command.hold_id, with_for_update=True)
        if row is None:
            raise UserError("holds.not_found")
        tenancy = load_tenancy(unit.session, actor, row.tenancy_id, Permission.WORK_CASES)
        if not reason:
            raise UserError("holds.reason_missing")
        if row.lifted_at is not None:
            raise UserError("holds.lifted")
        row.lifted_at, row.lifted_by_id = context.clock.now(), actor.person_id
        row.lift_reason = reason
        _record(unit, context, actor, AuditAction.LEGAL_HOLD_LIFTED, row, tenancy.company_id)


def is_held(session: Session, tenancy_id: int) -> bool:
    """Whether nothing of a contract may be deleted now."""
    held = select(LegalHold.id).where(
        LegalHold.tenancy_id == tenancy_id, LegalHold.lifted_at.is_(None)
    )
    return session.scalar(held.limit(1)) is not None


def _record(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    row: LegalHold,
    company_id: int,
) -> None:
    record(
        unit,
        context,
        actor,
        action,
        "legal_holds",
        row.id,
        company_id,
        {"tenancy_id": row.tenancy_id},
    )
    unit.changed(ChangeKind.TENANCY, row.tenancy_id)
