"""Publishes a month: each contract is told of its own meters, each party the way it agreed to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.document_ways import IN_PORTAL, ON_PAPER
from desktop.domain.documents import ReadingState
from desktop.domain.errors import UserError
from desktop.domain.months import Month
from desktop.models.consumption import ConsumptionNotice, ConsumptionReading
from desktop.models.exchange import Delivery
from desktop.models.master_data import Meter
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.consumption.events import (
    account_address,
    month_letter,
    published_data,
)
from desktop.services.consumption.month_plan import (
    MonthPlan,
    ToldContract,
    month_flats,
    month_plan,
)
from desktop.services.consumption.view import MonthPublication
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, contract_delivery
from desktop.services.delivery.tenancy_events import tenancy_letter
from desktop.services.documents.letters import Envelope, envelopes
from desktop.services.leases import lease
from desktop.services.staff.access import Actor, Permission, require

LEASE = "consumption-publication"


def preview_month(
    context: ServiceContext, actor: Actor, company_id: int, month: Month
) -> MonthPublication:
    """Return what publishing a month of a company would do; nothing is changed.

    Raises:
        UserError: as ``publish_month``.
    """
    _check(context, actor, company_id, month)
    total = MonthPublication()
    with context.database.read() as session:
        flats = month_flats(session, company_id, month)
        total = replace(total, without_contract=flats.of_two)
        for portion in flats.portions():
            plan = month_plan(session, flats, portion, lock=False)
            total = _sum(total, _counts(context, plan))
        return replace(total, held=_held(session, company_id, month))


def publish_month(
    context: ServiceContext,
    actor: Actor,
    company_id: int,
    month: Month,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> MonthPublication:
    """Tell the tenants of a company what their meters counted in a month.

    Only what counts and was not told yet; who is interrupted begins again, nobody is told twice.
    ``on_progress`` hears how many flats of how many are done.

    Raises:
        UserError: ``access.denied``, ``consumption.month_running`` for one that is not over,
            ``lease.taken``.
    """
    _check(context, actor, company_id, month)
    total = MonthPublication()
    with lease(context, LEASE) as running:
        with context.database.read() as session:
            flats = month_flats(session, company_id, month)
        total = replace(total, without_contract=flats.of_two)
        done = 0
        for portion in flats.portions():
            if is_cancelled():
                total = replace(total, stopped=True)
                break
            with context.database.write() as unit:
                plan = month_plan(unit.session, flats, portion, lock=True)
                made = _publish(unit, context, actor, plan)
            total = _sum(total, made)
            running.renew()
            done += len(portion)
            on_progress(done, len(flats.houses))
        with context.database.read() as session:
            return replace(total, held=_held(session, company_id, month))


def _check(context: ServiceContext, actor: Actor, company_id: int, month: Month) -> None:
    require(actor, Permission.WORK_CASES, company_id)
    if month >= Month.of(context.clock.today()):
        raise UserError("consumption.month_running")


def _held(session: Session, company_id: int, month: Month) -> int:
    return len(
        session.scalars(
            select(ConsumptionReading.id)
            .join(Meter, Meter.id == ConsumptionReading.meter_id)
            .where(
                Meter.company_id == company_id,
                ConsumptionReading.month == month.first_day,
                ConsumptionReading.state == ReadingState.HELD,
            )
        ).all()
    )


def _counts(context: ServiceContext, plan: MonthPlan) -> MonthPublication:
    in_portal = sum(one.way in IN_PORTAL for told in plan.told for one in told.ways)
    letters = sum(len(_envelopes(context, told)) for told in plan.told)
    return MonthPublication(
        readings=sum(len(told.values) for told in plan.told),
        tenancies=len(plan.told),
        in_portal=in_portal,
        letters=letters,
        without_contract=plan.without_contract,
    )


def _envelopes(context: ServiceContext, told: ToldContract) -> Sequence[Envelope]:
    rows = [told.party(one.tenant_id).row for one in told.ways if one.way in ON_PAPER]
    return envelopes(rows, context.clock.today())


def _publish(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, plan: MonthPlan
) -> MonthPublication:
    session = unit.session
    made = [_deliveries(context, actor, plan.month, told) for told in plan.told]
    session.add_all(row for one in made for row in one.rows())
    session.flush()
    now = context.clock.now()
    for told, deliveries in zip(plan.told, made, strict=True):
        for reading in told.readings:
            reading.state = ReadingState.PUBLISHED
        session.add_all(
            ConsumptionNotice(
                reading_id=value.reading_id,
                tenant_id=way.tenant_id,
                tenancy_id=told.contract.tenancy.id,
                way=way.way,
                way_reason=way.reason,
                delivery_id=_id(deliveries.events.get((way.tenant_id, value.reading_id))),
                letter_id=_id(deliveries.letters.get(way.tenant_id)),
                published_at=now,
                published_by_id=actor.staff_id,
            )
            for value in told.values
            for way in told.ways
        )
        unit.changed(ChangeKind.TENANCY, told.contract.tenancy.id)
    record_all(unit, context, actor, [_entry(plan.month, told) for told in plan.told])
    unit.changed(ChangeKind.CONSUMPTION)
    if any(one.letters for one in made):
        unit.changed(ChangeKind.DELIVERY)
    return _counts(context, plan)


def _id(delivery: Delivery | None) -> int | None:
    return None if delivery is None else delivery.id


@dataclass(frozen=True, slots=True)
class _Deliveries:
    events: dict[tuple[int, int], Delivery]
    """By person and reading."""
    letters: dict[int, Delivery]

    def rows(self) -> list[Delivery]:
        """All of them, each once, in the order in which they are told."""
        letters = {id(one): one for one in self.letters.values()}
        return [*self.events.values(), *letters.values()]


def _deliveries(
    context: ServiceContext, actor: Actor, month: Month, told: ToldContract
) -> _Deliveries:
    now = context.clock.now()
    events = {}
    for way in told.ways:
        account = told.party(way.tenant_id).account
        if way.way not in IN_PORTAL or account is None:
            continue
        for value in told.values:
            events[way.tenant_id, value.reading_id] = contract_delivery(
                context,
                address=account_address(told.contract, account),
                event_type=OutgoingEvent.CONSUMPTION_PUBLISHED,
                data=published_data(value, [way.tenant_id]),
                not_before=now,
            )
    letters: dict[int, Delivery] = {}
    staff = actor.name if actor.staff_id else ""
    for envelope in _envelopes(context, told):
        letter = tenancy_letter(
            context,
            month_letter(told.contract, envelope, month, told.values, staff),
            not_before=now,
        )
        letters |= dict.fromkeys(envelope.tenant_ids, letter)
    return _Deliveries(events, letters)


def _entry(month: Month, told: ToldContract) -> AuditEntry:
    return AuditEntry(
        AuditAction.CONSUMPTION_PUBLISHED,
        "tenancies",
        told.contract.tenancy.id,
        told.contract.tenancy.company_id,
        {
            "month": str(month),
            "meters": [one.meter_number for one in told.values],
            "in_portal": sorted(one.tenant_id for one in told.ways if one.way in IN_PORTAL),
            "on_paper": sorted(one.tenant_id for one in told.ways if one.way in ON_PAPER),
        },
    )


def _sum(one: MonthPublication, other: MonthPublication) -> MonthPublication:
    return replace(
        one,
        readings=one.readings + other.readings,
        tenancies=one.tenancies + other.tenancies,
        in_portal=one.in_portal + other.in_portal,
        letters=one.letters + other.letters,
        without_contract=one.without_contract + other.without_contract,
    )
