"""The list itself: a table of one column, because only a table can show a million rows at once.

A ``QListView`` asks for the size of every row whenever the model changes: four seconds for a
million rows. The header of a table keeps sizes by itself, headings among rows included.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from desktop.services.inbox.rows import CaseRow
from desktop.texts import tr
from desktop.views import theme
from desktop.views.inbox.case_delegate import CaseDelegate, RowState, case_row_height
from desktop.views.inbox.case_list_model import CaseListModel, GroupRow
from desktop.views.inbox.marking import Marking
from desktop.views.theme_tokens import Role, Row

Anchor = list[tuple[int, int]]
"""Cases that were seen, each with the height of its row in pixels from the top of the view."""

_CTRL = Qt.KeyboardModifier.ControlModifier
_OF_THE_WINDOW = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
"""With Strg they lead to the case before or behind, wherever the focus is."""
_Move = QAbstractItemView.CursorAction
_TO_ROW = {_Move.MoveHome: 0, _Move.MoveEnd: -1}
_AS_IN_A_LIST = {_Move.MoveLeft: _Move.MoveUp, _Move.MoveRight: _Move.MoveDown}


class CaseListView(QTableView):
    """The list. Enter opens, ←/→ and Enter fold groups; nothing moves under the pointer.

    ``opened`` carries the case that Enter was pressed on, ``scrolled`` fires when other rows are
    seen than before.
    """

    opened = Signal(int)
    scrolled = Signal()

    def __init__(self, model: CaseListModel, parent: QWidget | None = None) -> None:
        """Show ``model``."""
        super().__init__(parent)
        self.setObjectName("caseList")
        self.setAccessibleName(tr("Vorgänge"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.delegate = CaseDelegate(self)
        self.setItemDelegate(self.delegate)
        self._be_opaque()
        self._held = False
        self._cases = model
        self._headings: tuple[int, ...] = ()
        self.setModel(model)
        model.modelReset.connect(self._measure_rows)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)
        self.marking = Marking(self, model)
        self._chose = False
        self._measure_rows()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose several, or open one."""
        self._chose = self.marking.press(event)
        if not self._chose:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What began as choosing does not become opening on its way."""
        if not self._chose:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What was pressed for choosing is no click on anything else."""
        if self._chose:
            self._chose = False
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose several, fold groups, open cases."""
        if self._held:
            event.ignore()
            return
        if self.marking.key(event):
            return
        if event.key() in _OF_THE_WINDOW and event.modifiers() & _CTRL:
            # No case before or behind this one: the window says so.
            event.ignore()
            return
        row = self.currentIndex().row()
        entry = self._cases.entry(row)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            # The main action that is blocked now must not become another one.
            event.modifiers() & _CTRL
        )
        if isinstance(entry, GroupRow):
            keys = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}
            if enter:
                self._cases.toggle_group(entry.urgency)
                self.setCurrentIndex(self._cases.index(row))
                return
            if event.key() in keys:
                expanded = keys[Qt.Key(event.key())]
                self._cases.set_group_expanded(entry.urgency, expanded=expanded)
                self.setCurrentIndex(self._cases.index(row))
                return
        if enter and isinstance(entry, CaseRow):
            self.opened.emit(entry.case_id)
            return
        super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Pos1 and Ende lead to the ends of the list, as in any list."""
        row = _TO_ROW.get(action)
        if row is None:
            return super().moveCursor(_AS_IN_A_LIST.get(action, action), modifiers)
        return self._cases.index(row % max(1, self._cases.rowCount()))

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need higher rows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_headings"):
            self._measure_rows()

    def _be_opaque(self) -> None:
        """Nothing shines through the list: what is only scrolled is moved, not painted again.

        A widget that is not opaque is painted anew as a whole, with all that lie behind it.
        """
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        beside = self.verticalScrollBar().parentWidget()
        assert beside is not None
        beside.setBackgroundRole(QPalette.ColorRole.Base)
        beside.setAutoFillBackground(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every row that is asked for, and what lies below the last one.

        All in one go: where Qt asks for each row, its data and its flags by themselves, painting
        has to wait dozens of times for its turn while something is computed in another thread.
        """
        painter = QPainter(self.viewport())
        region, area = event.region(), event.rect()
        width = self.viewport().width()
        row = self.rowAt(area.top())
        top = self.rowViewportPosition(row) if row >= 0 else area.top()
        rows = self._cases.rowCount() if row >= 0 else 0
        state_of = self._states()
        while row < rows and top <= area.bottom():
            box = QRect(0, top, width, self.rowHeight(row))
            if region.intersects(box):
                self.delegate.paint_entry(painter, box, row, self._cases.entry(row), state_of(row))
            top += box.height()
            row += 1
        if top <= area.bottom():
            below = QRect(0, top, width, area.bottom() + 1 - top)
            painter.fillRect(below, theme.current().color(Role.BG_SURFACE))
        painter.end()

    def _states(self) -> Callable[[int], RowState]:
        """What tells rows apart that show the same; as Qt itself would say."""
        active = self.isActiveWindow()
        focused = self.hasFocus() or self.viewport().hasFocus()
        focus = self.currentIndex().row() if focused else -1
        selected = {index.row() for index in self.selectionModel().selectedIndexes()}
        hover = -1
        if self.viewport().underMouse():
            hover = self.rowAt(self.viewport().mapFromGlobal(QCursor.pos()).y())
        marks = self._cases.marks
        if marks.is_empty:
            return lambda row: RowState(row in selected, active, row == focus, row == hover)

        def state(row: int) -> RowState:
            case_id = self._cases.case_at(row)
            chosen = case_id is not None and marks.holds(case_id)
            return RowState(chosen, active, row == focus, row == hover)

        return state

    def hold(self, *, held: bool) -> None:
        """While it is held the list is only looked at: another one is on its way."""
        self._held = held
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, held)

    def is_in_use(self) -> bool:
        """Whether pointer or focus is in the list, so that its order must not change."""
        under = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        return self.hasFocus() or (under and self.isVisible() and self.window().isActiveWindow())

    def seen(self) -> tuple[int, int]:
        """First and last position that can be seen; (0, -1) for an empty list."""
        if not self._cases.rowCount():
            return 0, -1
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        return first, last if last >= 0 else self._cases.rowCount() - 1

    def anchor(self) -> Anchor:
        """What is seen and where: the current case first, then the others from the top."""
        first, last = self.seen()
        current = self.currentIndex().row()
        rows = list(range(first, last + 1))
        if first <= current <= last:
            rows.insert(0, current)
        cases = ((self._cases.case_at(row), row) for row in rows)
        return [(case, self.rowViewportPosition(row)) for case, row in cases if case is not None]

    def restore(self, anchor: Anchor) -> None:
        """Scroll so that the first of these cases that is still here stands where it stood."""
        for case_id, offset in anchor:
            position = self._cases.position_of(case_id)
            if position >= 0:
                bar = self.verticalScrollBar()
                self.updateGeometries()
                bar.setValue(bar.value() + self.rowViewportPosition(position) - offset)
                return

    def _measure_rows(self) -> None:
        """Give every row its height: few headings among rows that are all alike."""
        now = theme.current()
        header = self.verticalHeader()
        height = case_row_height(now)
        if header.defaultSectionSize() != height:
            header.setDefaultSectionSize(height)
        headings = self._cases.headings()
        rows = self._cases.rowCount()
        for row in set(self._headings).difference(headings):
            if row < rows:
                header.resizeSection(row, height)
        for row in headings:
            header.resizeSection(row, now.row_height(Row.LIST_GROUP))
        self._headings = headings
