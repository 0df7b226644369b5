"""What is done with the documents of the account that is open, from its tab and its card."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal

from desktop.domain.company_rules import LONGEST_UNDO_SECONDS
from desktop.domain.errors import UserError
from desktop.services.accounts.view import AccountPage
from desktop.services.documents.commands import PublishDocument, RecallDocument
from desktop.services.documents.use_cases import (
    Published,
    account_documents,
    recall_document,
    undo_publication,
    undo_recall,
)
from desktop.services.documents.view import AccountDocuments, DocumentRow
from desktop.services.staff.access import Permission, allows
from desktop.tasks import Stale
from desktop.texts import tr
from desktop.texts.accounts import names_text
from desktop.texts.errors import error_sentence
from desktop.texts.foreign import shown
from desktop.views.account.account_page import DOCUMENTS, AccountView
from desktop.views.dialogs.scrim import open_over_scrim
from desktop.views.documents.keeping_work import KeepingWork
from desktop.views.documents.preview_work import PreviewWork
from desktop.views.documents.recall_dialog import RecallDialog, what_follows
from desktop.views.documents.tenant_view_work import TenantViewWork
from desktop.views.documents.upload_dialog import UploadGoal
from desktop.views.documents.upload_work import UploadWork
from desktop.views.widgets.messages import MessageKind
from desktop.views.workplace import Workplace

LOOK_AFTER_MS = 200
"""Who goes through the list with the arrows opens only where they stay."""
PUBLICATION, RECALL = 1, 2


class DocumentsWork(QObject):
    """Serves one account view. ``undo_changed`` fires when something can be taken back, or not."""

    undo_changed = Signal()

    def __init__(self, workplace: Workplace, view: AccountView) -> None:
        """Serve ``view``."""
        super().__init__(view)
        self._workplace = workplace
        self._view = view
        self._tab, self._card = view.documents_tab, view.documents
        self.found: AccountDocuments | None = None
        self._tenancy_id: int | None = None
        self._wanted: int | None = None
        self._undo: Callable[[], None] = _nothing
        self._refusal = ""
        if not allows(workplace.actor, Permission.WORK_CASES):
            self._refusal = tr("Dafür fehlt Ihnen das Recht.")
        self.upload = UploadWork(workplace, view)
        self.upload.published.connect(self._on_published)
        self.keeping = KeepingWork(workplace, view, self.read)
        self.keeping.found.connect(lambda request: self._open_upload(request=request))
        self.preview = PreviewWork(workplace, self._tab.preview)
        self.card_preview = PreviewWork(workplace, self._card.preview)
        self.tenant_view = TenantViewWork(workplace, view)
        self._look = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._look.timeout.connect(self._show_preview)
        self._connect()

    def _connect(self) -> None:
        tab, card, view = self._tab, self._card, self._view
        tab.upload.clicked.connect(self.open_upload)
        card.upload.clicked.connect(self.open_upload)
        view.files_dropped.connect(self.drop)
        tab.chosen.connect(lambda _: self._look.start())
        tab.table.opened.connect(lambda _: tab.preview.pages.setFocus())
        tab.tenant_view.clicked.connect(self.show_tenant_view)
        tab.details.recall_requested.connect(self._ask_recall)
        tab.details.version_requested.connect(self._on_version_requested)
        card.looked_at.connect(self._on_card_looked_at)
        card.all_requested.connect(lambda: view.head.tabs.setCurrentIndex(DOCUMENTS))
        view.head.tabs.currentChanged.connect(lambda _: self._look.start())
        view.undo_bar.undo_requested.connect(lambda _: self._take_back())
        view.undo_bar.expired.connect(lambda _: self.undo_changed.emit())

    @property
    def refusal(self) -> str:
        """Why this person may change nothing, "" where they may."""
        return self._refusal

    def show_account(self, page: AccountPage) -> None:
        """An account was read: read its documents too."""
        if page.tenancy_id != self._tenancy_id:
            self._tenancy_id = page.tenancy_id
            self.found = None
            self._tab.show_none()
            self._card.show_none()
            self.preview.forget()
            self.card_preview.forget()
            self._view.head.show_documents(None)
        self.read()

    def read(self) -> None:
        """Read the documents of the account that is open."""
        if self._tenancy_id is not None:
            self._workplace.ask(
                account_documents,
                self._tenancy_id,
                done=self._on_read,
                failed=self._say,
                scope="documents.account",
                stale=Stale.SKIP,
            )

    def leave(self) -> None:
        """The account is left: nothing of its files stays in memory."""
        self.preview.forget()
        self.card_preview.forget()
        self._card.preview_area.hide()

    def show_document(self, document_id: int) -> None:
        """Look at a document in the tab, as soon as it is read."""
        self._wanted = document_id
        if self.found is not None:
            self._go_to_wanted()

    def drop(self, mime: QMimeData) -> None:
        """A file was dropped on the account."""
        self._open_upload(mime)

    def open_upload(self) -> None:
        """Ask about a file for this account."""
        self._open_upload()

    def _on_read(self, found: AccountDocuments) -> None:
        if found.tenancy_id != self._tenancy_id:
            return
        self.found = found
        self._tab.show_documents(found, self._refusal)
        self._card.show_documents(found, self._refusal)
        self._view.head.show_documents(len(found.documents))
        self.keeping.show_documents(found)
        self._go_to_wanted()
        self._look.start()

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._view.head.tabs.setCurrentIndex(DOCUMENTS)
            self._tab.choose(wanted)
            self._tab.table.setFocus()

    def _show_preview(self) -> None:
        """What is chosen is shown while somebody looks; opening it is on the audit log."""
        row = self._tab.current()
        if self._view.head.tabs.currentIndex() != DOCUMENTS or not self._tab.isVisible():
            return
        if row is None:
            self.preview.forget()
        else:
            self.preview.show_document(row.document_id, row.file_name)

    def _on_card_looked_at(self, document_id: int) -> None:
        row = self._row(document_id)
        if row is not None:
            self._card.preview_area.show()
            self.card_preview.show_document(row.document_id, row.file_name)

    def _row(self, document_id: int) -> DocumentRow | None:
        rows = () if self.found is None else self.found.documents
        return next((one for one in rows if one.document_id == document_id), None)

    def _open_upload(self, mime: QMimeData | None = None, **changes: Any) -> None:
        page, found = self._view.page, self.found
        if page is None or found is None or self._refusal:
            return
        names = names_text(tuple(party.name for party in page.present))
        goal = UploadGoal(
            tenancy_id=found.tenancy_id,
            company_code=found.company_code,
            whose=f"{found.contract_number} · {names}",
            **changes,
        )
        self.upload.open(goal, mime)

    def _on_version_requested(self) -> None:
        self._open_upload(replaces=self._tab.current())

    def _on_published(self, published: Published, command: PublishDocument) -> None:
        self._wanted = published.document_id
        self._offer_undo(
            published.undo_until,
            tr("„{title}“ ist veröffentlicht.", title=shown(command.title)),
            lambda: self._workplace.ask(
                undo_publication,
                published.document_id,
                done=lambda _: self._told(tr("Rückgängig gemacht: Es hat das Haus nie verlassen.")),
                failed=self._say,
            ),
        )
        self.read()

    def _ask_recall(self) -> None:
        row = self._tab.current()
        if row is None or self._refusal:
            return
        dialog = RecallDialog(row.document_id, row.title, what_follows(row), self._view.window())
        dialog.chosen.connect(self._recall)
        open_over_scrim(dialog)

    def _recall(self, command: RecallDocument) -> None:
        self._workplace.ask(
            recall_document,
            command,
            done=lambda _: self._on_recalled(command.document_id),
            failed=self._say,
        )

    def _on_recalled(self, document_id: int) -> None:
        def read(found: AccountDocuments) -> None:
            self._on_read(found)
            row = self._row(document_id)
            if row is not None:
                self._offer_recall_undo(row)

        if self._tenancy_id is not None:
            self._workplace.ask(
                account_documents, self._tenancy_id, done=read, scope="documents.account"
            )

    def _offer_recall_undo(self, row: DocumentRow) -> None:
        self._offer_undo(
            row.undo_until,
            tr("„{title}“ ist zurückgerufen.", title=shown(row.title)),
            lambda: self._workplace.ask(
                undo_recall,
                row.document_id,
                done=lambda _: self._told(tr("Rückgängig gemacht: Das Dokument gilt weiter.")),
                failed=self._say,
            ),
        )

    def _offer_undo(self, until: datetime | None, said: str, act: Callable[[], None]) -> None:
        if until is None:
            return
        seconds = math.ceil((until - self._workplace.now()).total_seconds())
        if 0 < seconds <= LONGEST_UNDO_SECONDS:
            self._undo = act
            template = tr("Endgültig in {n} s.")
            self._view.undo_bar.offer(1, seconds, lambda n: f"{said} {template.format(n=n)}")
            self.undo_changed.emit()

    def _take_back(self) -> None:
        act, self._undo = self._undo, _nothing
        self.undo_changed.emit()
        act()

    def _told(self, sentence: str) -> None:
        self._view.say(MessageKind.OK, sentence)
        self.read()

    def show_tenant_view(self) -> None:
        """Show what each party sees in the portal."""
        page = self._view.page
        if page is not None and self._tenancy_id is not None:
            parties = [(one.tenant_id, one.name) for one in page.parties]
            self.tenant_view.open(self._tenancy_id, parties)

    def _say(self, error: UserError) -> None:
        self._view.say(MessageKind.ERROR, error_sentence(error))


def _nothing() -> None:
    """There is nothing to take back."""
