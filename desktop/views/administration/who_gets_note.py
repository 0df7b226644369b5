"""*Wer bekäme diesen Vorgang?*: answered above the case that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.services.cases.page import CasePageView
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.late_part import LatePart
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

if TYPE_CHECKING:
    from desktop.services.teams.view import WhoGets


class WhoGetsNote(InPlaceMessage):
    """Who would get the case by the rules, and why."""

    def __init__(self, parent: QWidget) -> None:
        """Offer the way out."""
        super().__init__(MessageKind.INFO, "", parent=parent)
        self.away = self.add_button(tr("Schließen"))
        self.away.clicked.connect(self.hide)


class WhoGetsWork(QObject):
    """Asks and shows the answer until it is closed or another case opens."""

    def __init__(self, pane: CasePane) -> None:
        """Keep the first place of the open case's main column."""
        super().__init__(pane)
        self._workplace = pane.workplace
        self._pane = pane
        self._case_id: int | None = None
        self._room = pane.page.columns.room_on_top()
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)
        self._workplace.actions.connect_handler(ActionId.WHO_GETS, self._ask)
        self._on_pane_emptied()

    @LatePart
    def note(self) -> WhoGetsNote:
        """The answer."""
        note = WhoGetsNote(self._pane)
        self._pane.page.columns.take_on_top(note, self._room)
        return note

    def _hide(self) -> None:
        if note := WhoGetsWork.note.of(self):
            note.hide()

    def _ask(self) -> None:
        from desktop.services.teams.reading import who_gets_case

        case_id = self._pane.case_id
        if case_id is not None:
            self._case_id = case_id
            self._workplace.ask(who_gets_case, case_id, done=self._show, scope="who_gets_case")

    def _show(self, answer: WhoGets) -> None:
        from desktop.views.administration.routing_words import reason_words, receiver_words

        if self._case_id != self._pane.case_id:
            return
        title = tr("Nach den Regeln: {receiver}", receiver=receiver_words(answer))
        self.note.show_message(MessageKind.INFO, title, "\n".join(reason_words(answer)))
        self.note.show()
        self._pane.page.scroll_to_top()
        self.note.away.setFocus()

    def _on_pane_case_read(self, _view: CasePageView) -> None:
        self._workplace.actions.set_possible(ActionId.WHO_GETS, "")
        if self._case_id != self._pane.case_id:
            self._hide()

    def _on_pane_emptied(self) -> None:
        self._workplace.actions.set_possible(ActionId.WHO_GETS, tr("kein Vorgang geöffnet"))
        self._hide()
