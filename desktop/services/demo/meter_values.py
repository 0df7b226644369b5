"""Two years of monthly values for some flats: one month is missing, one value is held back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.domain.accounts import MeterKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.documents import ReadingState
from desktop.domain.kinds import DeliveryState
from desktop.domain.master_data.sheets import RawRow, Sheet, SheetFacts
from desktop.domain.months import Month
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.models.consumption import ConsumptionReading
from desktop.models.exchange import Delivery
from desktop.models.master_data import Meter
from desktop.models.tenancy import Tenancy
from desktop.services.consumption.use_cases import accept_value, import_usage, publish_month
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.demo.chance import Chance
from desktop.services.demo.office_hours import at_work
from desktop.services.demo.stepping_clock import SteppingClock
from desktop.services.staff.access import Actor

_HEADINGS = ("company", "meter_number", "month", "value", "unit", "average")
_EVERY, _FLATS = 5, 14
_MONTHS = 24
_PROFILES: Mapping[MeterKind, tuple[int, ...]] = {
    MeterKind.HEAT: (1180, 1040, 860, 540, 260, 90, 75, 70, 190, 430, 820, 1080),
    MeterKind.HOT_WATER: (4, 4, 4, 4, 3, 3, 3, 3, 4, 4, 4, 4),
    MeterKind.COLD_WATER: (6, 6, 6, 6, 7, 7, 8, 8, 7, 6, 6, 6),
}
_REASON = "Der Ablesedienst bestätigt den Wert; der Vormonat fehlt, der Funk war gestört."


@dataclass(frozen=True, slots=True)
class _Flat:
    tenancy_id: int
    company_id: int
    company_code: str
    starts_on: date
    meters: tuple[Meter, ...]


class _MadeSheet:
    """A table that was never a file."""

    def __init__(self, name: str, rows: Sequence[list[str]]) -> None:
        self._rows = rows
        self.facts = SheetFacts(name, "", _HEADINGS, "0" * 64, len(rows) or 1)

    def rows(self) -> Iterator[RawRow]:
        """Yield the lines."""
        for number, cells in enumerate(self._rows, start=2):
            yield RawRow(number, cells)

    def read_share(self) -> float:
        """It is there at once."""
        return 1.0


class _MadeSheets:
    """Opens the one table, by the name that is asked for."""

    def __init__(self, rows: Sequence[list[str]]) -> None:
        self._rows = rows

    def open(self, path: Path) -> tuple[Sheet, ...]:
        """Return the table."""
        return (_MadeSheet(path.name, self._rows),)


def bring_meter_values(
    context: ServiceContext,
    clock: SteppingClock,
    actors: Mapping[str, Actor],
    chance: Chance,
) -> None:
    """Take values in, decide on one and publish the last month, as colleagues did; ends there."""
    end = clock.now()
    today = berlin_day(end)
    clerk = actors["clerk1"]
    with context.database.read() as session:
        flats = _flats(session, clerk)
    if len(flats) < 2:
        return
    last = Month.of(today).plus(-1)
    begin = today if today.day < 4 else today.replace(day=3)
    clock.set_to(min(end, at_work(_workday(begin), chance)))
    rows = [row for place, flat in enumerate(flats) for row in _rows(flat, place, last, chance)]
    _take(context, clerk, f"monatswerte-{last}.csv", rows)
    for reading_id in _held(context, flats[0]):
        accept_value(context, clerk, reading_id, _REASON)
    publish_month(context, clerk, flats[0].company_id, last)
    _let_arrive(context)
    clock.set_to(end)
    share = today.day / last.plus(1).last_day.day
    running = [
        [flat.company_code, meter.meter_number, str(last.plus(1)), value, meter.unit_of_measure, ""]
        for flat in flats
        for meter in flat.meters
        for value in [_value(meter.kind, last.plus(1), chance, share)]
    ]
    _take(context, clerk, f"monatswerte-{last.plus(1)}-bisher.csv", running)


def _workday(day: date) -> date:
    """The day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _take(context: ServiceContext, clerk: Actor, name: str, rows: Sequence[list[str]]) -> None:
    import_usage(context, clerk, _MadeSheets(rows), [Path(name)])


def _flats(session: Session, clerk: Actor) -> list[_Flat]:
    """Running contracts with meters that can be read from afar; those that ask for values first."""
    asking = (
        select(Case.tenancy_id)
        .join(Category, Category.id == Case.category_id)
        .where(Category.code == "consumption", Case.is_open, Case.tenancy_id.is_not(None))
    )
    query = (
        select(Tenancy, Company.code)
        .join(Company, Company.id == Tenancy.company_id)
        .where(Tenancy.ends_on.is_(None))
    )
    if clerk.company_ids is not None:
        query = query.where(Tenancy.company_id.in_(clerk.company_ids))
    wanted = session.execute(query.where(Tenancy.id.in_(asking)).order_by(Tenancy.id).limit(3))
    running = session.execute(query.order_by(Tenancy.id).limit(_EVERY * _FLATS)).all()
    found = {tenancy.id: (tenancy, code) for tenancy, code in running[::_EVERY]}
    found |= {tenancy.id: (tenancy, code) for tenancy, code in wanted}
    flats = []
    for tenancy, code in found.values():
        meters = session.scalars(
            select(Meter)
            .where(Meter.unit_id == tenancy.unit_id, Meter.remote.is_(True))
            .order_by(Meter.id)
        ).all()
        if meters:
            flats.append(
                _Flat(tenancy.id, tenancy.company_id, code, tenancy.starts_on, tuple(meters))
            )
    return flats


def _rows(flat: _Flat, place: int, last: Month, chance: Chance) -> Iterator[list[str]]:
    """The months of a flat: the first one lacks a month, the second one has one too large."""
    for meter in flat.meters:
        for back in range(_MONTHS - 1, -1, -1):
            month = last.plus(-back)
            value = _value(meter.kind, month, chance, 1)
            average = _value(meter.kind, month, chance, 1)
            first = meter is flat.meters[0]
            if place == 0 and first and back == 1:
                continue
            if place == 1 and first and back == 0:
                value = str(int(float(value)) * 9 + 500)
            unit = meter.unit_of_measure
            yield [flat.company_code, meter.meter_number, str(month), value, unit, average]


def _value(kind: MeterKind, month: Month, chance: Chance, share: float) -> str:
    usual = _PROFILES[kind][month.month - 1] * share * chance.between(80, 120) / 100
    return str(round(usual)) if kind is MeterKind.HEAT else f"{usual:.1f}"


def _let_arrive(context: ServiceContext) -> None:
    """The portal took the events at once; the letters lie on the pile."""
    with context.database.write() as unit:
        unit.session.execute(
            update(Delivery)
            .where(
                Delivery.type == OutgoingEvent.CONSUMPTION_PUBLISHED.value,
                Delivery.state == DeliveryState.WAITING,
            )
            .values(state=DeliveryState.DELIVERED, delivered_at=context.clock.now())
        )


def _held(context: ServiceContext, flat: _Flat) -> Sequence[int]:
    with context.database.read() as session:
        return session.scalars(
            select(ConsumptionReading.id)
            .where(
                ConsumptionReading.meter_id.in_([one.id for one in flat.meters]),
                ConsumptionReading.state == ReadingState.HELD,
            )
            .order_by(ConsumptionReading.id)
        ).all()
