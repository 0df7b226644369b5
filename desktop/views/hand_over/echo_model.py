"""What waits for the ERP as a table: what it is, whose, since when, and what came back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.domain.berlin_time import berlin_day
from desktop.services.erp_echo.view import EchoView
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.texts.erp_echo import progress_name, subject_name
from desktop.views.widgets.line_table_model import LineTableModel


def headings() -> tuple[str, ...]:
    """Titles of the columns; in a narrow window what is decided by is in sight."""
    return (
        tr("Zustand"),
        tr("Was"),
        tr("Mieter"),
        tr("Freigegeben"),
        tr("Vom ERP"),
        tr("Übergeben"),
        tr("Vertrag"),
        tr("Vorgang"),
    )


def _row_cells(row: EchoView) -> tuple[str, ...]:
    return (
        progress_name(row.progress),
        subject_name(row.subject),
        row.tenant_name,
        row.ours,
        row.theirs,
        "" if row.handed_over_at is None else full_date(berlin_day(row.handed_over_at)),
        f"{row.company_tag} · {row.contract_number}",
        row.case_reference,
    )


class EchoModel(LineTableModel[EchoView]):
    """Rows in the order of the service: what needs a person first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(headings(), _row_cells, parent)
