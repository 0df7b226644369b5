"""The report of missed deadlines as rows and as a CSV file."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date

from desktop.domain.iban_text import mask_ibans
from desktop.services.inbox.deadline_report import MissedDeadline

COLUMNS = (
    "kind",
    "reference",
    "company",
    "category",
    "state",
    "tenants",
    "contract_number",
    "received_on",
    "missed_on",
    "finished_on",
    "workdays_late",
    "run_promised",
    "run_reached",
)
"""Keys of a row, in the order of the columns."""
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def values(line: MissedDeadline) -> Mapping[str, str | list[str] | None]:
    """Return what is told of a line, by the keys of ``COLUMNS``; days as ``YYYY-MM-DD``."""
    return {
        "kind": line.kind.name.lower(),
        "reference": line.reference,
        "company": line.company,
        "category": line.category,
        "state": "open" if line.is_open else "closed",
        "tenants": [mask_ibans(name) for name in line.tenants],
        "contract_number": line.contract_number,
        "received_on": line.received_on.isoformat(),
        "missed_on": line.missed_on.isoformat(),
        "finished_on": _day(line.finished_on),
        "workdays_late": str(line.workdays_late),
        "run_promised": _day(line.run_promised),
        "run_reached": _day(line.run_reached),
    }


def csv_file(lines: Iterable[MissedDeadline]) -> bytes:
    """Return a file for a spreadsheet: UTF-8 with its mark, semicolons, no cell is a formula."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for line in lines:
        row = values(line)
        table.writerow(_cell(row[name]) for name in COLUMNS)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: str | list[str] | None) -> str:
    text = ", ".join(value) if isinstance(value, list) else value or ""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _day(found: date | None) -> str | None:
    return None if found is None else found.isoformat()
