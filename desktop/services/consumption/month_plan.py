"""What publishing a month would tell whom: the flats with values, and their contracts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.consumption.contract_time import seen_months, whose_month
from desktop.domain.consumption.series import compare
from desktop.domain.document_period import Period
from desktop.domain.document_ways import IN_PORTAL, ON_PAPER
from desktop.domain.documents import ReadingState
from desktop.domain.months import Month
from desktop.models.consumption import ConsumptionNotice, ConsumptionReading
from desktop.models.master_data import Meter
from desktop.models.tenancy import Unit
from desktop.services.consumption.events import PublishedValue
from desktop.services.consumption.meter_places import MeterPlaces, load_places
from desktop.services.consumption.values import (
    HouseKey,
    contract_times,
    counting_values,
    house_averages,
)
from desktop.services.documents.view import PartyWay
from desktop.services.documents.ways import Contract, KnownParty, contracts_of, party_ways

_PORTION = 200
"""So many flats are published in one transaction."""


@dataclass(frozen=True, slots=True)
class ToldContract:
    """A contract with its values of the month and the ways to its parties."""

    contract: Contract
    values: tuple[PublishedValue, ...]
    readings: tuple[ConsumptionReading, ...]
    ways: tuple[PartyWay, ...]

    def party(self, tenant_id: int) -> KnownParty:
        """A person's part in the contract; of who came back the last one."""
        return [one for one in self.contract.parties if one.row.tenant_id == tenant_id][-1]


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """What some flats' contracts are told; so many values have nobody to tell."""

    month: Month
    told: tuple[ToldContract, ...]
    without_contract: int


@dataclass(frozen=True, slots=True)
class MonthFlats:
    """The flats with something to tell of a month.

    ``houses`` are their houses by flat, ``units`` the flats by meter: None where a value tells of
    two, because the meter came from one into the other in that month, so that nobody sees it.
    """

    month: Month
    houses: Mapping[int, int]
    units: Mapping[int, int | None]
    places: MeterPlaces
    averages: Mapping[HouseKey, Decimal]

    def portions(self) -> Iterator[Sequence[int]]:
        """Yield flats that are published in one transaction."""
        flats = list(self.houses)
        for start in range(0, len(flats), _PORTION):
            yield flats[start : start + _PORTION]

    @property
    def of_two(self) -> int:
        """So many values tell of two flats."""
        return sum(one is None for one in self.units.values())


def month_flats(session: Session, company_id: int, month: Month) -> MonthFlats:
    """Return the flats of a company with values of a month that nobody was told of."""
    places, day = load_places(session, [company_id]), month.first_day
    rows = session.execute(
        select(Meter.id, Meter.unit_id)
        .join(ConsumptionReading, ConsumptionReading.meter_id == Meter.id)
        .where(Meter.company_id == company_id, *_to_tell(month))
    ).tuples()
    units = {meter_id: places.unit_in(month, meter_id, today) for meter_id, today in rows}
    flats = {one for one in units.values() if one is not None}
    houses = dict(
        session.execute(
            select(Unit.id, Unit.property_id)
            .where(is_one_of(session, Unit.id, flats))
            .order_by(Unit.id)
        )
        .tuples()
        .all()
    )
    averages = house_averages(session, sorted(set(houses.values())), day, day, places)
    return MonthFlats(month, houses, units, places, averages)


def _to_tell(month: Month) -> tuple[ColumnElement[bool], ...]:
    return (
        ConsumptionReading.month == month.first_day,
        ConsumptionReading.state == ReadingState.ACCEPTED,
        ConsumptionReading.value.is_not(None),
    )


def month_plan(
    session: Session, flats: MonthFlats, unit_ids: Sequence[int], *, lock: bool
) -> MonthPlan:
    """Return what some flats' contracts would be told; ``lock`` keeps their values for it."""
    month, wanted = flats.month, set(unit_ids)
    meter_ids = [meter_id for meter_id, unit_id in flats.units.items() if unit_id in wanted]
    query = (
        select(ConsumptionReading, Meter)
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .where(is_one_of(session, Meter.id, meter_ids), *_to_tell(month))
        .order_by(Meter.kind, Meter.meter_number)
    )
    if lock:
        # Who publishes or corrects at the same time comes afterwards, and finds it published.
        query = query.with_for_update(of=ConsumptionReading)
    by_unit: dict[int, list[tuple[ConsumptionReading, Meter]]] = {one: [] for one in unit_ids}
    for reading, meter in session.execute(query).tuples():
        by_unit[flats.units[meter.id] or 0].append((reading, meter))
    times = contract_times(session, by_unit)
    whose = {one: whose_month(month, times.get(one, ())) for one in by_unit}
    contracts = contracts_of(session, [one for one in whose.values() if one is not None])
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
        if not found:
            # Somebody else has published it meanwhile.
            continue
        tenancy_id = contract.tenancy.id
        seen = seen_months(tenancy_id, times[unit_id], months)
        values = tuple(_value(row, flats, unit_id, tenancy_id, seen, around) for row in found)
        told.append(ToldContract(contract, values, tuple(one for one, _ in found), ways))
    return MonthPlan(month, tuple(told), without)


@dataclass(frozen=True, slots=True)
class _Around:
    """The values of the months beside the published one, and who was told of a meter before."""

    values: Mapping[int, Mapping[Month, tuple[Decimal, str]]]
    told_before: Mapping[tuple[int, int], frozenset[int]]
    """The persons by meter and contract: a successor was never told what it corrects."""


def _told_before(
    session: Session, meter_ids: Sequence[int], month: Month
) -> dict[tuple[int, int], frozenset[int]]:
    rows = session.execute(
        select(
            ConsumptionReading.meter_id, ConsumptionNotice.tenancy_id, ConsumptionNotice.tenant_id
        )
        .join(ConsumptionNotice, ConsumptionNotice.reading_id == ConsumptionReading.id)
        .where(
            ConsumptionReading.meter_id.in_(meter_ids),
            ConsumptionReading.month == month.first_day,
        )
    ).tuples()
    found: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for meter_id, tenancy_id, tenant_id in rows:
        found[meter_id, tenancy_id].add(tenant_id)
    return {key: frozenset(people) for key, people in found.items()}


def _value(
    row: tuple[ConsumptionReading, Meter],
    flats: MonthFlats,
    unit_id: int,
    tenancy_id: int,
    seen: frozenset[Month],
    around: _Around,
) -> PublishedValue:
    reading, meter = row
    assert reading.value is not None
    unit, month = reading.unit_of_measure, flats.month
    # Neither another unit nor what the meter counted in another flat is a comparison.
    known = {
        one: value
        for one, (value, its_unit) in around.values.get(meter.id, {}).items()
        if its_unit == unit and flats.places.unit_in(one, meter.id, meter.unit_id) == unit_id
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
            house_average=flats.averages.get((flats.houses[unit_id], meter.kind, unit, month)),
        ),
        told_before=around.told_before.get((meter.id, tenancy_id), frozenset()),
    )
