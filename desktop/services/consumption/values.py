"""Values that count, by meter and month, and the averages of houses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.accounts import MeterKind
from desktop.domain.consumption.contract_time import ContractTime
from desktop.domain.consumption.series import house_average
from desktop.domain.kinds import UnitKind
from desktop.domain.months import Month
from desktop.models.consumption import ConsumptionReading
from desktop.models.master_data import Meter
from desktop.models.tenancy import Tenancy, Unit
from desktop.services.consumption.books import COUNTING
from desktop.services.consumption.meter_places import MeterPlaces

HouseKey = tuple[int, MeterKind, str, Month]
"""A house, what is counted, its unit, and the month."""


def counting_values(
    session: Session, meter_ids: Collection[int], months: Collection[Month]
) -> dict[int, dict[Month, tuple[Decimal, str]]]:
    """Return the values that count with their units, of some months, by meter."""
    found: defaultdict[int, dict[Month, tuple[Decimal, str]]] = defaultdict(dict)
    rows = session.execute(
        select(
            ConsumptionReading.meter_id,
            ConsumptionReading.month,
            ConsumptionReading.value,
            ConsumptionReading.unit_of_measure,
        ).where(
            is_one_of(session, ConsumptionReading.meter_id, meter_ids),
            ConsumptionReading.month.in_([one.first_day for one in months]),
            ConsumptionReading.state.in_(COUNTING),
        )
    ).tuples()
    for meter_id, day, value, unit in rows:
        if value is not None:
            found[meter_id][Month.of(day)] = (value, unit)
    return dict(found)


def house_averages(
    session: Session,
    property_ids: Collection[int],
    since: date,
    until: date,
    places: MeterPlaces,
) -> dict[HouseKey, Decimal]:
    """Return what a flat of a house used on average, where enough flats have a value."""
    rows = session.execute(
        select(
            Unit.property_id,
            Unit.id,
            Meter.kind,
            ConsumptionReading.unit_of_measure,
            ConsumptionReading.month,
            func.sum(ConsumptionReading.value),
        )
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .join(Unit, Unit.id == Meter.unit_id)
        .where(
            is_one_of(session, Unit.property_id, property_ids),
            Unit.kind == UnitKind.FLAT,
            ConsumptionReading.month.between(since, until),
            ConsumptionReading.state.in_(COUNTING),
            ConsumptionReading.value.is_not(None),
            ~is_one_of(session, Meter.id, places.moved),
        )
        .group_by(
            Unit.property_id,
            Unit.id,
            Meter.kind,
            ConsumptionReading.unit_of_measure,
            ConsumptionReading.month,
        )
    ).tuples()
    totals: defaultdict[HouseKey, defaultdict[int, Decimal]] = defaultdict(
        lambda: defaultdict(Decimal)
    )
    for property_id, unit_id, kind, unit, day, total in rows:
        totals[property_id, kind, unit, Month.of(day)][unit_id] += Decimal(str(total))
    for key, unit_id, value in _of_moved(session, property_ids, since, until, places):
        totals[key][unit_id] += value
    averages = {key: house_average(list(flats.values())) for key, flats in totals.items()}
    return {key: average for key, average in averages.items() if average is not None}


def _of_moved(
    session: Session,
    property_ids: Collection[int],
    since: date,
    until: date,
    places: MeterPlaces,
) -> Iterator[tuple[HouseKey, int, Decimal]]:
    """The values of meters that hung elsewhere before, each in the flat of which it tells."""
    if not places.moved:
        return
    flats = dict(
        session.execute(
            select(Unit.id, Unit.property_id).where(
                is_one_of(session, Unit.property_id, property_ids), Unit.kind == UnitKind.FLAT
            )
        )
        .tuples()
        .all()
    )
    rows = session.execute(
        select(ConsumptionReading, Meter)
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .where(
            is_one_of(session, Meter.id, places.moved),
            ConsumptionReading.month.between(since, until),
            ConsumptionReading.state.in_(COUNTING),
        )
    ).tuples()
    for reading, meter in rows:
        month = Month.of(reading.month)
        unit_id = places.unit_in(month, meter.id, meter.unit_id)
        if unit_id in flats and reading.value is not None:
            key = flats[unit_id], meter.kind, reading.unit_of_measure, month
            yield key, unit_id, reading.value


def contract_times(session: Session, unit_ids: Iterable[int]) -> dict[int, list[ContractTime]]:
    """Return when which contract over a flat ran, by flat."""
    found: defaultdict[int, list[ContractTime]] = defaultdict(list)
    rows = session.execute(
        select(Tenancy.unit_id, Tenancy.id, Tenancy.starts_on, Tenancy.ends_on).where(
            is_one_of(session, Tenancy.unit_id, list(set(unit_ids)))
        )
    ).tuples()
    for unit_id, tenancy_id, starts_on, ends_on in rows:
        found[unit_id].append(ContractTime(tenancy_id, starts_on, ends_on))
    return dict(found)
