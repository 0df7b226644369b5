"""Gives the focus back to where it came from when an editor closes."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtWidgets import QApplication, QWidget


class FocusBack:
    """Remembers for ``editor`` who had the focus before it was taken."""

    def __init__(self, editor: QWidget) -> None:
        self._editor = editor
        self._before: QWidget | None = None

    def take(self, field: QWidget) -> None:
        """Give the focus to a field of the editor."""
        before = QApplication.focusWidget()
        if before is not None and not self._editor.isAncestorOf(before):
            self._before = before
        field.setFocus()

    def give_back(self) -> None:
        """Before the editor is hidden: else the focus lands on whatever follows in the page."""
        before, self._before = self._before, None
        now = QApplication.focusWidget()
        if before is None or now is None or not self._editor.isAncestorOf(now):
            return
        # The page may have been built anew meanwhile: then Qt knows the widget no more.
        with suppress(RuntimeError):
            if before.isVisible():
                before.setFocus()
