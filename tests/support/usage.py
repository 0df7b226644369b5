"""Meters, files with their monthly values, and taking them in."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from desktop.adapters.spreadsheets import SpreadsheetFiles
from desktop.domain.accounts import MeterKind
from desktop.domain.documents import ReadingState
from desktop.domain.months import Month
from desktop.models.consumption import ConsumptionReading
from desktop.models.master_data import Meter
from desktop.models.tenancy import Tenancy
from desktop.services.consumption.use_cases import UsageWatch, import_usage
from desktop.services.consumption.view import UsageReport
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM

HEADINGS = (
    "company",
    "meter_number",
    "month",
    "value",
    "stand",
    "unit",
    "average",
    "exchanged_on",
)
USUAL = {"company": "thor", "meter_number": "4711", "unit": "kWh"}
Row = Mapping[str, object]


def add_meter(
    context: ServiceContext,
    tenancy_id: int,
    number: str = "4711",
    *,
    kind: MeterKind = MeterKind.HEAT,
    unit: str = "kWh",
    remote: bool | None = True,
) -> int:
    """A meter in the flat of a contract."""
    with context.database.write() as work:
        tenancy = work.session.get_one(Tenancy, tenancy_id)
        meter = Meter(
            company_id=tenancy.company_id,
            meter_number=number,
            unit_id=tenancy.unit_id,
            kind=kind,
            unit_of_measure=unit,
            remote=remote,
        )
        work.session.add(meter)
        work.session.flush()
        return meter.id


def usage_file(path: Path, *rows: Row) -> Path:
    """A CSV file; a row is of meter 4711 of company ``thor`` in kWh unless it says otherwise."""
    lines = [";".join(HEADINGS)]
    lines += [";".join(str({**USUAL, **row}.get(name, "")) for name in HEADINGS) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def usage_workbook(path: Path, *rows: Row) -> Path:
    """The same as a workbook, whose cells are numbers and days where the row's are."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append([{**USUAL, **row}.get(name) for name in HEADINGS])
    book.create_sheet("Hinweise").append(["Stand der Übermittlung"])
    book.save(path)
    return path


def take(
    context: ServiceContext, *paths: Path, dry_run: bool = False, watch: UsageWatch | None = None
) -> UsageReport:
    """Take files in."""
    return import_usage(context, SYSTEM, SpreadsheetFiles(), paths, dry_run=dry_run, watch=watch)


def standing(context: ServiceContext) -> dict[tuple[Month, ReadingState], Decimal | None]:
    """All values by month and state."""
    with context.database.read() as session:
        rows = session.scalars(select(ConsumptionReading).order_by(ConsumptionReading.id))
        return {(Month.of(row.month), row.state): row.value for row in rows}
