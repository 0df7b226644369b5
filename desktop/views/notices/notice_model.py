"""The notices of one person as a list model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.services.notices.view import NoticeRow
from desktop.texts import tr
from desktop.texts.dates import near_moment
from desktop.texts.foreign import shown
from desktop.texts.notices import notice_title

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)

Index = QModelIndex | QPersistentModelIndex


def row_title(row: NoticeRow) -> str:
    """What happened, and with whom."""
    return shown(notice_title(row.kind, row.tenant_name, row.by, row.cases))


def row_detail(row: NoticeRow) -> str:
    """Which case it is."""
    parts = (row.company_tag, row.category_short, row.subject)
    return shown(" · ".join(part for part in parts if part))


class NoticeModel(QAbstractListModel):
    """The newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: tuple[NoticeRow, ...] = ()

    @property
    def rows(self) -> tuple[NoticeRow, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[NoticeRow]) -> None:
        """Show other rows; where only their state changed, nothing moves."""
        fresh = tuple(rows)
        same = [row.notice_id for row in fresh] == [row.notice_id for row in self._rows]
        if same:
            self._rows = fresh
            if fresh:
                self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def row(self, number: int) -> NoticeRow | None:
        """The notice in a row, None outside."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_of(self, notice_id: int | None) -> int:
        """Where a notice stands; -1 where it does not."""
        ids = [row.notice_id for row in self._rows]
        return ids.index(notice_id) if notice_id in ids else -1

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == _DISPLAY:
            return row_title(row)
        if role == _TOOLTIP:
            return f"{row_title(row)}\n{row.reference} · {row_detail(row)}"
        if role == _ACCESSIBLE:
            state = tr("gelesen") if row.is_read else tr("ungelesen")
            return ", ".join((row_title(row), row_detail(row), near_moment(row.at), state))
        return None
