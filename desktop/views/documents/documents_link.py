"""What ties documents to the rest of the window: keys, and the ways to a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.texts import tr
from desktop.views.actions import ActionId
from desktop.views.sidebar_entries import ACCOUNTS

if TYPE_CHECKING:
    from desktop.views.workspace import Workspace


class DocumentsLink(QObject):
    """The palette and the search lead to a document; two keys upload and look."""

    def __init__(self, workspace: Workspace) -> None:
        """After the palette, the search and the links of accounts are there."""
        super().__init__(workspace)
        self._workspace = workspace
        pages = workspace.pages
        actions = workspace.workplace.actions
        self._may_work = actions.permitted(ActionId.UPLOAD_DOCUMENT, workspace.workplace.actor)
        actions.connect_handler(ActionId.UPLOAD_DOCUMENT, self._upload)
        actions.connect_handler(ActionId.TENANT_VIEW, self._show_tenant_view)
        workspace.keys.palette.document_requested.connect(self.open)
        workspace.search.document_requested.connect(self.open)
        pages.when_made(ACCOUNTS, self._join_accounts)
        pane = workspace.inbox.pane
        pane.case_read.connect(lambda _: self._judge())
        pane.emptied.connect(self._judge)
        workspace.areas.currentChanged.connect(lambda _: self._judge())
        self._judge()

    def open(self, tenancy_id: int, document_id: int) -> None:
        """Show an account at a document."""
        self._workspace.open_area(ACCOUNTS)
        self._workspace.pages.accounts.open_account(tenancy_id, document_id)

    def _join_accounts(self) -> None:
        self._workspace.pages.accounts.place_changed.connect(self._judge)

    def _show_tenant_view(self) -> None:
        self._workspace.pages.accounts.documents.show_tenant_view()

    def _upload(self) -> None:
        """On an account for it, on a case for the account of its contract."""
        pages = self._workspace.pages
        if pages.is_on_show(ACCOUNTS):
            pages.accounts.documents.open_upload()
        else:
            self._workspace.inbox.desk.documents_work.open_upload()

    def _has_contract(self) -> bool:
        view = self._workspace.inbox.pane.view
        here = self._workspace.areas.currentWidget() is self._workspace.inbox
        return here and view is not None and view.case.tenancy is not None

    def _judge(self) -> None:
        pages = self._workspace.pages
        here = pages.is_on_show(ACCOUNTS)
        reason = "" if here and pages.accounts.tenancy_id else tr("kein Mieterkonto geöffnet")
        actions = self._workspace.workplace.actions
        actions.set_possible(ActionId.TENANT_VIEW, reason)
        if self._has_contract():
            reason = ""
        elif reason:
            reason = tr("kein Mieterkonto und kein Vorgang mit Vertrag geöffnet")
        if not self._may_work:
            reason = tr("Dafür fehlt Ihnen das Recht.")
        actions.set_possible(ActionId.UPLOAD_DOCUMENT, reason)
