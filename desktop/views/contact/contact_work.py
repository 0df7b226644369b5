"""Takes over the contact data that a person has chosen in the open case."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.domain.errors import UserError
from desktop.services.cases.page import CasePageView
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.reasons import show_state

_ACTIONS = (ActionId.CONTACT_DATA, ActionId.APPLY_CONTACT)


class ContactWork(QObject):
    """Serves the card of contact data."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._actions = pane.workplace.actions
        self._actions.connect_handler(ActionId.CONTACT_DATA, self._look)
        self._actions.connect_handler(ActionId.APPLY_CONTACT, self._apply)
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)

    def _on_pane_emptied(self) -> None:
        for action_id in _ACTIONS:
            self._actions.set_possible(action_id, tr("kein Vorgang geöffnet"))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        if page.contact is None:
            for action_id in _ACTIONS:
                self._actions.set_possible(action_id, tr("nur bei Kontaktdaten"))
            return
        self._actions.set_possible(ActionId.CONTACT_DATA)
        show_state(self._actions, ActionId.APPLY_CONTACT, page.contact.apply)

    def _look(self) -> None:
        card = self._pane.page.contact
        self._pane.page.columns.bring_into_sight(card)
        card.take_focus()

    def _apply(self) -> None:
        from desktop.services.contacts.deciding import ApplyContactData, apply_contact_data

        view, card = self._pane.view, self._pane.page.contact
        party = card.shown_party()
        if view is None or view.contact is None or party is None:
            return
        chosen = card.chosen_values()
        if not chosen:
            self._pane.show_problem(UserError("contact.nothing_chosen"))
            return
        header = view.case.header
        self._pane.workplace.ask(
            apply_contact_data,
            ApplyContactData(
                case_id=header.case_id,
                tenant_id=party.tenant_id,
                chosen=dict(chosen),
                seen=dict(party.values),
                expected_version=header.version,
            ),
            done=self._pane.finished,
            failed=self._pane.show_problem,
        )
