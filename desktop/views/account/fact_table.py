"""A small table of facts: plain cells and pills, a row for each thing, no editing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFocusEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import Role, Row, TextStyle
from desktop.views.widgets.pill import PillKind, paint_pill, pill_size
from desktop.views.widgets.row_focus import RowFocusDelegate

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_FONT = int(Qt.ItemDataRole.FontRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CELL = int(Qt.ItemDataRole.UserRole)

PADDING, TIGHT_PADDING = 11, 5
"""Beside the text of a cell, as of the headings (see the style sheet)."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place; with a ``pill`` the text is painted as one."""

    text: str = ""
    pill: PillKind | None = None
    icon: str | None = None
    mono: bool = False
    muted: bool = False
    strong: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row; ``key`` tells what it stands for, 0 for nothing that could be opened."""

    cells: tuple[Cell, ...]
    key: int = 0
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. One of a table stretches. Where room is short, the highest ``drop`` goes first.

    ``least`` is the room the one that stretches keeps, if it needs so much: others go before.
    """

    title: str
    stretch: bool = False
    least: int = 96
    drop: int = 0
    hidden: bool = False


class FactModel(QAbstractTableModel):
    """Rows of facts as they are given."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[FactRow, ...] = ()

    def show_rows(self, rows: tuple[FactRow, ...]) -> bool:
        """Show other rows; False, and nothing changes, where they are the same."""
        if rows == self.rows:
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def rename(self, columns: Sequence[Column]) -> None:
        """Give the columns other titles."""
        self.columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        if role == _DISPLAY:
            return shown(cell.text)
        if role == _CELL:
            return cell
        if role == _TOOLTIP:
            return row.tip or cell.text
        if role == _ACCESSIBLE:
            return f"{self.columns[index.column()].title}: {cell.text or '–'}"
        if role == _FONT:
            return _font(cell)
        if role == _FOREGROUND and cell.muted:
            return QBrush(theme.current().color(Role.TEXT_MUTED))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return _LEFT
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.columns[section].title
        return str(section + 1)


def _font(cell: Cell) -> object:
    now = theme.current()
    if cell.mono or cell.small:
        return now.font(TextStyle.MONO if cell.mono else TextStyle.SMALL)
    return now.font(TextStyle.BODY, 600) if cell.strong else now.font(TextStyle.BODY)


class FactDelegate(RowFocusDelegate):
    """Paints pills as pills and leaves the rest to Qt."""

    def __init__(self, padding: int, table: QTableView) -> None:
        """``padding`` is the room beside the text, at 100 %."""
        super().__init__(table)
        self.padding = padding

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        cell = index.data(_CELL)
        super().paint(painter, option, index)
        if isinstance(cell, Cell) and cell.pill is not None and cell.text:
            size = pill_size(cell.pill, cell.text, cell.icon)
            left = option.rect.left() + theme.current().px(self.padding)
            top = option.rect.top() + (option.rect.height() - size.height()) / 2
            painter.save()
            painter.setClipRect(option.rect)
            paint_pill(painter, left, top, cell.pill, cell.text, cell.icon)
            painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """The text of a pill is painted with it."""
        super().initStyleOption(option, index)
        cell = index.data(_CELL)
        if isinstance(cell, Cell) and cell.pill is not None:
            option.text = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for the text or the pill."""
        cell = index.data(_CELL)
        if not isinstance(cell, Cell):
            return super().sizeHint(option, index)
        now = theme.current()
        if cell.pill is not None and cell.text:
            width = pill_size(cell.pill, cell.text, cell.icon).width()
        else:
            style = TextStyle.MONO if cell.mono else TextStyle.BODY
            style = TextStyle.SMALL if cell.small else style
            metrics = now.metrics(style, 600) if cell.strong else now.metrics(style)
            width = metrics.horizontalAdvance(shown(cell.text)) + now.px(4)
        return QSize(width + 2 * now.px(self.padding), now.row_height(Row.TABLE))


