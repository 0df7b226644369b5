"""What waits for the ERP as a table: what it is, whose, since when, and what came back."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.berlin_time import berlin_day
from desktop.services.erp_echo.view import EchoView
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.texts.erp_echo import progress_name, subject_name

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)

Index = QModelIndex | QPersistentModelIndex


class EchoModel(QAbstractTableModel):
    """Rows in the order of the service: what needs a person first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.rows: tuple[EchoView, ...] = ()
        self._cells: list[tuple[str, ...]] = []

    def show_rows(self, rows: tuple[EchoView, ...]) -> None:
        """Show others."""
        self.beginResetModel()
        self.rows = rows
        self._cells = [
            (
                progress_name(row.progress),
                subject_name(row.subject),
                row.tenant_name,
                row.ours,
                row.theirs,
                "" if row.handed_over_at is None else full_date(berlin_day(row.handed_over_at)),
                f"{row.company_tag} · {row.contract_number}",
                row.case_reference,
            )
            for row in rows
        ]
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
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

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.headings())

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        cell = self._cells[index.row()][index.column()]
        if role in (_DISPLAY, _TOOLTIP):
            return cell
        if role == _ACCESSIBLE:
            return f"{self.headings()[index.column()]}: {cell}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.headings()[section]
        return str(section + 1)
