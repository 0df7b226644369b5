"""A small table of texts that is only read, one row at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.views import theme
from desktop.views.theme_tokens import Row
from desktop.views.widgets.row_focus import RowFocusDelegate


class ReadingTable(QTableWidget):
    """Shows rows of texts; what does not fit is said by whoever points at it.

    Args:
        name: accessible name.
        headings: titles of the columns.
        wide: the column that takes the room that is left; the last one without it.
    """

    def __init__(
        self,
        name: str,
        headings: Sequence[str],
        wide: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, len(headings), parent)
        now = theme.current()
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headings))
        self.setItemDelegate(RowFocusDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(now.row_height(Row.TABLE))
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if wide is None:
            head.setStretchLastSection(True)
        else:
            head.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setFixedHeight(now.row_height(Row.TABLE_HEADER))

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these in place of what was there."""
        self.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(place, column, item)

    def cell(self, row: int, column: int) -> QTableWidgetItem:
        """A cell that is shown, to give it another look."""
        item = self.item(row, column)
        assert item is not None
        return item
