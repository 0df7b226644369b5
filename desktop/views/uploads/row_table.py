"""The list of a batch's letters: uniform rows of two lines, all of it by keys."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.domain.documents import UploadState
from desktop.services.uploads.view import RowLine
from desktop.texts import tr
from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, Row, TextStyle
from desktop.views.uploads.row_model import (
    CELL_ROLE,
    FILE,
    PEOPLE,
    REASON,
    STANDING,
    WAY,
    Index,
    RowModel,
    TwoLines,
)

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_SELECTED = QStyle.StateFlag.State_Selected
_WIDEST_STANDING = 134
_WIDEST_WAY = 128
_LEAST_FILE = 100
_MOST_FOR_FILE = 0.36
_PEOPLE_SHARE = 0.48
"""Of what file, standing and way leave; the reason gets the rest."""
_LEAST_FOR_WAY = 400
"""Pixels at 100 % for the first three columns; with less the way stands beside the list only."""
_KEYS = {
    Qt.Key.Key_Return: "assign",
    Qt.Key.Key_Enter: "assign",
    Qt.Key.Key_B: "confirm",
    Qt.Key.Key_T: "split",
    Qt.Key.Key_A: "split_from",
    Qt.Key.Key_Delete: "remove",
    Qt.Key.Key_Z: "way",
    Qt.Key.Key_M: "tenant_view",
    Qt.Key.Key_Left: "page_back",
    Qt.Key.Key_Right: "page_on",
}


@lru_cache(maxsize=8192)
def _elided(
    now: Theme,
    style: TextStyle,
    text: str,
    width: int,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> str:
    return now.metrics(style).elidedText(text, mode, width)


class RowDelegate(QStyledItemDelegate):
    """Paints cells of two lines; the row that the keys move has a ring around it."""

    def __init__(self, table: QTableView) -> None:
        """Serve ``table``."""
        super().__init__(table)
        self._table = table
        table.selectionModel().currentRowChanged.connect(lambda *_: table.viewport().update())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell and its part of the ring."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, TwoLines):
            return
        now = theme.current()
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & _SELECTED)
        painter.fillRect(rect, now.color(Role.BG_SELECTED if selected else Role.BG_SURFACE))
        painter.fillRect(
            QRect(rect.left(), rect.bottom(), rect.width(), 1), now.color(Role.BORDER_SUBTLE)
        )
        # Names of files differ at their ends.
        is_file = index.column() == FILE
        mode = Qt.TextElideMode.ElideMiddle if is_file else Qt.TextElideMode.ElideRight
        _paint_lines(painter, now, rect.adjusted(now.space(3), 0, -now.space(1), -1), cell, mode)
        if self._table.hasFocus() and index.row() == self._table.currentIndex().row():
            self._paint_ring(painter, now, rect, index)
        painter.restore()

    def _paint_ring(self, painter: QPainter, now: Theme, rect: QRect, index: Index) -> None:
        header = self._table.horizontalHeader()
        shown = [n for n in range(header.count()) if not header.isSectionHidden(n)]
        box = rect.adjusted(0, 1, -1, -1)
        painter.setPen(now.pen(Role.FOCUS_RING, 2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.drawLine(box.topLeft(), box.topRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if index.column() == shown[0]:
            painter.drawLine(box.left() + 1, box.top(), box.left() + 1, box.bottom())
        if index.column() == shown[-1]:
            painter.drawLine(box.right(), box.top(), box.right(), box.bottom())


def _paint_lines(
    painter: QPainter, now: Theme, rect: QRect, cell: TwoLines, mode: Qt.TextElideMode
) -> None:
    left = rect.left()
    body, small = now.metrics(TextStyle.BODY).height(), now.metrics(TextStyle.SMALL).height()
    high = body + small if cell.second else body
    top = rect.top() + (rect.height() - high) // 2
    if cell.icon:
        edge = now.control("iconSmall")
        paint_icon(painter, cell.icon, left, top + (body - edge) / 2, edge, cell.role)
        left += edge + now.px(6)
    width = rect.right() - left
    painter.setFont(now.font(TextStyle.BODY))
    painter.setPen(now.color(cell.role))
    text = _elided(now, TextStyle.BODY, cell.first, width, mode)
    painter.drawText(left, top, width, body, _LEFT, text)
    if cell.second:
        painter.setFont(now.font(TextStyle.SMALL))
        painter.setPen(now.color(Role.TEXT_MUTED))
        text = _elided(now, TextStyle.SMALL, cell.second, width)
        painter.drawText(left, top + body, width, small, _LEFT, text)


class RowTable(QTableView):
    """Letters of a batch.

    ``looked_at`` carries the row the focus is on (or None), ``wanted`` what a key asks for with it:
    assign, confirm, split, split_from, remove, way, page_back, page_on.
    """

    looked_at = Signal(object)
    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.letters = RowModel(self)
        self.setModel(self.letters)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(tr("Briefe des Stapels"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._measure()
        self.selectionModel().currentRowChanged.connect(
            lambda *_: self.looked_at.emit(self.current())
        )
        self.doubleClicked.connect(lambda _: self.wanted.emit("assign"))

    def show_rows(self, rows: tuple[RowLine, ...], batch: UploadState = UploadState.OPEN) -> None:
        """Show letters; the one that is looked at stays so, else the one in its place is.

        ``batch`` is where the whole batch stands.
        """
        before, place = self.current(), max(0, self.currentIndex().row())
        if not self.letters.show_rows(rows, batch):
            return
        self._measure_files()
        self._share_room()
        if before is not None:
            place = next((n for n, one in enumerate(rows) if one.id == before.id), place)
        if not rows:
            self.looked_at.emit(None)
            return
        self._point_at(min(place, len(rows) - 1))

    def look_at(self, row_id: int) -> None:
        """Go to one letter, where it is shown."""
        place = next((n for n, one in enumerate(self.letters.rows) if one.id == row_id), None)
        if place is not None:
            self._point_at(place)

    def current(self) -> RowLine | None:
        """The letter that is looked at."""
        place = self.currentIndex().row()
        return self.letters.rows[place] if 0 <= place < len(self.letters.rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """One key each for what is done with a letter."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        wanted = _KEYS.get(Qt.Key(event.key())) if plain else None
        if wanted is not None and self.current() is not None:
            self.wanted.emit(wanted)
            return
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.letters.rows) - 1}
        if plain and Qt.Key(event.key()) in ends and self.letters.rows:
            # Of itself a table goes to the first cell of the row.
            self._point_at(ends[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "letters"):
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _point_at(self, place: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        index = self.letters.index(place, 0)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def _measure(self) -> None:
        now = theme.current()
        self._measure_files()
        self.verticalHeader().setDefaultSectionSize(now.row_height(Row.TABLE_TWO_LINE, lines=2))
        self.horizontalHeader().setFixedHeight(now.row_height(Row.TABLE_HEADER))
        self._share_room()

    def _measure_files(self) -> None:
        """How wide the longest name of a file is; to measure thousands of them takes too long."""
        now = theme.current()
        longest = max((one.file_name for one in self.letters.rows), key=len, default="")
        text = max(now.metrics(TextStyle.BODY).horizontalAdvance(longest), now.px(_LEAST_FILE))
        self._widest_file = text + 2 * now.space(3)

    def _share_room(self) -> None:
        now = theme.current()
        room = self.viewport().width() - now.px(_WIDEST_STANDING)
        narrow = room - now.px(_WIDEST_WAY) < now.px(_LEAST_FOR_WAY)
        self.setColumnHidden(WAY, narrow)
        if not narrow:
            room -= now.px(_WIDEST_WAY)
        room = max(room, 0)
        widths = {FILE: min(self._widest_file, round(room * _MOST_FOR_FILE))}
        widths[PEOPLE] = round((room - widths[FILE]) * _PEOPLE_SHARE)
        widths[REASON] = room - sum(widths.values())
        widths[STANDING], widths[WAY] = now.px(_WIDEST_STANDING), now.px(_WIDEST_WAY)
        for column, width in widths.items():
            self.setColumnWidth(column, width)
