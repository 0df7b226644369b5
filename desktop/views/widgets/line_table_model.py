"""Lines of texts as a table model: what every table that is only read has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)

Index = QModelIndex | QPersistentModelIndex
Line = TypeVar("Line")


class LineTableModel(QAbstractTableModel, Generic[Line]):
    """Lines in the order they were given, each in cells under ``headings``.

    A cell says its heading to who listens, and itself as a whole to who points at it.
    """

    def __init__(
        self,
        headings: Sequence[str],
        cells: Callable[[Line], Sequence[str]],
        parent: QObject | None = None,
    ) -> None:
        """Start empty; ``cells`` makes the cells of a line."""
        super().__init__(parent)
        self._headings = tuple(headings)
        self._cells_of = cells
        self._lines: list[Line] = []
        self._cells: list[Sequence[str]] = []

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that is shown."""
        return tuple(self._lines)

    def line(self, row: int) -> Line | None:
        """The line of a row; None where there is none."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def show_others(self, lines: Iterable[Line]) -> None:
        """Show these in place of what was there."""
        self.beginResetModel()
        self._lines = list(lines)
        self._cells = [self._cells_of(line) for line in self._lines]
        self.endResetModel()

    def show_further(self, lines: Iterable[Line]) -> None:
        """Show these below what is there."""
        fresh = list(lines)
        if not fresh:
            return
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
        self._lines += fresh
        self._cells += [self._cells_of(line) for line in fresh]
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        cell = self._cells[index.row()][index.column()]
        if role in (_DISPLAY, _TOOLTIP):
            return cell
        if role == _ACCESSIBLE:
            return f"{self._headings[index.column()]}: {cell}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return int(self._side(section) | Qt.AlignmentFlag.AlignVCenter)
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._headings[section]
        return str(section + 1)

    def _side(self, _column: int) -> Qt.AlignmentFlag:
        """Where the texts of a column stand."""
        return Qt.AlignmentFlag.AlignLeft
