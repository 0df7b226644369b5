"""Legal holds and requests to the archive, from the tab *Dokumente* of an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain.documents import DocumentKind, RequestState
from desktop.domain.errors import UserError
from desktop.services.documents.commands import (
    AskArchive,
    EndArchiveRequest,
    LiftLegalHold,
    SetLegalHold,
)
from desktop.services.documents.use_cases import (
    ask_archive,
    end_archive_request,
    lift_legal_hold,
    set_legal_hold,
)
from desktop.services.documents.view import AccountDocuments, ArchiveRequestRow
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.account.account_page import AccountView
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.documents.archive_dialog import ArchiveDialog
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace


class KeepingWork(QObject):
    """``found`` carries the request whose document is to be uploaded now."""

    found = Signal(object)

    def __init__(self, workplace: Workplace, view: AccountView, again: Callable[[], None]) -> None:
        """Serve ``view``; ``again`` reads its documents anew."""
        super().__init__(view)
        self._workplace = workplace
        self._view = view
        self._again = again
        self._documents: AccountDocuments | None = None
        self.dialog: ArchiveDialog | None = None
        tab = view.documents_tab
        tab.ask_archive.clicked.connect(self.ask_archive)
        tab.hold.clicked.connect(self._ask_hold)
        tab.lift_requested.connect(self._ask_lift)
        tab.requests.found.connect(self.found)
        tab.requests.not_found.connect(self._ask_not_found)
        tab.requests.called_off.connect(self._call_off)

    def show_documents(self, found: AccountDocuments) -> None:
        """The documents of an account were read."""
        self._documents = found

    def ask_archive(self) -> None:
        """Ask what the archive shall look for."""
        documents = self._documents
        if documents is None or self.dialog is not None:
            return
        dialog = self.dialog = ArchiveDialog(self._workplace.today(), parent=self._view.window())

        def ask(kind: DocumentKind, wanted: str, due: date) -> None:
            self._workplace.ask(
                ask_archive,
                AskArchive(tenancy_id=documents.tenancy_id, kind=kind, wanted=wanted, due_on=due),
                done=lambda _: self._on_asked(),
                failed=self._on_refused,
            )

        dialog.chosen.connect(ask)
        dialog.finished.connect(self._on_finished)
        open_over_scrim(dialog)

    def _on_asked(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._told(tr("Im Archiv angefragt."))

    def _on_refused(self, error: UserError) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(error_sentence(error))
        else:
            self._say(error)

    def _on_finished(self, _result: int) -> None:
        self.dialog = None

    def _ask_not_found(self, row: ArchiveRequestRow) -> None:
        dialog = ReasonDialog(
            tr("Im Archiv nicht gefunden"),
            tr("Wo wurde gesucht? Die Angabe bleibt bei der Anfrage."),
            tr("Als nicht gefunden vermerken"),
            suggestions=(tr("In der Mieterakte und im Altbestand gesucht"),),
            parent=self._view.window(),
        )
        dialog.chosen.connect(lambda note: self._end(row, RequestState.NOT_FOUND, note))
        open_over_scrim(dialog)

    def _call_off(self, row: ArchiveRequestRow) -> None:
        self._end(row, RequestState.CANCELLED, "")

    def _end(self, row: ArchiveRequestRow, state: RequestState, note: str) -> None:
        said = tr("Als nicht gefunden vermerkt.")
        if state is RequestState.CANCELLED:
            said = tr("Die Anfrage an das Archiv ist abgebrochen.")
        self._do(
            end_archive_request,
            EndArchiveRequest(
                request_id=row.request_id, request_version=row.version, state=state, note=note
            ),
            said,
        )

    def _ask_hold(self) -> None:
        documents = self._documents
        if documents is None:
            return
        self._ask_reason(
            tr("Löschsperre setzen"),
            tr("Solange sie gilt, wird in diesem Mieterkonto nichts gelöscht."),
            tr("Löschsperre setzen"),
            lambda reason: self._do(
                set_legal_hold,
                SetLegalHold(tenancy_id=documents.tenancy_id, reason=reason),
                tr("Die Löschsperre gilt."),
            ),
        )

    def _ask_lift(self) -> None:
        holds = () if self._documents is None else self._documents.holds
        hold = next((one for one in holds if one.lifted_at is None), None)
        if hold is None:
            return
        hold_id = hold.hold_id
        self._ask_reason(
            tr("Löschsperre aufheben"),
            tr("Danach gelten wieder die Fristen der Aufbewahrung."),
            tr("Löschsperre aufheben"),
            lambda reason: self._do(
                lift_legal_hold,
                LiftLegalHold(hold_id=hold_id, reason=reason),
                tr("Die Löschsperre ist aufgehoben."),
            ),
        )

    def _ask_reason(
        self, title: str, detail: str, button: str, then: Callable[[str], None]
    ) -> None:
        dialog = ReasonDialog(title, detail, button, parent=self._view.window())
        dialog.chosen.connect(then)
        open_over_scrim(dialog)

    def _do(self, act: Callable[..., Any], command: object, said: str) -> None:
        self._workplace.ask(act, command, done=lambda _: self._told(said), failed=self._say)

    def _told(self, sentence: str) -> None:
        self._view.say(MessageKind.OK, sentence)
        self._again()

    def _say(self, error: UserError) -> None:
        self._view.say(MessageKind.ERROR, error_sentence(error))
