"""Publishes a month: each contract is told of its own meters, each party the way it agreed to."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.consumption.contract_time import seen_months, whose_month
from desktop.domain.consumption.series import compare
from desktop.domain.document_period import Period
from desktop.domain.document_ways import IN_PORTAL, ON_PAPER
from desktop.domain.documents import ReadingState
from desktop.domain.errors import UserError
from desktop.domain.months import Month
from desktop.models.consumption import ConsumptionNotice, ConsumptionReading
from desktop.models.exchange import Delivery
from desktop.models.master_data import Meter
from desktop.models.tenancy import Unit
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.consumption.events import (
    PublishedValue,
    account_address,
    month_letter,
    published_data,
)
from desktop.services.consumption.values import (
    HouseKey,
    contract_times,
    counting_values,
    house_averages,
)
from desktop.services.consumption.view import MonthPublication
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, contract_delivery
from desktop.services.delivery.tenancy_events import tenancy_letter
from desktop.services.documents.letters import Envelope, envelopes
from desktop.services.documents.view import PartyWay
from desktop.services.documents.ways import Contract, KnownParty, contracts_of, party_ways
from desktop.services.leases import lease
from desktop.services.staff.access import Actor, Permission, require

LEASE = "consumption-publication"
_PORTION = 200
"""So many flats are published in one transaction."""


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
        units = _units(session, company_id, month)
        averages = _averages(session, units, month)
        for start in range(0, len(units), _PORTION):
            flats = list(units)[start : start + _PORTION]
            plan = _plan(session, flats, month, averages, lock=False)
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
            units = _units(session, company_id, month)
            averages = _averages(session, units, month)
        flats = list(units)
        for start in range(0, len(flats), _PORTION):
            if is_cancelled():
                total = replace(total, stopped=True)
                break
            with context.database.write() as unit:
                portion = flats[start : start + _PORTION]
                plan = _plan(unit.session, portion, month, averages, lock=True)
                made = _publish(unit, context, actor, plan)
            total = _sum(total, made)
            running.renew()
            on_progress(min(start + _PORTION, len(flats)), len(flats))
        with context.database.read() as session:
            return replace(total, held=_held(session, company_id, month))


@dataclass(frozen=True, slots=True)
class _Told:
    """A contract with its values of the month and the ways to its parties."""

    contract: Contract
    values: tuple[PublishedValue, ...]
    readings: tuple[ConsumptionReading, ...]
    ways: tuple[PartyWay, ...]

    def party(self, tenant_id: int) -> KnownParty:
        """A person's part in the contract; of who came back the last one."""
        return [one for one in self.contract.parties if one.row.tenant_id == tenant_id][-1]


@dataclass(frozen=True, slots=True)
class _Plan:
    month: Month
    told: tuple[_Told, ...]
    without_contract: int


def _check(context: ServiceContext, actor: Actor, company_id: int, month: Month) -> None:
    require(actor, Permission.WORK_CASES, company_id)
    if month >= Month.of(context.clock.today()):
        raise UserError("consumption.month_running")


def _units(session: Session, company_id: int, month: Month) -> dict[int, int]:
    """The flats with something to tell, and their houses."""
    rows = session.execute(
        select(Unit.id, Unit.property_id)
        .join(Meter, Meter.unit_id == Unit.id)
        .join(ConsumptionReading, ConsumptionReading.meter_id == Meter.id)
        .where(
            Meter.company_id == company_id,
            ConsumptionReading.month == month.first_day,
            ConsumptionReading.state == ReadingState.ACCEPTED,
            ConsumptionReading.value.is_not(None),
        )
        .distinct()
        .order_by(Unit.id)
    ).tuples()
    return dict(rows.all())


def _averages(session: Session, units: Mapping[int, int], month: Month) -> dict[HouseKey, Decimal]:
    day = month.first_day
    return house_averages(session, sorted(set(units.values())), day, day)


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


