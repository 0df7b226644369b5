"""The proof of a month: of which flat what was published, when, to whom, by which way."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from desktop.domain.documents import ReadingState
from desktop.domain.months import Month
from desktop.models.company import Staff
from desktop.models.consumption import ConsumptionNotice, ConsumptionReading
from desktop.models.master_data import Meter
from desktop.models.tenancy import Property, Tenancy, Unit
from desktop.services.consumption.told import notices, told_of
from desktop.services.consumption.view import MonthProofs, ProofRow
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by spreadsheets."""


def month_proofs(
    context: ServiceContext,
    actor: Actor,
    company_id: int,
    month: Month,
    *,
    limit: int | None = None,
) -> MonthProofs:
    """Return whom the publications of a month told, by house, flat and meter.

    A value that was corrected afterwards stays: it was told. ``limit`` bounds the rows, not the
    counts.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES, company_id)
    with context.database.read() as session:
        told, people, tenancies = session.execute(
            _of_month(
                select(
                    func.count(),
                    func.count(ConsumptionNotice.tenant_id.distinct()),
                    func.count(ConsumptionNotice.tenancy_id.distinct()),
                ).select_from(ConsumptionNotice),
                company_id,
                month,
            )
        ).one()
        query = (
            _of_month(notices(), company_id, month)
            .join(Tenancy, Tenancy.id == ConsumptionNotice.tenancy_id)
            # The meter may hang elsewhere today.
            .join(Unit, Unit.id == Tenancy.unit_id)
            .join(Property, Property.id == Unit.property_id)
            .outerjoin(Staff, Staff.id == ConsumptionNotice.published_by_id)
            .add_columns(
                ConsumptionReading,
                Meter,
                Property.street,
                Property.house_number,
                Unit.number.label("unit_number"),
                Tenancy.contract_number,
                Staff.name.label("by"),
            )
            .order_by(
                Property.street,
                Property.house_number,
                Unit.number,
                Meter.kind,
                Meter.meter_number,
                ConsumptionReading.id,
                ConsumptionNotice.tenant_id,
            )
        )
        rows = session.execute(query if limit is None else query.limit(limit)).all()
        proofs = tuple(_proof(row) for row in rows)
        return MonthProofs(told, people, tenancies, proofs)


def _of_month(query: Select[Any], company_id: int, month: Month) -> Select[Any]:
    return (
        query.join(ConsumptionReading, ConsumptionReading.id == ConsumptionNotice.reading_id)
        .join(Meter, Meter.id == ConsumptionReading.meter_id)
        .where(Meter.company_id == company_id, ConsumptionReading.month == month.first_day)
    )


def _proof(row: Row[Any]) -> ProofRow:
    reading: ConsumptionReading = row.ConsumptionReading
    return ProofRow(
        home=f"{row.street} {row.house_number}, {row.unit_number}",
        contract_number=row.contract_number,
        kind=row.Meter.kind,
        meter_number=row.Meter.meter_number,
        value=reading.value,
        unit=reading.unit_of_measure,
        corrected=reading.state is not ReadingState.PUBLISHED,
        told=told_of(row),
        by=row.by or "",
    )


def proof_file(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Return lines as a file for a spreadsheet: UTF-8 with its mark, semicolons, no formulas."""
    file = io.StringIO(newline="")
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow(headings)
    for line in lines:
        table.writerow([f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in line])
    return file.getvalue().encode("utf-8-sig")
