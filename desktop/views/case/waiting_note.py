"""Above a case that waits: until when, why, and that its promise runs on."""

from __future__ import annotations

from desktop.domain.waiting import waiting_is_over
from desktop.services.cases.page import CasePageView
from desktop.texts import tr
from desktop.texts.waiting import waiting_detail, waiting_title
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


class WaitingNote(InPlaceMessage):
    """Calm while the case waits; a warning from the day on that somebody should look."""

    def __init__(self, pane: CasePane) -> None:
        """Start unseen; the desk of the case gives it its place."""
        super().__init__(MessageKind.INFO, "")
        self._workplace = pane.workplace
        action = pane.workplace.actions[ActionId.RESUME]
        self.resume = self.add_button(tr("Wiedervorlage beenden"))
        self.resume.clicked.connect(action.trigger)
        self.hide()

    def show_case(self, page: CasePageView) -> None:
        """Say what there is to say about this case."""
        header, today = page.case.header, self._workplace.today()
        until = header.waiting_until if header.is_open else None
        self.setVisible(until is not None)
        if until is None:
            return
        kind = MessageKind.WARNING if waiting_is_over(until, today) else MessageKind.INFO
        title = waiting_title(until, header.waiting_reason, today)
        self.show_message(kind, title, waiting_detail(until, header.due_on, today))
        self.resume.setVisible(page.case.actions.resume.possible)