class FactTable(QTableView):
    """The table. ``opened`` carries the key of a row on Enter or a double click.

    Args:
        name: accessible name.
        columns: from left to right.
        grows: whether it is as high as its rows, so that what it stands in scrolls. Its rows are
            marked while it has the focus; with ``marks`` one always is.
        marks: whether something beside the table is about the row that is marked.
        tight: whether columns stand closer, where there are many in a narrow card.
    """

    opened = Signal(int)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        grows: bool = True,
        marks: bool = False,
        tight: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._grows = grows
        self._tight = tight
        self._marks = marks or not grows
        self.facts = FactModel(columns, self)
        self.setAccessibleName(name)
        self.setModel(self.facts)
        self.setItemDelegate(FactDelegate(TIGHT_PADDING if tight else PADDING, self))
        self.setProperty("tight", tight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        self.activated.connect(self._on_activated)
        self._measure()

    def hide_headings(self) -> None:
        """Leave out the line with the titles: the rows speak for themselves."""
        self.horizontalHeader().hide()
        self._measure()

    def rename(self, columns: Sequence[Column]) -> None:
        """Give the columns other titles; their number stays."""
        if tuple(columns) != self.facts.columns:
            self.facts.rename(columns)
            self._share_room()

    def show_rows(self, rows: Sequence[FactRow]) -> None:
        """Show these rows; the one that was current stays so where it is still there."""
        key = self.current_key()
        if not self.facts.show_rows(tuple(rows)):
            return
        place = next((n for n, row in enumerate(self.facts.rows) if key and row.key == key), 0)
        if self.facts.rows and (key or self._marks):
            self.setCurrentIndex(self.facts.index(place, 0))
        if not self._marks and not self.hasFocus():
            self.clearSelection()
        self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.facts.rows:
            row = max(self.currentIndex().row(), 0)
            self.setCurrentIndex(self.facts.index(row, 0))
            self.selectRow(row)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._marks:
            self.clearSelection()

    def current_key(self) -> int:
        """What the current row stands for, 0 for none."""
        row = self.currentIndex().row()
        return self.facts.rows[row].key if 0 <= row < len(self.facts.rows) else 0

    def _on_activated(self, index: QModelIndex) -> None:
        key = self.facts.rows[index.row()].key
        if key:
            self.opened.emit(key)

    def _measure(self) -> None:
        now = theme.current()
        height = now.row_height(Row.TABLE)
        self.verticalHeader().setDefaultSectionSize(height)
        header = 0 if self.horizontalHeader().isHidden() else now.row_height(Row.TABLE_HEADER)
        self.horizontalHeader().setFixedHeight(now.row_height(Row.TABLE_HEADER))
        if self._grows:
            self.setFixedHeight(header + height * max(1, len(self.facts.rows)))
        self._share_room()

    def needed(self) -> int:
        """Pixels in which nothing of it is cut or left out."""
        columns = self.facts.columns
        return sum(
            room for column, room in zip(columns, self._needed(), strict=True) if not column.hidden
        )

    def _needed(self) -> list[int]:
        header, slack = self.horizontalHeader(), theme.current().px(2 if self._tight else 8)
        numbers = range(len(self.facts.columns))
        dropped = [number for number in numbers if self.isColumnHidden(number)]
        for number in dropped:
            # The header of a hidden column would need no room at all.
            self.showColumn(number)
        needed = [
            max(self.sizeHintForColumn(number), header.sectionSizeHint(number) + slack)
            for number in numbers
        ]
        for number in dropped:
            self.hideColumn(number)
        return needed

    def _share_room(self) -> None:
        """Give every column what it needs and one the rest; drop columns where that is too much."""
        columns = self.facts.columns
        needed = self._needed()
        px = theme.current().px
        room = self.viewport().width()
        shown_ones = {number for number, column in enumerate(columns) if not column.hidden}

        def sum_of(ones: set[int]) -> int:
            return sum(
                min(needed[one], px(columns[one].least)) if columns[one].stretch else needed[one]
                for one in ones
            )

        for number in sorted(shown_ones, key=lambda one: -columns[one].drop):
            if columns[number].drop and sum_of(shown_ones) > room:
                shown_ones.discard(number)
        rest = room - sum(needed[one] for one in shown_ones if not columns[one].stretch)
        for number, column in enumerate(columns):
            self.setColumnHidden(number, number not in shown_ones)
            least = px(min(96, column.least))
            self.setColumnWidth(number, max(least, rest) if column.stretch else needed[number])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "facts"):
            self._measure()
