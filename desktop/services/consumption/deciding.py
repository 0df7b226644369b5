"""A person decides on a value: it counts, it is refused, or another one takes its place."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.documents import ReadingState
from desktop.domain.errors import UserError
from desktop.models.consumption import ConsumptionReading
from desktop.models.master_data import Meter
from desktop.services.audit import AuditAction, record
from desktop.services.consumption.reasons import given_reason
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

_MOST = Decimal(10) ** 10
_CORRECTABLE = (ReadingState.HELD, ReadingState.ACCEPTED, ReadingState.PUBLISHED)


def accept_value(context: ServiceContext, actor: Actor, reading_id: int, reason: str) -> None:
    """Let a value that was held back count; another one of the same month counts no more.

    Raises:
        UserError: ``access.denied``, ``consumption.no_reading``, ``consumption.decided``,
            ``consumption.reason_missing``, ``consumption.no_value`` where it has none.
    """
    with context.database.write() as unit:
        reading, company_id = _load(unit.session, actor, reading_id)
        note = given_reason(reason)
        _must_be_held(reading)
        if reading.value is None and reading.stand is None:
            raise UserError("consumption.no_value")
        _end_standing(unit.session, reading)
        _decide(unit, context, actor, reading, ReadingState.ACCEPTED, note)
        _record(unit, context, actor, AuditAction.CONSUMPTION_ACCEPTED, reading, company_id)


def refuse_value(context: ServiceContext, actor: Actor, reading_id: int, reason: str) -> None:
    """Find a value that was held back wrong: it is shown nowhere, and the same comes in no more.

    Raises:
        UserError: as ``accept_value``.
    """
    with context.database.write() as unit:
        reading, company_id = _load(unit.session, actor, reading_id)
        note = given_reason(reason)
        _must_be_held(reading)
        _decide(unit, context, actor, reading, ReadingState.REFUSED, note)
        _record(unit, context, actor, AuditAction.CONSUMPTION_REFUSED, reading, company_id)


def correct_value(
    context: ServiceContext,
    actor: Actor,
    reading_id: int,
    value: Decimal,
    reason: str,
    *,
    unit_of_measure: str = "",
) -> int:
    """Put the right value in the place of one; what was published is told anew with the month.

    Returns:
        The id of the new value.

    Raises:
        UserError: as ``accept_value``; ``consumption.value_out_of_range``.
    """
    with context.database.write() as unit:
        reading, company_id = _load(unit.session, actor, reading_id)
        note = given_reason(reason)
        if reading.state not in _CORRECTABLE:
            raise UserError("consumption.decided")
        if not 0 <= value < _MOST:
            raise UserError("consumption.value_out_of_range")
        _end_standing(unit.session, reading)
        was_held = reading.state is ReadingState.HELD
        ended = ReadingState.REFUSED if was_held else ReadingState.REPLACED
        _decide(unit, context, actor, reading, ended, note)
        unit.session.flush()
        meter = unit.session.get_one(Meter, reading.meter_id)
        made = ConsumptionReading(
            meter_id=reading.meter_id,
            month=reading.month,
            value=value,
            # A stand that went backwards would make the next month wrong too.
            stand=None if was_held else reading.stand,
            unit_of_measure=unit_of_measure or meter.unit_of_measure or reading.unit_of_measure,
            average=reading.average,
            exchanged_on=reading.exchanged_on,
            state=ReadingState.ACCEPTED,
            findings=None,
            import_id=None,
            decided_at=context.clock.now(),
            decided_by_id=actor.staff_id,
            decision_note=note,
        )
        unit.session.add(made)
        unit.session.flush()
        _record(unit, context, actor, AuditAction.CONSUMPTION_CORRECTED, made, company_id)
        return made.id


def _load(session: Session, actor: Actor, reading_id: int) -> tuple[ConsumptionReading, int]:
    require(actor, Permission.WORK_CASES)
    reading = session.get(ConsumptionReading, reading_id, with_for_update=True)
    if reading is None:
        raise UserError("consumption.no_reading")
    company_id = session.get_one(Meter, reading.meter_id).company_id
    require(actor, Permission.WORK_CASES, company_id)
    return reading, company_id


def _must_be_held(reading: ConsumptionReading) -> None:
    if reading.state is not ReadingState.HELD:
        raise UserError("consumption.decided")


def _end_standing(session: Session, reading: ConsumptionReading) -> None:
    """A month has one value that counts: the former ends before the new one begins."""
    standing = session.scalars(
        select(ConsumptionReading)
        .where(
            ConsumptionReading.meter_id == reading.meter_id,
            ConsumptionReading.month == reading.month,
            ConsumptionReading.id != reading.id,
            ConsumptionReading.state.in_((ReadingState.ACCEPTED, ReadingState.PUBLISHED)),
        )
        .with_for_update()
    ).all()
    for row in standing:
        row.state = ReadingState.REPLACED
    session.flush()


def _decide(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    reading: ConsumptionReading,
    state: ReadingState,
    note: str,
) -> None:
    reading.state = state
    reading.decided_at, reading.decided_by_id = context.clock.now(), actor.staff_id
    reading.decision_note = note
    unit.changed(ChangeKind.CONSUMPTION, reading.import_id)


def _record(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    reading: ConsumptionReading,
    company_id: int,
) -> None:
    record(
        unit,
        context,
        actor,
        action,
        ConsumptionReading.__tablename__,
        reading.id,
        company_id,
        {"meter_id": reading.meter_id, "month": reading.month.isoformat()[:7]},
    )
