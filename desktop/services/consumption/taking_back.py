"""Takes a whole import of monthly values back.

What it brought counts no more, and what it took the place of counts again. What was published
stays: tenants were told, so each of those is corrected by itself. Nothing is deleted, and the same
file can be taken in anew.
"""

from collections.abc import Callable

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ImportState
from desktop.domain.changes import ChangeKind
from desktop.domain.documents import ReadingState
from desktop.domain.errors import UserError
from desktop.models.consumption import ConsumptionImport, ConsumptionNotice, ConsumptionReading
from desktop.services.audit import AuditAction, record
from desktop.services.consumption.importing import LEASE
from desktop.services.consumption.reasons import given_reason
from desktop.services.consumption.records import UsageRecord
from desktop.services.consumption.view import UsageTakenBack
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.companies import reaches_all

_PORTION = 500
_OPEN = (ReadingState.ACCEPTED, ReadingState.HELD)


def take_usage_back(
    context: ServiceContext,
    actor: Actor,
    import_id: int,
    reason: str,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> UsageTakenBack:
    """Take one import back; who is interrupted begins again, what is back stays back.

    Raises:
        UserError: ``access.denied``, ``consumption.no_import``, ``consumption.taken_back_already``,
            ``consumption.reason_missing``, ``consumption.take_back_stopped``, ``lease.taken``.
    """
    require(actor, Permission.WORK_CASES)
    note = given_reason(reason)
    removed = restored = 0
    with lease(context, LEASE) as held:
        UsageRecord.end_broken(context)
        _check(context, actor, import_id)
        while True:
            if is_cancelled():
                raise UserError("consumption.take_back_stopped")
            with context.database.write() as unit:
                gone, back = _portion(unit, context, actor, import_id, note)
            removed, restored = removed + gone, restored + back
            if not gone:
                break
            held.renew()
        return _finish(context, actor, import_id, note, removed, restored)


def _check(context: ServiceContext, actor: Actor, import_id: int) -> None:
    with context.database.read() as session:
        row = session.get(ConsumptionImport, import_id)
        if row is None:
            raise UserError("consumption.no_import")
        if row.state is ImportState.TAKEN_BACK:
            raise UserError("consumption.taken_back_already")
        if row.by_id != actor.staff_id and not reaches_all(session, actor):
            raise UserError("access.denied")


def _portion(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, import_id: int, note: str
) -> tuple[int, int]:
    session = unit.session
    rows = session.scalars(
        select(ConsumptionReading)
        .where(ConsumptionReading.import_id == import_id, ConsumptionReading.state.in_(_OPEN))
        .order_by(ConsumptionReading.id.desc())
        .limit(_PORTION)
        .with_for_update()
    ).all()
    counted = [row for row in rows if row.state is ReadingState.ACCEPTED]
    for row in rows:
        row.state = ReadingState.REPLACED
        row.decided_at, row.decided_by_id = context.clock.now(), actor.staff_id
        row.decision_note = note
    session.flush()
    restored = sum(_restore(session, row, import_id) for row in counted)
    if rows:
        unit.changed(ChangeKind.CONSUMPTION, import_id)
    return len(rows), restored


def _restore(session: Session, gone: ConsumptionReading, import_id: int) -> bool:
    """Let the value count again that a value of the import had taken the place of."""
    other = aliased(ConsumptionReading)
    stands = exists().where(
        other.meter_id == gone.meter_id,
        other.month == gone.month,
        other.state.in_((ReadingState.ACCEPTED, ReadingState.PUBLISHED)),
    )
    before = session.scalars(
        select(ConsumptionReading)
        .outerjoin(ConsumptionImport, ConsumptionImport.id == ConsumptionReading.import_id)
        .where(
            ConsumptionReading.meter_id == gone.meter_id,
            ConsumptionReading.month == gone.month,
            ConsumptionReading.id < gone.id,
            ConsumptionReading.state == ReadingState.REPLACED,
            ConsumptionReading.import_id.is_distinct_from(import_id),
            ConsumptionImport.state.is_distinct_from(ImportState.TAKEN_BACK),
            ~stands,
        )
        .order_by(ConsumptionReading.id.desc())
        .limit(1)
    ).first()
    if before is None:
        return False
    told = select(ConsumptionNotice.reading_id).where(ConsumptionNotice.reading_id == before.id)
    was_told = session.scalar(told.limit(1)) is not None
    holds = any(one.get("code") != "exchanged" for one in before.findings or ())
    if holds and before.decided_at is None:
        before.state = ReadingState.HELD
    else:
        before.state = ReadingState.PUBLISHED if was_told else ReadingState.ACCEPTED
    session.flush()
    return True


def _finish(
    context: ServiceContext,
    actor: Actor,
    import_id: int,
    note: str,
    removed: int,
    restored: int,
) -> UsageTakenBack:
    with context.database.write() as unit:
        staying = len(
            unit.session.scalars(
                select(ConsumptionReading.id).where(
                    ConsumptionReading.import_id == import_id,
                    ConsumptionReading.state == ReadingState.PUBLISHED,
                )
            ).all()
        )
        unit.session.execute(
            update(ConsumptionImport)
            .where(ConsumptionImport.id == import_id)
            .values(
                state=ImportState.TAKEN_BACK,
                taken_back_at=context.clock.now(),
                taken_back_by_id=actor.staff_id,
                take_back_reason=note,
            )
        )
        unit.changed(ChangeKind.CONSUMPTION, import_id)
        record(
            unit,
            context,
            actor,
            AuditAction.CONSUMPTION_TAKEN_BACK,
            ConsumptionImport.__tablename__,
            import_id,
            None,
            {"removed": removed, "restored": restored, "staying": staying},
        )
    return UsageTakenBack(import_id, removed, restored, staying)
