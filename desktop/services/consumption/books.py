"""What is known of meters: their facts, and every month's values in a form that is judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.statements import is_one_of
from desktop.domain.berlin_time import berlin_day
from desktop.domain.consumption.plausibility import MeterFacts, Noticed, Reported, UsageFinding
from desktop.domain.documents import ReadingState
from desktop.domain.months import Month
from desktop.models.consumption import ConsumptionImport, ConsumptionReading
from desktop.models.master_data import Meter
from desktop.services.consumption.view import NoticedRow

COUNTING = frozenset({ReadingState.ACCEPTED, ReadingState.PUBLISHED})
_READ = COUNTING | {ReadingState.HELD, ReadingState.REFUSED}


@dataclass(frozen=True, slots=True)
class KnownMeter:
    """A meter that rows can speak of."""

    id: int
    facts: MeterFacts


@dataclass(slots=True)
class Entry:
    """One value of a month.

    ``id`` is None until it is stored; ``came_on`` is None for what a person brought.
    """

    month: Month
    report: Reported
    state: ReadingState
    id: int | None = None
    came_on: date | None = None
    findings: Sequence[Noticed] = ()
    changed: bool = False

    @property
    def is_provisional(self) -> bool:
        """Whether it came while the month was running: what comes later takes its place."""
        return self.came_on is not None and Month.of(self.came_on) <= self.month


@dataclass(slots=True)
class Book:
    """All values of one meter that still say something."""

    meter: KnownMeter
    entries: dict[Month, list[Entry]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Note a value."""
        self.entries.setdefault(entry.month, []).append(entry)

    def find(self, month: Month, state: frozenset[ReadingState]) -> Entry | None:
        """Return the value of a month that stands so."""
        return next((one for one in self.entries.get(month, ()) if one.state in state), None)

    def counting(self, *, but: Month) -> dict[Month, Reported]:
        """Return the values that count, without those of one month."""
        return {
            month: entry.report
            for month in self.entries
            if month != but and (entry := self.find(month, COUNTING)) is not None
        }

    def held(self) -> list[Entry]:
        """Return the values that wait for a person, by month."""
        return [
            entry
            for month in sorted(self.entries)
            for entry in self.entries[month]
            if entry.state is ReadingState.HELD
        ]


def meters_by_number(
    session: Session, wanted: Mapping[int, Iterable[str]]
) -> dict[tuple[int, str], KnownMeter]:
    """Return meters by company and number; unknown ones are left out."""
    found: dict[tuple[int, str], KnownMeter] = {}
    for company_id, numbers in wanted.items():
        rows = session.execute(
            select(Meter).where(
                Meter.company_id == company_id,
                is_one_of(session, Meter.meter_number, list(set(numbers))),
            )
        ).scalars()
        for row in rows:
            facts = MeterFacts(row.kind, row.unit_of_measure, row.remote)
            found[company_id, row.meter_number] = KnownMeter(row.id, facts)
    return found


def load_books(session: Session, meters: Iterable[KnownMeter]) -> dict[int, Book]:
    """Return the books of meters by their ids."""
    books = {one.id: Book(one) for one in meters}
    rows = session.execute(
        select(ConsumptionReading, ConsumptionImport.started_at)
        .outerjoin(ConsumptionImport, ConsumptionImport.id == ConsumptionReading.import_id)
        .where(
            is_one_of(session, ConsumptionReading.meter_id, list(books)),
            ConsumptionReading.state.in_(_READ),
        )
        .order_by(ConsumptionReading.id)
    )
    for reading, started_at in rows:
        books[reading.meter_id].add(
            Entry(
                month=Month.of(reading.month),
                report=report_of(reading),
                state=reading.state,
                id=reading.id,
                came_on=None if started_at is None else berlin_day(started_at),
                findings=[
                    Noticed(UsageFinding(one.code), one.params) for one in findings_of(reading)
                ],
            )
        )
    return books


def report_of(reading: ConsumptionReading) -> Reported:
    """Return what a stored reading says."""
    return Reported(
        value=reading.value,
        stand=reading.stand,
        unit=reading.unit_of_measure,
        average=reading.average,
        exchanged_on=reading.exchanged_on,
    )


def stored_findings(findings: Sequence[Noticed]) -> list[dict[str, Any]] | None:
    """Return findings in the form that is stored."""
    return [{"code": one.code.value, "params": dict(one.params)} for one in findings] or None


def findings_of(reading: ConsumptionReading) -> tuple[NoticedRow, ...]:
    """Return the stored findings of a reading."""
    return tuple(
        NoticedRow(str(one["code"]), dict(one.get("params") or {}))
        for one in reading.findings or ()
    )
