"""Ctrl+Enter is named by the one button of a case that it presses now."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.shortcut_override import sends


class MainKey(QObject):
    """In the fields of an editor the key is the editor's, everywhere else the main step's."""

    def __init__(self, pane: CasePane) -> None:
        """Watch where the focus is in the window of ``pane``."""
        super().__init__(pane)
        self._pane = pane
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_application_focus_changed)
        # What is opened without the focus names no key of its own.
        CasePage.composer.when_made(pane.page, lambda made: made.send.name_keys(named=False))
        self._show(None)

    def _on_application_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        window = self._pane.window()
        # Who goes to another window or a dialog comes back to where the focus was.
        if window.isActiveWindow() and (now is None or now.window() is window):
            self._show(now)

    def _show(self, focus: QWidget | None) -> None:
        self._pane.action_bar.name_main_keys(named=focus is None or not sends(focus))
        if composer := CasePage.composer.of(self._pane.page):
            composer.send.name_keys(named=focus in (composer.subject, composer.text))
