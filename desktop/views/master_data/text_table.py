"""A table of texts that is only read: the model, and the view that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import Row
from desktop.views.widgets.row_focus import RowFocusDelegate

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1

Index = QModelIndex | QPersistentModelIndex


class TextTableModel(QAbstractTableModel):
    """Lines of cells under headings; ``KEY_ROLE`` is what a line stands for.

    ``numbers`` are the columns whose cells are numbers.
    """

    def __init__(
        self, headings: Sequence[str], numbers: Sequence[int] = (), parent: QObject | None = None
    ) -> None:
        """Start empty."""
        super().__init__(parent)
        self._headings = tuple(headings)
        self._numbers = numbers
        self._lines: list[tuple[str, ...]] = []
        self._keys: list[object] = []

    def show_lines(self, lines: Sequence[Sequence[str]], keys: Sequence[object]) -> None:
        """Show other lines, each with what it stands for."""
        self.beginResetModel()
        self._lines = [tuple(shown(cell) for cell in line) for line in lines]
        self._keys = list(keys)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        if role == KEY_ROLE:
            return self._keys[index.row()]
        if role == _ALIGNMENT:
            return self._alignment(index.column())
        cell = self._lines[index.row()][index.column()]
        if role in (_DISPLAY, _TOOLTIP):
            return cell
        if role == _ACCESSIBLE:
            return f"{self._headings[index.column()]}: {cell}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return self._alignment(section)
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._headings[section]
        return str(section + 1)

    def _alignment(self, column: int) -> int:
        flags = Qt.AlignmentFlag
        side = flags.AlignRight if column in self._numbers else flags.AlignLeft
        return int(side | flags.AlignVCenter)


class TextTable(QTableView):
    """Shows a ``TextTableModel``; one line is chosen, by keys too.

    Args:
        name: accessible name.
        headings: titles of the columns.
        wide: the column that takes the room that is left.
        numbers: columns of numbers, which stand one below the other on the right.
    """

    def __init__(
        self,
        name: str,
        headings: Sequence[str],
        wide: int,
        numbers: Sequence[int] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wide = wide
        self.lines = TextTableModel(headings, numbers, self)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setItemDelegate(RowFocusDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # Only what is on show is measured: thousands of lines would take seconds.
        header.setResizeContentsPrecision(40)
        header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self._size_rows()

    def changeEvent(self, event: QEvent) -> None:
        """Other letters need other rows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "lines"):
            self._size_rows()

    def _size_rows(self) -> None:
        now = theme.current()
        self.verticalHeader().setDefaultSectionSize(now.row_height(Row.TABLE))
        self.horizontalHeader().setFixedHeight(now.row_height(Row.TABLE_HEADER))

    def show_lines(self, lines: Sequence[Sequence[str]], keys: Sequence[object]) -> None:
        """Show other lines; the one that was chosen stays so, else the first is."""
        before = self.chosen()
        self.lines.show_lines(lines, keys)
        for column in range(self.lines.columnCount()):
            # Of large letters the wide one would get nothing, beside a title above nothing.
            is_empty = bool(lines) and not any(line[column] for line in lines)
            self.setColumnHidden(column, is_empty and column != self._wide)
        if lines:
            place = keys.index(before) if before in keys else 0
            self.setCurrentIndex(self.lines.index(place, 0))

    def chosen(self) -> object:
        """What the chosen line stands for; None without one."""
        return self.currentIndex().data(KEY_ROLE)
