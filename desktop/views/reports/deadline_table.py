"""The lines of the report of deadlines, as a table that is sorted by what is in it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt

from desktop.services.inbox.deadline_report import DeadlineKind, MissedDeadline
from desktop.texts import ntr, tr
from desktop.texts.dates import full_date, run_name
from desktop.views.widgets.line_table_model import Index, LineTableModel

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
CASE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 2

LATE_COLUMN = 2
TENANT_COLUMN = 9


def headings() -> tuple[str, ...]:
    """Titles of the columns."""
    return (
        tr("Frist"),
        tr("Was"),
        tr("verspätet"),
        tr("erledigt"),
        tr("Lauf"),
        tr("Vorgang"),
        tr("Gesellschaft"),
        tr("Kategorie"),
        tr("Vertrag"),
        tr("Mieter"),
    )


def _kind_text(line: MissedDeadline) -> str:
    return tr("Zusage") if line.kind is DeadlineKind.PROMISE else tr("Lauf")


def _finished_text(line: MissedDeadline) -> str:
    return tr("noch offen") if line.finished_on is None else full_date(line.finished_on)


def _run_text(line: MissedDeadline) -> str:
    if line.run_promised is None or line.run_reached is None:
        return ""
    return tr(
        "{promised}, erreicht {reached}",
        promised=run_name(line.run_promised),
        reached=run_name(line.run_reached),
    )


def _line_cells(line: MissedDeadline) -> tuple[str, ...]:
    return (
        full_date(line.missed_on),
        _kind_text(line),
        ntr("{n} Werktag", "{n} Werktage", line.workdays_late),
        _finished_text(line),
        _run_text(line),
        line.reference,
        line.company_tag,
        line.category_name,
        line.contract_number or "",
        ", ".join(line.tenants),
    )


class DeadlineTableModel(LineTableModel[MissedDeadline]):
    """Lines in the order they were read; more are added as they come."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(headings(), _line_cells, parent)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if index.isValid() and role == CASE_ROLE:
            return self._lines[index.row()].case_id
        if index.isValid() and role == SORT_ROLE:
            return self._sort_value(index)
        return super().data(index, role)

    def _sort_value(self, index: Index) -> str:
        """Return what sorts as the column means it: days by the calendar, names by the surname."""
        line = self._lines[index.row()]
        column = index.column()
        if column == 0:
            value = line.missed_on.isoformat()
        elif column == LATE_COLUMN:
            value = f"{line.workdays_late:06d}"
        elif column == 3:
            value = (line.finished_on or date.max).isoformat()
        elif column == 4:
            value = "" if line.run_promised is None else line.run_promised.isoformat()
        elif column == TENANT_COLUMN:
            value = "".join(line.tenants[:1]).rpartition(" ")[2].casefold()
        else:
            value = self._cells[index.row()][column].casefold()
        # Equal ones stay by day.
        return f"{value}\x00{line.missed_on.isoformat()}\x00{line.reference}"


def sorted_by_content(model: DeadlineTableModel) -> QSortFilterProxyModel:
    """Return the model in front of ``model`` that a view sorts by its headers."""
    proxy = QSortFilterProxyModel(model)
    proxy.setSortRole(SORT_ROLE)
    proxy.setSourceModel(model)
    return proxy
