"""Above a case: what the program suggests, and where a merged case goes on."""

from __future__ import annotations

from desktop.services.cases.page import CasePageView
from desktop.texts import tr
from desktop.texts.acting import suggestion_text
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.shortcuts import shortcut_label
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


class SuggestionNote(InPlaceMessage):
    """A priority that the program would give, with its reason; a person decides by one key."""

    def __init__(self, pane: CasePane) -> None:
        """Start unseen; the desk of the case gives it its place."""
        super().__init__(MessageKind.WARNING, "")
        for action_id, text in (
            (ActionId.ACCEPT_PRIORITY, tr("Übernehmen")),
            (ActionId.DISMISS_PRIORITY, tr("Verwerfen")),
        ):
            action = pane.workplace.actions[action_id]
            button = self.add_button(f"{text} ({shortcut_label(action.shortcut().toString())})")
            button.clicked.connect(action.trigger)
        self.hide()

    def show_case(self, page: CasePageView) -> None:
        """Say what is suggested for this case."""
        suggestion = page.case.header.suggestion
        decides = page.case.actions.decide_suggestion.possible
        self.setVisible(suggestion is not None and decides)
        if suggestion is not None:
            title, reason = suggestion_text(suggestion.priority, suggestion.reason)
            self.show_message(MessageKind.WARNING, title, reason)


class MergedNote(InPlaceMessage):
    """A merged case says where it goes on, opens it, and can be parted from it."""

    def __init__(self, pane: CasePane) -> None:
        """Start unseen; the desk of the case gives it its place."""
        super().__init__(MessageKind.INFO, "")
        self._pane = pane
        self._into: int | None = None
        self.open = self.add_button(tr("Öffnen"))
        self.open.clicked.connect(self._on_open_clicked)
        self.part = self.add_button(tr("Wieder trennen"))
        self.part.clicked.connect(pane.workplace.actions[ActionId.UNMERGE].trigger)
        self.hide()

    def show_case(self, page: CasePageView) -> None:
        """Name the case that goes on, if this one was merged."""
        into = page.case.header.merged_into
        self.setVisible(into is not None)
        self._into = None if into is None else into.case_id
        if into is not None:
            self.show_message(
                MessageKind.INFO,
                tr("Zusammengeführt mit Vorgang {reference}", reference=into.reference),
                tr("Neue Nachrichten kommen dort an; geantwortet wird dort."),
            )
            self.part.setVisible(page.case.actions.unmerge.possible)

    def _on_open_clicked(self) -> None:
        if self._into is not None:
            self._pane.case_requested.emit(self._into)