def _plan(
    session: Session,
    unit_ids: Sequence[int],
    month: Month,
    averages: Mapping[HouseKey, Decimal],
    *,
    lock: bool,
) -> _Plan:
    query = (
        select(ConsumptionReading, Meter, Unit.property_id)
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .join(Unit, Unit.id == Meter.unit_id)
        .where(
            Meter.unit_id.in_(unit_ids),
            ConsumptionReading.month == month.first_day,
            ConsumptionReading.state == ReadingState.ACCEPTED,
            ConsumptionReading.value.is_not(None),
        )
        .order_by(Meter.unit_id, Meter.kind, Meter.meter_number)
    )
    if lock:
        # Who publishes or corrects at the same time comes afterwards, and finds it published.
        query = query.with_for_update(of=ConsumptionReading)
    rows = session.execute(query).tuples()
    by_unit: defaultdict[int, list[tuple[ConsumptionReading, Meter, int]]] = defaultdict(list)
    for row in rows:
        by_unit[row[1].unit_id].append(row)
    times = contract_times(session, by_unit)
    whose = {one: whose_month(month, times.get(one, ())) for one in by_unit}
    contracts = contracts_of(session, [one for one in whose.values() if one is not None])
    meter_ids = [meter.id for found in by_unit.values() for _, meter, _ in found]
    months = (month, month.plus(-1), month.plus(-12))
    around = _Around(
        counting_values(session, meter_ids, months), _told_before(session, meter_ids, month)
    )
    told, without = [], 0
    for unit_id, found in by_unit.items():
        contract = contracts.get(whose[unit_id] or 0)
        time = Period(month.first_day, month.last_day)
        ways = () if contract is None else party_ways(contract, time, ())
        ways = tuple(one for one in ways if one.way in IN_PORTAL | ON_PAPER)
        if contract is None or not ways:
            without += len(found)
            continue
        seen = seen_months(contract.tenancy.id, times[unit_id], months)
        values = tuple(_value(row, month, seen, around, averages) for row in found)
        told.append(_Told(contract, values, tuple(one for one, _, _ in found), ways))
    return _Plan(month, tuple(told), without)


@dataclass(frozen=True, slots=True)
class _Around:
    """The values of the months beside the published one, and which meters were told of before."""

    values: Mapping[int, Mapping[Month, tuple[Decimal, str]]]
    told_before: frozenset[int]


def _told_before(session: Session, meter_ids: Sequence[int], month: Month) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(ConsumptionReading.meter_id)
            .join(ConsumptionNotice, ConsumptionNotice.reading_id == ConsumptionReading.id)
            .where(
                ConsumptionReading.meter_id.in_(meter_ids),
                ConsumptionReading.month == month.first_day,
            )
        )
    )


def _value(
    row: tuple[ConsumptionReading, Meter, int],
    month: Month,
    seen: frozenset[Month],
    around: _Around,
    averages: Mapping[HouseKey, Decimal],
) -> PublishedValue:
    reading, meter, property_id = row
    assert reading.value is not None
    unit = reading.unit_of_measure
    # Another unit is no comparison.
    known = {
        one: value
        for one, (value, its_unit) in around.values.get(meter.id, {}).items()
        if its_unit == unit
    }
    return PublishedValue(
        reading_id=reading.id,
        meter_number=meter.meter_number,
        kind=meter.kind,
        month=month,
        value=reading.value,
        unit=unit,
        comparison=compare(
            known,
            month,
            seen=seen,
            average_user=reading.average,
            house_average=averages.get((property_id, meter.kind, unit, month)),
        ),
        corrects=meter.id in around.told_before,
    )


def _counts(context: ServiceContext, plan: _Plan) -> MonthPublication:
    in_portal = sum(one.way in IN_PORTAL for told in plan.told for one in told.ways)
    letters = sum(len(_envelopes(context, told)) for told in plan.told)
    return MonthPublication(
        readings=sum(len(told.values) for told in plan.told),
        tenancies=len(plan.told),
        in_portal=in_portal,
        letters=letters,
        without_contract=plan.without_contract,
    )


def _envelopes(context: ServiceContext, told: _Told) -> Sequence[Envelope]:
    rows = [told.party(one.tenant_id).row for one in told.ways if one.way in ON_PAPER]
    return envelopes(rows, context.clock.today())


def _publish(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, plan: _Plan
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


def _deliveries(context: ServiceContext, actor: Actor, month: Month, told: _Told) -> _Deliveries:
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
                data=published_data(value),
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


def _entry(month: Month, told: _Told) -> AuditEntry:
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
