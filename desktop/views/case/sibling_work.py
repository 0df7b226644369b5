"""Changes of the same tenant for other contracts: which are still open, and the way to them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.services.bank_changes.view import BankChangeView, SiblingView
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult
from desktop.texts import ntr, tr
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.case.tenancy_card import unit_kind_text
from desktop.views.late_part import LatePart
from desktop.views.shortcuts import shortcut_label
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


def sibling_text(sibling: SiblingView) -> str:
    """Number, kind of what is let, contract."""
    kind = unit_kind_text(sibling.unit_kind)
    return f"{sibling.reference} ({kind} {sibling.contract_number})"


class SiblingWork(QObject):
    """Says after a decision what is still open for other contracts, and opens it by key."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._actions = pane.workplace.actions
        self._here: tuple[SiblingView, ...] = ()
        self._left: tuple[SiblingView, ...] = ()
        self._room = pane.messages.room(0)
        pane.case_read.connect(self.show_case)
        self._actions.connect_handler(ActionId.NEXT_SIBLING, self.open_next)

    @LatePart
    def message(self) -> InPlaceMessage:
        """Below the case: what is still open."""
        message = InPlaceMessage(MessageKind.INFO, "", parent=self._pane)
        button = message.add_button(tr("Nächsten Vertrag öffnen"))
        action = self._actions[ActionId.NEXT_SIBLING]
        button.setToolTip(shortcut_label(action.shortcut().toString()))
        button.clicked.connect(self.open_next)
        self._pane.messages.take_in(message, self._room)
        return message

    def show_case(self, page: CasePageView) -> None:
        """Take note of what is open beside the case on show."""
        self._here = () if page.bank is None else page.bank.siblings
        self._show_possible()

    def then(
        self, bank: BankChangeView, done: Callable[[ActionResult], None]
    ) -> Callable[[ActionResult], None]:
        """What to do when a decision on ``bank`` is taken: say what is left, then go on."""

        def decided(result: ActionResult) -> None:
            self.say(bank.siblings)
            done(result)

        return decided

    def say(self, siblings: tuple[SiblingView, ...]) -> None:
        """Name the open changes of the same tenant; without one the message goes."""
        self._left = siblings
        if siblings or SiblingWork.message.is_made(self):
            self.message.setVisible(bool(siblings))
        if siblings:
            self.message.show_message(
                MessageKind.INFO,
                ntr(
                    "Für einen weiteren Vertrag ist die Änderung noch offen.",
                    "Für {n} weitere Verträge ist die Änderung noch offen.",
                    len(siblings),
                ),
                ", ".join(sibling_text(one) for one in siblings),
            )
        self._show_possible()

    def open_next(self) -> None:
        """Open the first of those that were named, else one beside the case on show."""
        left = self._left or self._here
        self.say(())
        if left:
            self._pane.case_requested.emit(left[0].case_id)

    def _show_possible(self) -> None:
        possible = self._left or self._here
        self._actions.set_possible(
            ActionId.NEXT_SIBLING, "" if possible else tr("kein weiterer Vertrag offen")
        )
