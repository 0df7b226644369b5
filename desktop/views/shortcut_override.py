"""Keeps text fields from swallowing the window's shortcuts.

Text fields claim single Ctrl keys for themselves (on X11 also Ctrl+K, D and E), and Ctrl+Z
even where there is nothing of theirs to undo. What the registry of actions knows stays the window's
(``ui-brief.md``, section 10); Ctrl+Z stays the text's as long as it has something to undo.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop.views.actions import ActionId, Actions

_MAIN = frozenset({"Ctrl+Return", "Ctrl+Enter"})
_SENDS = "sends"
"""Property of the fields that ``SendKeys`` serves."""
_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


class ShortcutOverride(QObject):
    """Decides for every text field of a window which keys are the window's.

    Qt asks the field that has the focus, and nobody else, so each is watched from its first focus
    on: also those that are made later. An event filter of the application would see every event of
    the program to find these few.
    """

    def __init__(self, window: QWidget, actions: Actions) -> None:
        """Serve ``window``, which answers the shortcuts of ``actions``."""
        super().__init__(window)
        self._window = window
        undo = actions[ActionId.UNDO]
        self._undo = {sequence.toString() for sequence in undo.shortcuts()}
        # No field claims Ctrl+Enter; where it means the editor's own button, ``SendKeys`` does.
        self._ours = {
            sequence.toString() for action in actions.all() for sequence in action.shortcuts()
        } - _MAIN
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)
        # A window may have been typed into before it had actions.
        self._on_application_focus_changed(None, application.focusWidget())

    def _on_application_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        # The fields of a dialog keep all keys: the window behind it answers none.
        if isinstance(now, _TEXT_FIELDS) and now.window() is self._window:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the window have its keys."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        keys = keys_of(event)
        if keys not in self._ours or (keys in self._undo and _can_undo(watched)):
            return False
        event.ignore()
        return True


class SendKeys(QObject):
    """Ctrl+Enter in the fields of an editor means the editor's button, not the window's step."""

    pressed = Signal()

    def means(self, event: QKeyEvent) -> bool:
        """Whether this is the key."""
        return keys_of(event) in _MAIN

    def watch(self, fields: Iterable[QWidget]) -> None:
        """Serve these fields. Whoever is installed last is asked first."""
        for field in fields:
            field.installEventFilter(self)
            field.setProperty(_SENDS, True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key from the window, then act on it."""
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or not isinstance(event, QKeyEvent):
            return False
        if not self.means(event):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.pressed.emit()
        return True


def sends(field: QWidget) -> bool:
    """Whether Ctrl+Enter means the button of an editor while ``field`` has the focus."""
    return bool(field.property(_SENDS))


def keys_of(event: QKeyEvent) -> str:
    """The key combination of an event, as the registry writes it."""
    # The number pad's Enter carries a modifier of its own that no shortcut names.
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString()


def _can_undo(field: QObject) -> bool:
    if isinstance(field, QAbstractSpinBox):
        inner = field.findChild(QLineEdit)
        return inner is not None and inner.isUndoAvailable()
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    return isinstance(field, QPlainTextEdit | QTextEdit) and field.document().isUndoAvailable()
