"""Documents in the open case: attached to the answer, put into the account, asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QTextCursor

from desktop.domain.documents import DocumentKind, RequestState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind
from desktop.domain.sendable_files import OutgoingFile
from desktop.services.cases.page import CasePageView
from desktop.tasks import Lane
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.actions import ActionId
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.case.writing import Writing
from desktop.views.dialogs.reason_dialog import ReasonDialog
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.documents.upload_work import UploadWork
from desktop.views.reasons import reason_text

if TYPE_CHECKING:
    from desktop.services.documents.commands import PublishDocument
    from desktop.services.documents.use_cases import Published
    from desktop.services.documents.view import AccountDocuments, ArchiveRequestRow
    from desktop.views.documents.archive_dialog import ArchiveDialog
    from desktop.views.documents.case_card import CaseDocumentsCard

READY = "document_ready"
"""The prepared reply that names what was put into the account in this case."""
OF_A_DOCUMENT_CASE = (ActionId.CASE_DOCUMENTS, ActionId.ATTACH_DOCUMENT, ActionId.ASK_ARCHIVE)


class CaseDocumentsWork(QObject):
    """Serves the card *Dokumente* of the open case."""

    def __init__(self, pane: CasePane, writing: Writing) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._pane = pane
        self._workplace = pane.workplace
        self._actions = pane.workplace.actions
        self._writing = writing
        self._answers_after: int | None = None
        self.dialog: ArchiveDialog | None = None
        self.upload = UploadWork(self._workplace, pane)
        self.upload.published.connect(self._on_published)
        connect = self._actions.connect_handler
        connect(ActionId.CASE_DOCUMENTS, self._look)
        connect(ActionId.ATTACH_DOCUMENT, lambda: self._attach(self._card.current()))
        connect(ActionId.ASK_ARCHIVE, self.ask_archive)
        CasePage.documents.when_made(pane.page, self._serve)
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(self._on_pane_emptied)

    @property
    def _card(self) -> CaseDocumentsCard:
        return self._pane.page.documents

    def _serve(self, card: CaseDocumentsCard) -> None:
        card.attach_requested.connect(self._attach)
        card.files_dropped.connect(self.open_upload)
        requests = card.requests
        requests.found.connect(lambda row: self.open_upload(request=row))
        requests.not_found.connect(self._ask_not_found)
        requests.called_off.connect(lambda row: self._end(row, RequestState.CANCELLED, ""))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        denied = reason_text(page.case.actions.reply)
        if page.documents is not None or CasePage.documents.is_made(self._pane.page):
            self._card.show_documents(page.documents, denied)
        if page.documents is None:
            for action_id in OF_A_DOCUMENT_CASE:
                self._actions.set_possible(action_id, tr("nur bei Dokumenten"))
            return
        self._actions.set_possible(ActionId.CASE_DOCUMENTS)
        self._actions.set_possible(ActionId.ASK_ARCHIVE, denied)
        none = "" if page.documents.documents else tr("kein Dokument im Mieterkonto")
        self._actions.set_possible(ActionId.ATTACH_DOCUMENT, denied or none)
        if self._answers_after == page.case.header.case_id:
            self._answers_after = None
            self._begin_reply(page)

    def _on_pane_emptied(self) -> None:
        for action_id in OF_A_DOCUMENT_CASE:
            self._actions.set_possible(action_id, tr("kein Vorgang geöffnet"))

    def _look(self) -> None:
        self._pane.page.columns.bring_into_sight(self._card)
        self._card.table.setFocus()

    def _attach(self, document_id: int) -> None:
        """The file goes with the answer; what is being written stays."""
        from desktop.services.documents.use_cases import attach_document

        case_id = self._pane.case_id
        if case_id is None or not document_id:
            return

        def add(file: OutgoingFile) -> None:
            if self._pane.case_id != case_id:
                return
            composer = self._pane.page.composer
            if not (composer.is_open() and composer.kind is DraftKind.REPLY):
                self._writing.write(DraftKind.REPLY)
            composer.files.add(file)
            composer.text.setFocus()
            self._pane.page.columns.bring_into_sight(composer)

        self._workplace.ask(
            attach_document,
            document_id,
            case_id,
            done=add,
            failed=self._pane.show_problem,
            lane=Lane.FILES,
        )

    def open_upload(
        self, mime: QMimeData | None = None, *, request: ArchiveRequestRow | None = None
    ) -> None:
        """Ask about a file for the account of the case."""
        from desktop.services.documents.use_cases import account_documents
        from desktop.views.documents.upload_dialog import UploadGoal

        view = self._pane.view
        if view is None or view.case.tenancy is None:
            return
        case_id, whose = view.case.header.case_id, view.case.header.tenant_name

        def show(found: AccountDocuments) -> None:
            if self._pane.case_id == case_id:
                self.upload.open(
                    UploadGoal(
                        tenancy_id=found.tenancy_id,
                        company_code=found.company_code,
                        whose=f"{found.contract_number} · {whose}",
                        case_id=case_id,
                        request=request,
                    ),
                    mime,
                )

        self._workplace.ask(
            account_documents,
            view.case.tenancy.tenancy_id,
            done=show,
            failed=self._pane.show_problem,
        )

    def _on_published(self, _published: Published, command: PublishDocument) -> None:
        """The prepared reply names the document, as soon as the case is read with it."""
        if command.case_id == self._pane.case_id:
            self._answers_after = command.case_id
            self._pane.reload()

    def _begin_reply(self, page: CasePageView) -> None:
        reply = next((one for one in page.modules if one.code == READY), None)
        if reply is None or not page.case.actions.reply.possible:
            return
        composer = self._pane.page.composer
        if composer.is_open() and composer.has_text():
            return
        if not (composer.is_open() and composer.kind is DraftKind.REPLY):
            self._writing.write(DraftKind.REPLY)
        composer.text.put_in(reply)
        composer.text.moveCursor(QTextCursor.MoveOperation.Start)
        composer.text.setFocus()
        self._pane.page.columns.bring_into_sight(composer)

    def ask_archive(self) -> None:
        """Ask what the archive shall look for; the case waits for it."""
        from desktop.services.documents.commands import AskArchive
        from desktop.services.documents.use_cases import ask_archive
        from desktop.views.documents.archive_dialog import ArchiveDialog

        view = self._pane.view
        if view is None or view.documents is None or self.dialog is not None:
            return
        header, documents = view.case.header, view.documents
        dialog = self.dialog = ArchiveDialog(
            self._workplace.today(),
            waits=True,
            kind=documents.kind,
            parent=self._pane.window(),
        )
        year = "" if documents.year is None else str(documents.year)
        dialog.wanted.setText(
            documents.wanted if year in documents.wanted else f"{documents.wanted} {year}"
        )

        def ask(kind: DocumentKind, wanted: str, due: date) -> None:
            self._workplace.ask(
                ask_archive,
                AskArchive(
                    tenancy_id=documents.tenancy_id,
                    kind=kind,
                    wanted=wanted,
                    due_on=due,
                    case_id=header.case_id,
                    expected_version=header.version,
                ),
                done=lambda _: self._on_asked(),
                failed=self._on_refused,
            )

        dialog.chosen.connect(ask)
        dialog.finished.connect(self._on_finished)
        open_over_scrim(dialog)

    def _on_asked(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self._pane.reload()

    def _on_refused(self, error: UserError) -> None:
        if self.dialog is not None:
            self.dialog.show_problem(error_sentence(error))
        else:
            self._pane.show_problem(error)

    def _on_finished(self, _result: int) -> None:
        self.dialog = None

    def _ask_not_found(self, row: ArchiveRequestRow) -> None:
        dialog = ReasonDialog(
            tr("Im Archiv nicht gefunden"),
            tr("Wo wurde gesucht? Die Angabe bleibt bei der Anfrage."),
            tr("Als nicht gefunden vermerken"),
            suggestions=(tr("In der Mieterakte und im Altbestand gesucht"),),
            parent=self._pane.window(),
        )
        dialog.chosen.connect(lambda note: self._end(row, RequestState.NOT_FOUND, note))
        open_over_scrim(dialog)

    def _end(self, row: ArchiveRequestRow, state: RequestState, note: str) -> None:
        from desktop.services.documents.commands import EndArchiveRequest
        from desktop.services.documents.use_cases import end_archive_request

        self._workplace.ask(
            end_archive_request,
            EndArchiveRequest(
                request_id=row.request_id, request_version=row.version, state=state, note=note
            ),
            done=lambda _: self._pane.reload(),
            failed=self._pane.show_problem,
        )
