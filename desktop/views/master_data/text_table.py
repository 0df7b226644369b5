"""A table of texts that is only read: the model, and the view that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import Row
from desktop.views.widgets.line_table_model import Index, LineTableModel
from desktop.views.widgets.row_focus import RowFocusDelegate

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class TextLine:
    """The cells of a line, and what it stands for."""

    cells: tuple[str, ...]
    key: object


class TextTableModel(LineTableModel[TextLine]):
    """Lines of cells under headings; ``KEY_ROLE`` is what a line stands for.

    ``numbers`` are the columns whose cells are numbers.
    """

    def __init__(
        self, headings: Sequence[str], numbers: Sequence[int] = (), parent: QObject | None = None
    ) -> None:
        """Start empty."""
        super().__init__(headings, lambda line: line.cells, parent)
        self._numbers = numbers

    def show_lines(self, lines: Sequence[Sequence[str]], keys: Sequence[object]) -> None:
        """Show other lines, each with what it stands for."""
        self.show_others(
            TextLine(tuple(shown(cell) for cell in line), key)
            for line, key in zip(lines, keys, strict=True)
        )

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if index.isValid() and role == KEY_ROLE:
            return self._lines[index.row()].key
        if index.isValid() and role == _ALIGNMENT:
            return int(self._side(index.column()) | Qt.AlignmentFlag.AlignVCenter)
        return super().data(index, role)

    def _side(self, column: int) -> Qt.AlignmentFlag:
        flags = Qt.AlignmentFlag
        return flags.AlignRight if column in self._numbers else flags.AlignLeft


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
