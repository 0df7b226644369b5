"""Choosing several cases of the list by pointer and keys, as in every list of the system.

Umschalt chooses from one row to another, Strg one more, Strg+A all that match. Strg with an arrow
goes on without choosing, Strg+Leertaste chooses there. Esc, or going on without either key, chooses
nothing any more. The case that is open stays open meanwhile: who chooses does not read.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from desktop.views.inbox.case_list_model import CaseListModel

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_OTHERS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_MOVES = {
    Qt.Key.Key_Up: QAbstractItemView.CursorAction.MoveUp,
    Qt.Key.Key_Down: QAbstractItemView.CursorAction.MoveDown,
    Qt.Key.Key_PageUp: QAbstractItemView.CursorAction.MovePageUp,
    Qt.Key.Key_PageDown: QAbstractItemView.CursorAction.MovePageDown,
    Qt.Key.Key_Home: QAbstractItemView.CursorAction.MoveHome,
    Qt.Key.Key_End: QAbstractItemView.CursorAction.MoveEnd,
}


class Marking(QObject):
    """Serves one list. ``changed`` fires when other cases are chosen than before."""

    changed = Signal()

    def __init__(self, view: QAbstractItemView, model: CaseListModel) -> None:
        """Nothing is chosen."""
        super().__init__(view)
        self._view = view
        self._model = model
        self._marks = model.marks
        self._anchor: int | None = None
        self.is_moving = False
        """Whether the row with the focus changes without anybody wanting its case."""

    def press(self, event: QMouseEvent) -> bool:
        """Tell whether a press of the pointer was meant for choosing."""
        keys = event.modifiers() & (_CONTROL | _SHIFT)
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        index = self._view.indexAt(event.position().toPoint())
        case_id = self._model.case_at(index.row()) if index.isValid() else None
        if case_id is None:
            return bool(keys)
        if not keys:
            self.clear()
            self._anchor = None
            return False
        if keys & _SHIFT:
            self._choose_to(index, more=bool(keys & _CONTROL))
        else:
            self._toggle(index)
        self._go_to(index)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Tell whether a key was meant for choosing, and do it."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if modifiers & _OTHERS:
            return False
        if key is Qt.Key.Key_Escape and not self._marks.is_empty:
            self.clear()
            return True
        if key in _MOVES:
            return self._moved(_MOVES[key], modifiers)
        if modifiers != _CONTROL:
            return False
        if key is Qt.Key.Key_A:
            self.choose_all()
            return True
        if key is Qt.Key.Key_Space:
            self._toggle(self._view.currentIndex())
            return True
        return False

    def choose_all(self) -> None:
        """All that match, here or not."""
        if self._model.total:
            self._marks.choose_all()
            self._tell()

    def choose_one(self, row: int) -> None:
        """The case of this row alone, unless it is among those that are chosen."""
        case_id = self._model.case_at(row)
        if case_id is not None and not self._marks.holds(case_id):
            self._marks.choose([case_id])
            self._tell()

    def clear(self) -> None:
        """Nothing."""
        if not self._marks.is_empty:
            self._marks.clear()
            self._tell()

    def _moved(self, move: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> bool:
        if not modifiers:
            self._anchor = None
            self.clear()
            return False
        if modifiers == _CONTROL and move not in (
            QAbstractItemView.CursorAction.MoveUp,
            QAbstractItemView.CursorAction.MoveDown,
        ):
            return False
        before = self._view.currentIndex()
        if self._anchor is None:
            self._anchor = self._model.case_at(before.row())
        index = self._view.moveCursor(move, Qt.KeyboardModifier.NoModifier)
        if modifiers & _SHIFT:
            self._choose_to(index, more=bool(modifiers & _CONTROL))
        self._go_to(index)
        return True

    def _toggle(self, index: QModelIndex) -> None:
        case_id = self._model.case_at(index.row())
        if case_id is None:
            return
        if self._marks.is_empty:
            # What is open was chosen first, as in every list.
            current = self._model.case_at(self._view.currentIndex().row())
            if current is not None and current != case_id:
                self._marks.add([current])
        self._marks.toggle(case_id)
        self._anchor = case_id
        self._tell()

    def _choose_to(self, index: QModelIndex, *, more: bool) -> None:
        if self._anchor is None or self._model.position_of(self._anchor) < 0:
            self._anchor = self._model.case_at(self._view.currentIndex().row())
        start = index.row() if self._anchor is None else self._model.position_of(self._anchor)
        between = self._model.cases_between(start, index.row())
        (self._marks.add if more else self._marks.choose)(between)
        self._tell()

    def _go_to(self, index: QModelIndex) -> None:
        """Give a row the focus; its case is not opened."""
        self.is_moving = True
        flags = QItemSelectionModel.SelectionFlag.NoUpdate
        self._view.selectionModel().setCurrentIndex(index, flags)
        self._view.scrollTo(index)
        self.is_moving = False

    def _tell(self) -> None:
        self._view.viewport().update()
        self.changed.emit()
