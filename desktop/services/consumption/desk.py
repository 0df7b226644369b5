"""The page *Verbrauch*: imports, values that wait for a person, months that can be published."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from desktop.domain.consumption.contract_time import whose_month
from desktop.domain.documents import ReadingState
from desktop.domain.months import Month
from desktop.models.company import Company, Staff
from desktop.models.consumption import ConsumptionImport, ConsumptionReading
from desktop.models.master_data import Meter
from desktop.models.tenancy import Property, Unit
from desktop.services.consumption.books import COUNTING, findings_of
from desktop.services.consumption.meter_places import load_places
from desktop.services.consumption.values import contract_times
from desktop.services.consumption.view import (
    HeldRow,
    MonthRow,
    UsageCounts,
    UsageDesk,
    UsageImportRow,
)
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require, visible_companies
from desktop.services.staff.companies import reaches_all

MOST_HELD = 500
MOST_IMPORTS = 50
MOST_MONTHS = 24
_STANDING = aliased(ConsumptionReading)


def usage_desk(
    context: ServiceContext, actor: Actor, company_ids: frozenset[int] | None
) -> UsageDesk:
    """Return the page for the wanted companies (None: all that the person may see).

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    visible = visible_companies(actor, company_ids)
    with context.database.read() as session:
        held, total = _held(session, visible)
        return UsageDesk(
            imports=_imports(session, actor),
            held=held,
            held_total=total,
            months=_months(session, visible, Month.of(context.clock.today())),
        )


def _of_companies(visible: frozenset[int] | None) -> ColumnElement[bool]:
    return true() if visible is None else Meter.company_id.in_(visible)


def _imports(session: Session, actor: Actor) -> tuple[UsageImportRow, ...]:
    rows = session.execute(
        select(ConsumptionImport, Staff.name)
        .outerjoin(Staff, Staff.id == ConsumptionImport.by_id)
        .where(_is_shown(session, actor))
        .order_by(ConsumptionImport.id.desc())
        .limit(MOST_IMPORTS)
    ).tuples()
    return tuple(
        UsageImportRow(
            import_id=one.id,
            file_name=one.file_name,
            state=one.state,
            started_at=one.started_at,
            by=by or "",
            counts=UsageCounts(one.added, one.unchanged, one.held, one.bad),
            take_back_reason=one.take_back_reason,
        )
        for one, by in rows
    )


def _is_shown(session: Session, actor: Actor) -> ColumnElement[bool]:
    """A file may hold any company's values: who may not see all sees their own and their files'."""
    if reaches_all(session, actor):
        return true()
    of_import = (
        select(ConsumptionReading.id)
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .where(ConsumptionReading.import_id == ConsumptionImport.id)
        .correlate(ConsumptionImport)
    )
    own = Meter.company_id.in_(actor.company_ids or ())
    return or_(
        ConsumptionImport.by_id == actor.staff_id,
        and_(exists(of_import.where(own)), ~exists(of_import.where(~own))),
    )


def _held(session: Session, visible: frozenset[int] | None) -> tuple[tuple[HeldRow, ...], int]:
    where = (ConsumptionReading.state == ReadingState.HELD, _of_companies(visible))
    total = session.scalar(
        select(func.count())
        .select_from(ConsumptionReading)
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .where(*where)
    )
    rows = session.execute(
        select(
            ConsumptionReading,
            Meter,
            Property.street,
            Property.house_number,
            Unit.number,
            Company.short_name,
            ConsumptionImport.file_name,
            _STANDING.value.label("standing"),
        )
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .join(Unit, Unit.id == Meter.unit_id)
        .join(Property, Property.id == Unit.property_id)
        .join(Company, Company.id == Meter.company_id)
        .outerjoin(ConsumptionImport, ConsumptionImport.id == ConsumptionReading.import_id)
        .outerjoin(
            _STANDING,
            (_STANDING.meter_id == ConsumptionReading.meter_id)
            & (_STANDING.month == ConsumptionReading.month)
            & _STANDING.state.in_(COUNTING),
        )
        .where(*where)
        .order_by(ConsumptionReading.month.desc(), ConsumptionReading.id)
        .limit(MOST_HELD)
    ).all()
    places = load_places(session, visible)
    units = [places.unit_in(_month(row), row.Meter.id, row.Meter.unit_id) for row in rows]
    times = contract_times(session, {one for one in units if one is not None})
    return (
        tuple(
            _held_row(row, whose_month(_month(row), times.get(unit_id or 0, ())))
            for row, unit_id in zip(rows, units, strict=True)
        ),
        total or 0,
    )


def _month(row: Row[Any]) -> Month:
    return Month.of(row.ConsumptionReading.month)


def _held_row(row: Row[Any], tenancy_id: int | None) -> HeldRow:
    reading: ConsumptionReading = row.ConsumptionReading
    return HeldRow(
        reading_id=reading.id,
        company_tag=row.short_name,
        meter_number=row.Meter.meter_number,
        kind=row.Meter.kind,
        home=f"{row.street} {row.house_number}, {row.number}",
        month=_month(row),
        value=reading.value,
        stand=reading.stand,
        unit=reading.unit_of_measure,
        meter_unit=row.Meter.unit_of_measure,
        standing=row.standing,
        findings=findings_of(reading),
        file_name=row.file_name or "",
        tenancy_id=tenancy_id,
    )


def _months(session: Session, visible: frozenset[int] | None, now: Month) -> tuple[MonthRow, ...]:
    oldest = now.plus(1 - MOST_MONTHS).first_day
    rows = session.execute(
        select(
            Company.id,
            Company.name,
            ConsumptionReading.month,
            ConsumptionReading.state,
            func.count(),
        )
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .join(Company, Company.id == Meter.company_id)
        .where(
            _of_companies(visible),
            ConsumptionReading.month >= oldest,
            ConsumptionReading.value.is_not(None),
        )
        .group_by(Company.id, Company.name, ConsumptionReading.month, ConsumptionReading.state)
    ).tuples()
    counts: defaultdict[tuple[int, str, Month], dict[ReadingState, int]] = defaultdict(dict)
    for company_id, name, day, state, number in rows:
        counts[company_id, name, Month.of(day)][state] = number
    found = [
        MonthRow(
            company_id=company_id,
            company_name=name,
            month=month,
            ready=states.get(ReadingState.ACCEPTED, 0),
            held=states.get(ReadingState.HELD, 0),
            published=states.get(ReadingState.PUBLISHED, 0),
            is_running=month >= now,
        )
        for (company_id, name, month), states in counts.items()
    ]
    shown = [one for one in found if one.ready or one.held or one.published]
    return tuple(sorted(shown, key=lambda one: (one.month, one.company_name), reverse=True))
