"""The letter of a code is looked at: as it was printed and kept, or as it will be printed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from desktop.domain.code_states import CodeState
from desktop.services.accounts.view import CodeRow
from desktop.services.letters import use_cases as letters
from desktop.services.letters.view import LetterPreview
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.accounts import masked_code
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import shown
from desktop.views.account.account_page import AccountView
from desktop.views.account.letter_dialog import LetterDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace


class LetterLook(QObject):
    """Button and Enter on a code of one account view lead to its letter."""

    def __init__(self, workplace: Workplace, view: AccountView) -> None:
        """Serve ``view``."""
        super().__init__(view)
        self._workplace = workplace
        self._view = view
        self.dialog: LetterDialog | None = None
        view.registration.letter.clicked.connect(
            lambda: self._open(view.registration.codes.table.current_key())
        )
        for table in (view.registration.codes.table, view.codes.table):
            table.opened.connect(self._open)

    def judge(self, code: CodeRow | None) -> None:
        """Say whether the chosen code has a letter to look at."""
        self._view.registration.letter.set_blocked(_why_no_letter(code))

    def _open(self, code_id: int | None) -> None:
        page = self._view.page
        code = next((one for one in page.codes if one.code_id == code_id), None) if page else None
        if page is None or code is None or self.dialog is not None:
            return
        if code.delivery_id is None:
            self._view.say(MessageKind.INFO, _why_no_letter(code))
            return
        self._workplace.ask(
            letters.preview,
            self._workplace.paper.painter,
            code.delivery_id,
            done=partial(self._show, page.tenancy_id, code),
            failed=lambda error: self._view.say(MessageKind.ERROR, error_sentence(error)),
            scope="accounts.letter",
            stale=Stale.SKIP,
        )

    def _show(self, tenancy_id: int, code: CodeRow, preview: LetterPreview) -> None:
        page = self._view.page
        is_still_there = page is not None and page.tenancy_id == tenancy_id
        if page is None or not is_still_there or not self._view.isVisible() or self.dialog:
            return
        name = next(one.name for one in page.parties if one.tenant_id == code.tenant_id)
        dialog = self.dialog = LetterDialog(
            tr("Registrierungsbrief für {name}", name=shown(name)),
            _detail(code),
            preview.pdf,
            self._view.window(),
        )
        dialog.finished.connect(self._on_dialog_finished)
        open_over_scrim(dialog)

    def _on_dialog_finished(self, _result: int) -> None:
        self.dialog = None


def _detail(code: CodeRow) -> str:
    if code.state is CodeState.REQUESTED:
        return tr("So wird er gedruckt. Sein Code entsteht erst dabei.")
    return tr(
        "So wurde er gedruckt. Den Code {code} zeigt nur das Papier.",
        code=masked_code(code.last_two),
    )


def _why_no_letter(code: CodeRow | None) -> str:
    if code is None:
        return tr("Bitte wählen Sie einen Code.")
    if code.delivery_id is not None:
        return ""
    if code.waits_for_release:
        return tr("Diesen Brief gibt es erst, wenn eine zweite Person ihn freigibt.")
    return tr("Zu diesem Code ist hier kein Brief abgelegt.")
