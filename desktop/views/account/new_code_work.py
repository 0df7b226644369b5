"""Opens the dialog for a new code and asks for the letter; used by the account and by a case."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.texts import tr
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.workplace import Workplace

if TYPE_CHECKING:
    from desktop.services.registration.commands import RequestCode
    from desktop.services.registration.view import CodeOptions, RequestedCode
    from desktop.views.account.new_code_dialog import NewCodeDialog


class NewCodeWork(QObject):
    """From the wish for a new code to the letter on the pile.

    ``requested`` carries what came of it (``RequestedCode``), ``failed`` why the dialog could not
    be opened. ``asked_for`` is the name of whoever a letter was asked for last.
    """

    requested = Signal(object)
    failed = Signal(object)

    def __init__(self, workplace: Workplace, over: QWidget) -> None:
        """``over`` is the widget over whose window the dialog stands."""
        super().__init__(over)
        self._workplace = workplace
        self._over = over
        self.dialog: NewCodeDialog | None = None
        self.asked_for = ""

    def open(
        self,
        tenancy_id: int,
        tenant_id: int | None = None,
        case_id: int | None = None,
        *,
        is_still_there: Callable[[], bool],
    ) -> None:
        """Read what may be chosen and ask.

        Whoever has gone on while that was read is not asked: the question would stand over
        another contract than the one it is about. ``is_still_there`` tells.
        """
        from desktop.services.registration.use_cases import code_options

        if self.dialog is not None:
            self.dialog.activateWindow()
            return
        self._workplace.ask(
            code_options,
            tenancy_id,
            done=partial(self._show, tenant_id, case_id, is_still_there),
            failed=self.failed.emit,
            scope="accounts.code_options",
        )

    def _show(
        self,
        tenant_id: int | None,
        case_id: int | None,
        is_still_there: Callable[[], bool],
        options: CodeOptions,
    ) -> None:
        from desktop.views.account.new_code_dialog import NewCodeDialog

        if self.dialog is not None or not is_still_there():
            return
        dialog = self.dialog = NewCodeDialog(
            options,
            self._workplace.today(),
            tenant_id=tenant_id,
            case_id=case_id,
            parent=self._over.window(),
        )
        dialog.wanted.connect(self._on_dialog_wanted)
        dialog.finished.connect(self._on_dialog_finished)
        open_over_scrim(dialog)

    def _on_dialog_finished(self, _result: int) -> None:
        self.dialog = None

    def _on_dialog_wanted(self, command: RequestCode) -> None:
        from desktop.services.registration.use_cases import request_code

        party = None if self.dialog is None else self.dialog.party()
        self.asked_for = "" if party is None else party.name
        self._workplace.ask(request_code, command, done=self._on_requested, failed=self._on_refused)

    def _on_requested(self, came: RequestedCode) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.requested.emit(came)

    def _on_refused(self, error: UserError) -> None:
        if self.dialog is None:
            self._workplace.say(error)
            return
        self.dialog.show_refusal(error)


def requested_text(came: RequestedCode) -> str:
    """Where the letter is now."""
    if came.needs_release:
        return tr("Vorgemerkt. Eine zweite Person muss den Brief freigeben.")
    return tr("Vorgemerkt. Der Brief liegt auf dem Stapel „Briefe“.")
