"""What ties letters to the rest of the window: Strg+P and Strg+Z, and the way from a case."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import DeliveryStatus
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.area_pages import AreaPages
from desktop.views.case.case_pane import CasePane
from desktop.views.sidebar_entries import ACCOUNTS, LETTERS
from desktop.views.widgets.undo_bar import UndoBar
from desktop.views.workplace import Workplace


class LettersLink(QObject):
    """Strg+P prints in the area *Briefe*; from a case it opens the area with the case's letters.

    ``letters_requested`` carries the ids of the letters to be marked there.
    """

    letters_requested = Signal(object)

    def __init__(
        self,
        workplace: Workplace,
        areas: QStackedWidget,
        pane: CasePane,
        pages: AreaPages,
    ) -> None:
        """Watch which area is on show; those with a bar of their own answer Strg+Z by it."""
        super().__init__(pages)
        self._actions = workplace.actions
        self._may_print = workplace.actions.permitted(ActionId.PRINT, workplace.actor)
        self._areas = areas
        self._pane = pane
        self._pages = pages
        self._bars: dict[QWidget | None, UndoBar] = {}
        self._waiting: frozenset[int] = frozenset()
        self._actions.connect_handler(ActionId.PRINT, self._print)
        areas.currentChanged.connect(lambda _: self._show_state())
        pages.when_made(LETTERS, self._join_letters)
        pages.when_made(ACCOUNTS, self._join_accounts)
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)
        pane.undo_bar.expired.connect(lambda _: self._show_state())
        pane.undo_bar.undo_requested.connect(lambda _: self._show_state())
        self._show_state()

    def _join_letters(self) -> None:
        page = self._pages.letters
        self._bars[page] = page.undo_bar
        page.state_changed.connect(self._show_state)

    def _join_accounts(self) -> None:
        page = self._pages.accounts
        self._bars[page] = page.account.undo_bar
        page.documents.undo_changed.connect(self._show_state)

    def _is_here(self) -> bool:
        return self._pages.is_on_show(LETTERS)

    def _on_pane_case_read(self, view: CasePageView) -> None:
        self._waiting = frozenset(
            delivery.delivery_id
            for delivery in view.case.deliveries
            if delivery.status is DeliveryStatus.LETTER_TO_PRINT
        )
        self._show_state()

    def _on_pane_emptied(self) -> None:
        self._waiting = frozenset()
        self._show_state()

    def _print(self) -> None:
        if self._is_here():
            self._pages.letters.print_now()
        else:
            self.letters_requested.emit(self._waiting)

    def _show_state(self) -> None:
        here = self._is_here()
        bar = self._bars.get(self._areas.currentWidget(), self._pane.undo_bar)
        self._actions.connect_handler(ActionId.UNDO, bar.trigger)
        self._actions.set_possible(
            ActionId.UNDO, "" if bar.offered else tr("nichts rückgängig zu machen")
        )
        if not self._may_print:
            reason = tr("keine Berechtigung")
        elif here:
            reason = self._pages.letters.why_not_printed()
        else:
            reason = "" if self._waiting else tr("kein Brief zu drucken")
        self._actions.set_possible(ActionId.PRINT, reason)
