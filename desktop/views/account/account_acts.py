"""What is done with an account from its page: letters asked for and released, codes and accounts.

Each act is asked for where it stands, told in one line at the top, and read back from the database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.accounts import LockReason
from desktop.domain.code_states import CodeState
from desktop.domain.errors import UserError
from desktop.domain.kinds import PortalAccountState
from desktop.services.accounts.view import CodeRow, PartyAccount
from desktop.services.registration.commands import (
    CloseAccount,
    LockAccount,
    MarkReturned,
    ReleaseRequest,
    RevokeCode,
    UnlockAccount,
)
from desktop.services.registration.returned import ReturnedLetter
from desktop.services.registration.use_cases import (
    close_portal_account,
    lock_portal_account,
    mark_returned,
    release_request,
    revoke_code,
    unlock_portal_account,
)
from desktop.services.registration.view import RequestedCode
from desktop.services.staff.access import Permission, allows
from desktop.texts import tr
from desktop.texts.accounts import called_text, masked_code
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import shown
from desktop.views.account.account_page import AccountView
from desktop.views.account.letter_look import LetterLook
from desktop.views.account.new_code_work import NewCodeWork, requested_text
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace


class AccountActs(QObject):
    """The acts of one account view."""

    def __init__(self, workplace: Workplace, view: AccountView) -> None:
        """Serve ``view``."""
        super().__init__(view)
        self._workplace = workplace
        self._view = view
        self._may_work = allows(workplace.actor, Permission.WORK_CASES)
        self.new_code = NewCodeWork(workplace, view)
        self.new_code.requested.connect(self._on_new_code_requested)
        self.new_code.failed.connect(self._on_failed)
        self.letters = LetterLook(workplace, view)
        view.codes.new.clicked.connect(self.issue)
        view.registration.revoke.clicked.connect(self._revoke)
        view.registration.returned.clicked.connect(self._note_returned)
        view.registration.codes.table.selectionModel().currentRowChanged.connect(
            lambda *_: self.judge()
        )
        view.portal.acts.clicked.connect(self._open_menu)
        view.portal.people.chosen.connect(lambda _: self.judge())
        self.judge()

    def judge(self) -> None:
        """Say what is possible now, or why not."""
        refusal = "" if self._may_work else tr("Dafür fehlt Ihnen das Recht.")
        view = self._view
        view.codes.new.set_blocked(refusal)
        view.portal.acts.set_blocked(refusal or self._why_no_acts())
        code = self._current_code()
        self.letters.judge(code)
        view.registration.revoke.set_blocked(refusal or _why_not_revoked(code))
        view.registration.returned.set_blocked(refusal or _why_not_returned(code))
        view.notes.writing.setVisible(self._may_work)
        self._offer_release()

    def issue(self) -> None:
        """Strg+Umschalt+C: ask for a letter with a new code."""
        page = self._view.page
        if page is not None:
            party = self._view.portal.current_party()
            self.new_code.open(
                page.tenancy_id,
                None if party is None else party.tenant_id,
                is_still_there=partial(self._shows, page.tenancy_id),
            )

    def _shows(self, tenancy_id: int) -> bool:
        page = self._view.page
        return page is not None and page.tenancy_id == tenancy_id and self._view.isVisible()

    def _current_code(self) -> CodeRow | None:
        key = self._view.registration.codes.table.current_key()
        page = self._view.page
        return next((one for one in page.codes if one.code_id == key), None) if page else None

    def _why_no_acts(self) -> str:
        party = self._view.portal.current_party()
        if party is None or party.account_id is None:
            return tr("Diese Person hat noch kein Portal-Konto.")
        if party.state is PortalAccountState.CLOSED:
            return tr("Das Portal-Konto ist geschlossen.")
        return ""

    def _offer_release(self) -> None:
        """A letter that waits for a second person stands at the top until one was there."""
        page = self._view.page
        code = next((one for one in page.codes if one.waits_for_release), None) if page else None
        self._view.keep_focus(self._view.release)
        if page is None or code is None:
            self._view.release.hide()
            return
        name = next(one.name for one in page.parties if one.tenant_id == code.tenant_id)
        self._view.release.clear_buttons()
        self._view.release.show_message(
            MessageKind.WARNING,
            tr(
                "Der Registrierungsbrief für {name} wartet auf eine zweite Person", name=shown(name)
            ),
            " ".join(
                (
                    tr("Vorgemerkt von {name}.", name=code.requested_by),
                    called_text(
                        code.called_number, code.called_known_since, shown(code.called_reason)
                    ),
                    tr("Anschrift: {address}", address=shown(", ".join(code.address))),
                )
            ),
        )
        button = self._view.release.add_button(tr("Brief freigeben"))
        button.clicked.connect(partial(self._release, code.code_id))
        button.set_blocked(self._why_not_released(code))
        self._view.release.show()
        # Made last, it would be reached last, behind all the cards below it.
        QWidget.setTabOrder(self._view.head.tabs, button)

    def _why_not_released(self, code: CodeRow) -> str:
        if not allows(self._workplace.actor, Permission.RELEASE):
            return tr("Dafür fehlt Ihnen das Recht.")
        if code.requested_by_id == self._workplace.actor.staff_id:
            return tr("Eigene Vormerkung, andere Person nötig.")
        return ""

    def _release(self, code_id: int, _checked: object = None) -> None:
        self._do(
            release_request,
            ReleaseRequest(code_id=code_id),
            lambda _: tr("Freigegeben. Der Brief liegt auf dem Stapel „Briefe“."),
        )

    def _on_new_code_requested(self, came: RequestedCode) -> None:
        self._view.say(MessageKind.OK, requested_text(came))
        undo = self._view.message.add_button(tr("Rückgängig"))
        undo.clicked.connect(partial(self._take_back, came.code_id))
        QWidget.setTabOrder(self._view.head.tabs, undo)

    def _take_back(self, code_id: int, _checked: object = None) -> None:
        self._do(
            revoke_code, RevokeCode(code_id=code_id), lambda _: tr("Die Vormerkung ist gelöscht.")
        )

    def _leave_button(self) -> None:
        """The button will not be possible any more, and Qt would hand the focus to anything."""
        self._view.registration.codes.table.setFocus()

    def _revoke(self) -> None:
        code = self._current_code()
        if code is None:
            return
        self._leave_button()
        if code.state is CodeState.REQUESTED:
            self._take_back(code.code_id)
            return
        dialog = ReasonDialog(
            tr("Code {code} widerrufen", code=masked_code(code.last_two)),
            tr("Der Code gilt sofort nicht mehr; das Portal erfährt es. Der Grund bleibt im Haus."),
            tr("Code widerrufen"),
            suggestions=(tr("Brief verloren"), tr("Falsche Anschrift")),
            parent=self._view.window(),
        )
        dialog.chosen.connect(
            lambda reason: self._do(
                revoke_code,
                RevokeCode(code_id=code.code_id, reason=reason),
                lambda _: tr("Der Code ist widerrufen."),
            )
        )
        open_over_scrim(dialog)

    def _note_returned(self) -> None:
        code = self._current_code()
        if code is None:
            return
        self._leave_button()
        dialog = ReasonDialog(
            tr("Rückläufer: Brief mit Code {code}", code=masked_code(code.last_two)),
            tr(
                "Der Brief war in fremden Händen, darum gilt sein Code nicht mehr. Ein Vorgang zur "
                "Prüfung der Anschrift wird angelegt. Was steht auf dem Umschlag?"
            ),
            tr("Als Rückläufer vermerken"),
            suggestions=(
                tr("Empfänger unbekannt verzogen"),
                tr("Empfänger nicht zu ermitteln"),
                tr("Annahme verweigert"),
            ),
            parent=self._view.window(),
        )
        dialog.chosen.connect(
            lambda note: self._do(
                mark_returned,
                MarkReturned(code_id=code.code_id, note=note),
                _returned_text,
                then=self._offer_case,
            )
        )
        open_over_scrim(dialog)

    def _offer_case(self, letter: ReturnedLetter) -> None:
        """From what was noted to the case in which somebody asks for the right address."""
        button = self._view.message.add_button(tr("Vorgang öffnen"))
        button.clicked.connect(lambda: self._view.case_requested.emit(letter.case_id))
        QWidget.setTabOrder(self._view.head.tabs, button)

    def _open_menu(self) -> None:
        party = self._view.portal.current_party()
        if party is None:
            return
        menu = QMenu(self._view.portal.acts)
        if party.state is PortalAccountState.LOCKED:
            menu.addAction(tr("Konto entsperren …"), partial(self._unlock, party))
        else:
            menu.addAction(
                tr("Sperren: Verdacht auf Missbrauch …"),
                partial(self._lock, party, LockReason.SUSPICION),
            )
            menu.addAction(
                tr("Sperren: Mieter:in wünscht es …"),
                partial(self._lock, party, LockReason.TENANT_ASKED),
            )
        menu.addAction(tr("Konto schließen …"), partial(self._close, party))
        button = self._view.portal.acts
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _lock(self, party: PartyAccount, reason: LockReason) -> None:
        self._ask_note(
            tr("Portal-Konto von {name} sperren", name=shown(party.name)),
            tr("Niemand kann sich mehr anmelden, offene Codes werden widerrufen."),
            tr("Konto sperren"),
            lambda tenancy_id, note: self._do(
                lock_portal_account,
                LockAccount(
                    tenancy_id=tenancy_id, tenant_id=party.tenant_id, reason=reason, note=note
                ),
                lambda _: tr("Das Portal-Konto ist gesperrt."),
            ),
        )

    def _unlock(self, party: PartyAccount) -> None:
        self._ask_note(
            tr("Portal-Konto von {name} entsperren", name=shown(party.name)),
            tr("Das Konto ist wieder so offen, wie es vor der Sperre war."),
            tr("Konto entsperren"),
            lambda tenancy_id, note: self._do(
                unlock_portal_account,
                UnlockAccount(tenancy_id=tenancy_id, tenant_id=party.tenant_id, note=note),
                lambda _: tr("Das Portal-Konto ist entsperrt."),
            ),
        )

    def _close(self, party: PartyAccount) -> None:
        self._ask_note(
            tr("Portal-Konto von {name} schließen", name=shown(party.name)),
            tr("Das gilt endgültig; alle Codes enden. Ein neuer Code öffnet ein neues Konto."),
            tr("Konto schließen"),
            lambda tenancy_id, note: self._do(
                close_portal_account,
                CloseAccount(tenancy_id=tenancy_id, tenant_id=party.tenant_id, note=note),
                lambda _: tr("Das Portal-Konto ist geschlossen."),
            ),
        )

    def _ask_note(
        self, title: str, detail: str, button: str, act: Callable[[int, str], None]
    ) -> None:
        page = self._view.page
        if page is None:
            return
        dialog = ReasonDialog(title, detail, button, parent=self._view.window())
        dialog.chosen.connect(partial(act, page.tenancy_id))
        open_over_scrim(dialog)

    def _do(
        self,
        act: Callable[..., Any],
        command: object,
        said: Callable[[Any], str],
        *,
        then: Callable[[Any], None] = lambda _: None,
    ) -> None:
        def done(came: object) -> None:
            self._view.say(MessageKind.OK, said(came))
            then(came)

        self._workplace.ask(act, command, done=done, failed=self._on_failed)

    def _on_failed(self, error: UserError) -> None:
        self._view.say(MessageKind.ERROR, error_sentence(error))


def _returned_text(letter: ReturnedLetter) -> str:
    if letter.has_ended:
        return tr("Vermerkt. Der Code ist beendet, ein Vorgang zur Anschrift ist angelegt.")
    return tr("Vermerkt. Der Code galt schon nicht mehr; ein Vorgang zur Anschrift ist angelegt.")


def _why_not_revoked(code: CodeRow | None) -> str:
    if code is None:
        return tr("Bitte wählen Sie einen Code.")
    return tr("Dieser Code gilt schon nicht mehr.") if code.state.final else ""


def _why_not_returned(code: CodeRow | None) -> str:
    if code is None:
        return tr("Bitte wählen Sie einen Code.")
    if code.state is CodeState.REQUESTED:
        return tr("Dieser Brief ist noch nicht gedruckt.")
    if code.state is CodeState.REDEEMED:
        return tr("Dieser Code wurde eingelöst, sein Brief kam also an.")
    return tr("Der Rückläufer ist schon vermerkt.") if code.state is CodeState.RETURNED else ""
