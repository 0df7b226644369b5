"""Ctrl+Enter means *Speichern* on a page of the administration, not the step of an open case."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def claims_save_key(event: QEvent) -> bool:
    """Whether an event asks if the page wants Ctrl+Enter for itself; it is accepted then."""
    claims = (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and is_save_key(event)
    )
    if claims:
        event.accept()
    return claims


def is_save_key(event: QKeyEvent) -> bool:
    """Whether a key is Ctrl+Enter, of either kind."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return pressed and held == Qt.KeyboardModifier.ControlModifier
