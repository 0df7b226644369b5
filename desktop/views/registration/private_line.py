"""A line for what a tenant says was typed: nothing of it is kept, not even for Ctrl+Z."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

_UNDO = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_UNDO_NAMES = frozenset({"edit-undo", "edit-redo"})
_PRIVATE = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)


class PrivateLine(QLineEdit):
    """A text field without memory: no undo, no learning by input methods, no completion.

    Ctrl+Z does nothing here: what was cleared is gone, and the last act of the window is not what
    somebody means who mistyped.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty; ``name`` is what a screen reader says."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setInputMethodHints(_PRIVATE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of undo and do nothing."""
        if any(event.matches(key) for key in _UNDO):
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer cutting, copying and pasting, but no undo."""
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() in _UNDO_NAMES:
                menu.removeAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def forget(self) -> None:
        """Empty the line and everything Qt remembers of it."""
        self.setText("")
