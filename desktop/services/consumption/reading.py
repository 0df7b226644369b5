"""What the meters of a contract counted, in its own months only, and who was told of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import MeterKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.consumption.contract_time import ContractTime, seen_months
from desktop.domain.consumption.series import Comparison, MonthOfYear, MonthState, compare, year_of
from desktop.domain.documents import ReadingState
from desktop.domain.months import Month
from desktop.models.consumption import ConsumptionImport, ConsumptionNotice, ConsumptionReading
from desktop.models.master_data import Meter
from desktop.models.tenancy import Tenancy
from desktop.services.accounts.loading import load_tenancy
from desktop.services.consumption.books import COUNTING, findings_of
from desktop.services.consumption.meter_places import MeterPlaces, load_places
from desktop.services.consumption.told import notices, told_of
from desktop.services.consumption.values import HouseKey, contract_times, house_averages
from desktop.services.consumption.view import (
    AccountUsage,
    MeterUsage,
    Told,
    UsageMonth,
    UsageYear,
)
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor

_KINDS = {kind: place for place, kind in enumerate(MeterKind)}
_SHOWN = (*COUNTING, ReadingState.HELD)


def account_usage(context: ServiceContext, actor: Actor, tenancy_id: int) -> AccountUsage:
    """Return the meters of a contract with the years it sees; others' months are left out.

    Raises:
        UserError: ``account.not_found``, ``access.denied``.
    """
    today = context.clock.today()
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, tenancy_id)
        places = load_places(session, [tenancy.company_id])
        here = or_(
            Meter.unit_id == tenancy.unit_id,
            is_one_of(session, Meter.id, places.once_in(tenancy.unit_id)),
        )
        found_meters = session.scalars(select(Meter).where(here, Meter.remote.is_not(False)))
        meters = sorted(found_meters, key=lambda one: (_KINDS[one.kind], one.meter_number))
        times = contract_times(session, [tenancy.unit_id])[tenancy.unit_id]
        readings = _readings(session, [one.id for one in meters])
        told = _told(session, tenancy_id)
        averages = house_averages(
            session, [tenancy.unit.property_id], tenancy.starts_on.replace(day=1), today, places
        )
        whose = _Contract(tenancy, tenancy.unit.property_id, times, places)
        found = [
            _meter(one, readings[one.id], whose, today, averages, told)
            for one in meters
            if one.id in readings
        ]
    return AccountUsage(tenancy_id, tuple(one for one in found if one.years))


@dataclass(frozen=True, slots=True)
class _Contract:
    """A contract, its house, who else had its flat, and which meters hung elsewhere before."""

    tenancy: Tenancy
    house: int
    times: Sequence[ContractTime]
    places: MeterPlaces

    def seen(self, meter: Meter, months: Sequence[Month]) -> frozenset[Month]:
        """Those of some months of a meter that the contract sees."""
        here = [
            one
            for one in months
            if self.places.unit_in(one, meter.id, meter.unit_id) == self.tenancy.unit_id
        ]
        return seen_months(self.tenancy.id, self.times, here)


def _readings(
    session: Session, meter_ids: Sequence[int]
) -> dict[int, list[tuple[ConsumptionReading, date | None]]]:
    """The readings that count or wait, with the day they came on, by meter."""
    found: defaultdict[int, list[tuple[ConsumptionReading, date | None]]] = defaultdict(list)
    rows = session.execute(
        select(ConsumptionReading, ConsumptionImport.started_at)
        .outerjoin(ConsumptionImport, ConsumptionImport.id == ConsumptionReading.import_id)
        .where(
            is_one_of(session, ConsumptionReading.meter_id, meter_ids),
            ConsumptionReading.state.in_(_SHOWN),
        )
        .order_by(ConsumptionReading.month, ConsumptionReading.id)
    )
    for reading, started_at in rows:
        came_on = None if started_at is None else berlin_day(started_at)
        found[reading.meter_id].append((reading, came_on))
    return dict(found)


def _meter(
    meter: Meter,
    readings: Sequence[tuple[ConsumptionReading, date | None]],
    whose: _Contract,
    today: date,
    averages: Mapping[HouseKey, Decimal],
    told: Mapping[int, tuple[Told, ...]],
) -> MeterUsage:
    counting = {Month.of(one.month): (one, day) for one, day in readings if one.state in COUNTING}
    held = {Month.of(one.month): one for one, _ in readings if one.state is ReadingState.HELD}
    first = max(Month.of(whose.tenancy.starts_on), min([*counting, *held]))
    now = Month.of(today)
    span = [first.plus(n) for n in range(max(0, _between(first, now) + 1))]
    seen = whose.seen(meter, span)
    unit = meter.unit_of_measure or next((one.unit_of_measure for one, _ in counting.values()), "")
    values = {
        month: one.value
        for month, (one, _) in counting.items()
        if one.value is not None and one.unit_of_measure == unit
    }
    years = []
    for year in range(now.year, first.year - 1, -1) if seen else ():
        months = year_of(values, year, today, seen=seen, held=frozenset(held))
        rows = []
        for one in months:
            reading, came_on = counting.get(one.month, (None, None))
            average = None if reading is None else reading.average
            comparison = compare(
                values,
                one.month,
                seen=seen,
                average_user=average,
                house_average=averages.get((whose.house, meter.kind, unit, one.month)),
            )
            shown = held.get(one.month) if reading is None else reading
            rows.append(_usage_month(one, comparison, shown, came_on, told))
        if any(one.state not in (MonthState.OUTSIDE, MonthState.AHEAD) for one in rows):
            years.append(UsageYear(year, tuple(rows)))
    return MeterUsage(
        meter_number=meter.meter_number, kind=meter.kind, unit=unit, years=tuple(years)
    )


def _usage_month(
    one: MonthOfYear,
    comparison: Comparison,
    reading: ConsumptionReading | None,
    came_on: date | None,
    told: Mapping[int, tuple[Told, ...]],
) -> UsageMonth:
    is_seen = one.state not in (MonthState.OUTSIDE, MonthState.AHEAD)
    shown = reading if is_seen else None
    running = one.state is MonthState.RUNNING and one.value is not None
    return UsageMonth(
        month=one.month,
        state=one.state,
        value=one.value,
        last_year=one.last_year,
        comparison=comparison if is_seen else None,
        reading=None if shown is None else shown.state,
        findings=() if shown is None else findings_of(shown),
        told=() if shown is None else told.get(shown.id, ()),
        until=came_on if running else None,
    )


def _between(first: Month, last: Month) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _told(session: Session, tenancy_id: int) -> dict[int, tuple[Told, ...]]:
    """Who of a contract was told of which reading."""
    found: defaultdict[int, list[Told]] = defaultdict(list)
    rows = session.execute(
        notices()
        .where(ConsumptionNotice.tenancy_id == tenancy_id)
        .order_by(ConsumptionNotice.reading_id, ConsumptionNotice.tenant_id)
    )
    for row in rows:
        found[row.ConsumptionNotice.reading_id].append(told_of(row))
    return {reading_id: tuple(one) for reading_id, one in found.items()}
