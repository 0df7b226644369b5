"""What can be done with a case of any category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.kinds import DraftKind
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import ActionResult
from desktop.services.delivery.retry import retry_now
from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.case.case_pane import CasePane
from desktop.views.case.writing import Writing
from desktop.views.certificates.certificate_work import OF_A_CERTIFICATE
from desktop.views.reasons import show_state
from desktop.views.registration.clinic_work import OF_A_REGISTRATION

if TYPE_CHECKING:
    from desktop.views.case.case_acts import CaseActs

_OF_A_CASE = (
    ActionId.TAKE,
    ActionId.REPLY,
    ActionId.NOTE,
    ActionId.WAIT,
    ActionId.RESUME,
    ActionId.CLOSE,
    ActionId.REOPEN,
    ActionId.REQUEST_ADDRESS,
    ActionId.ACKNOWLEDGE,
    ActionId.CORRECT,
    ActionId.MAIN,
    ActionId.REFUSE,
)

_OF_A_DAMAGE = (
    ActionId.ORDER,
    ActionId.ORDER_SENT,
    ActionId.ORDER_DONE,
    ActionId.GROUP,
    ActionId.GROUP_REPLY,
    ActionId.UNGROUP,
)


class CaseWork(QObject):
    """Take, answer, note, wait, close, reopen, undo."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._actions = pane.workplace.actions
        self._made: CaseActs | None = None
        connect = self._actions.connect_handler
        connect(ActionId.TAKE, self._take)
        connect(ActionId.REPLY, lambda: writing.write(DraftKind.REPLY))
        connect(ActionId.NOTE, lambda: writing.write(DraftKind.NOTE))
        connect(ActionId.WAIT, self._wait)
        connect(ActionId.RESUME, self._resume)
        connect(ActionId.CLOSE, self._close)
        connect(ActionId.REOPEN, self._reopen)
        connect(ActionId.UNDO, pane.undo_bar.trigger)
        pane.undo_requested.connect(self.undo)
        pane.page.timeline.retry_requested.connect(self._retry)
        pane.case_read.connect(self.show_case)
        pane.emptied.connect(self.show_nothing)

    def show_nothing(self) -> None:
        """No case: nothing can be done."""
        for action_id in _OF_A_CASE:
            self._actions.set_possible(action_id, tr("kein Vorgang geöffnet"))

    def show_case(self, page: CasePageView) -> None:
        """Make the actions of the open case possible, or say why not."""
        possible = page.case.actions
        states = {
            ActionId.TAKE: possible.take,
            ActionId.REPLY: possible.reply,
            ActionId.NOTE: possible.note,
            ActionId.WAIT: possible.wait,
            ActionId.RESUME: possible.resume,
            ActionId.CLOSE: possible.close,
            ActionId.REOPEN: possible.reopen,
        }
        for action_id, state in states.items():
            show_state(self._actions, action_id, state)
        if page.bank is None:
            self._dress_for_plain_case(page)

    def undo(self, undo_id: int) -> None:
        """Take the last action back."""
        from desktop.services.cases import undo

        self._workplace.ask(
            undo.undo, undo_id, done=self._on_undone, failed=self._pane.show_problem
        )

    def _retry(self, delivery_id: int) -> None:
        """What kept a delivery is put right: it need not wait for the end of its pause."""
        self._workplace.ask(
            retry_now,
            delivery_id,
            done=lambda _: self._pane.reload(),
            failed=self._pane.show_problem,
        )

    @property
    def _acts(self) -> CaseActs:
        from desktop.views.case.case_acts import CaseActs

        self._made = self._made or CaseActs(self._pane)
        return self._made

    def _take(self) -> None:
        self._acts.take()

    def _wait(self) -> None:
        self._acts.wait()

    def _resume(self) -> None:
        self._acts.resume()

    def _close(self) -> None:
        self._acts.close()

    def _reopen(self) -> None:
        self._acts.reopen()

    def _on_undone(self, result: ActionResult) -> None:
        self._pane.undo_bar.withdraw()
        self._pane.came_back.emit(result.case_id)

    def _dress_for_plain_case(self, page: CasePageView) -> None:
        bar = self._pane.action_bar
        closed = not page.case.header.is_open
        source = ActionId.REOPEN if closed else ActionId.CLOSE
        state = page.case.actions.reopen if closed else page.case.actions.close
        bar.show_main(self._actions[source].text(), "rotate-ccw" if closed else "circle-check")
        show_state(self._actions, ActionId.MAIN, state)
        self._actions.connect_handler(ActionId.MAIN, self._reopen if closed else self._close)
        bar.show_refuse("")
        self._actions.set_possible(ActionId.REFUSE, tr("nur bei Bankverbindungen"))
        for of_accounts in (ActionId.REQUEST_ADDRESS, ActionId.ACKNOWLEDGE, ActionId.CORRECT):
            self._actions.set_possible(of_accounts, tr("nur bei Bankverbindungen"))
        bar.set_menu(
            [
                ActionId.NOTE,
                ActionId.EDIT_APPLICATION,
                ActionId.REQUEST_FIELDS,
                ActionId.WAIT,
                ActionId.RESUME,
                *([] if page.damage is None else _OF_A_DAMAGE),
                *([] if page.clinic is None else OF_A_REGISTRATION),
                *([] if page.certificates is None else OF_A_CERTIFICATE),
                ActionId.PRINT,
                ActionId.PRINT_CASE,
                ActionId.SAVE_CASE,
            ]
        )
