"""What ties recording to the rest of the window: its key, the way there, and to the new case."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from desktop.texts import tr
from desktop.views.action_spec import ActionId
from desktop.views.sidebar_entries import ACCOUNTS

if TYPE_CHECKING:
    from desktop.views.recording.recording_page import RecordingPage
    from desktop.views.recording.recording_work import RecordingWork
    from desktop.views.workspace import Workspace


class RecordingLink(QObject):
    """*Anruf oder Brief erfassen* from everywhere, also with the files dropped on a case.

    What was recorded opens as the case it became; Esc leads back to where one was.
    """

    def __init__(self, workspace: Workspace) -> None:
        """The page is put among the areas of the workspace when it is first needed."""
        super().__init__(workspace)
        self._workspace = workspace
        workplace = workspace.workplace
        workspace.inbox.pane.files_dropped.connect(self._on_pane_files_dropped)
        actions = workplace.actions
        permitted = actions.permitted(ActionId.RECORD, workplace.actor)
        actions.set_possible(
            ActionId.RECORD, "" if permitted else tr("Dafür fehlt Ihnen das Recht.")
        )
        actions.connect_handler(ActionId.RECORD, self.open)

    @cached_property
    def page(self) -> RecordingPage:
        """The page itself."""
        from desktop.views.recording.recording_page import RecordingPage

        page = RecordingPage(self._workspace.workplace, self._workspace.areas)
        self._workspace.areas.addWidget(page)
        page.left.connect(self._workspace.go_back)
        return page

    @cached_property
    def work(self) -> RecordingWork:
        """What happens on the page."""
        from desktop.views.recording.recording_work import RecordingWork

        work = RecordingWork(self.page, self._workspace.workplace)
        work.recorded.connect(self._on_work_recorded)
        return work

    def is_on_show(self) -> bool:
        """Whether the person looks at the page."""
        return self._is_made() and self._workspace.areas.currentWidget() is self.page

    def _is_made(self) -> bool:
        return "work" in vars(self)

    def open(self) -> None:
        """Show the page with what was begun last; on an account: begin one for its contract.

        On the page itself: begin another one.
        """
        if self.is_on_show():
            self.work.begin_another()
            return
        pages = self._workspace.pages
        tenancy_id = pages.accounts.tenancy_id if pages.is_on_show(ACCOUNTS) else None
        work = self.work
        self._workspace.show_apart(self.page)
        if tenancy_id is None:
            work.open()
        else:
            work.open_for_contract(tenancy_id)

    def leave(self) -> None:
        """The person goes: what is being written is stored."""
        if self._is_made():
            self.work.leave()

    def _on_work_recorded(self, case_id: int) -> None:
        self._workspace.show_inbox()
        self._workspace.inbox.open_and_keep(case_id)
        self._workspace.inbox.pane.take_focus()

    def _on_pane_files_dropped(self, mime: QMimeData) -> None:
        """A paper may have come from the tenant or be meant for them: the person says which."""
        pane = self._workspace.inbox.pane
        view, actions = pane.view, self._workspace.workplace.actions
        if view is None or view.case.tenancy is None:
            return
        # What was dropped is gone once the drop is over.
        kept = QMimeData()
        kept.setUrls(mime.urls())
        tenancy_id, case_id = view.case.tenancy.tenancy_id, view.case.header.case_id
        if not actions[ActionId.UPLOAD_DOCUMENT].isEnabled():
            self._record_files(tenancy_id, case_id, kept)
            return
        menu = QMenu(pane)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        came = menu.addAction(tr("Kam zu diesem Vorgang: erfassen …"))
        came.triggered.connect(lambda: self._record_files(tenancy_id, case_id, kept))
        meant = menu.addAction(tr("Für das Mieterkonto: veröffentlichen …"))
        meant.triggered.connect(lambda: self._publish_file(case_id, kept))
        menu.setActiveAction(came)
        menu.popup(QCursor.pos())

    def _record_files(self, tenancy_id: int, case_id: int, mime: QMimeData) -> None:
        work = self.work
        self._workspace.show_apart(self.page)
        work.open_for(tenancy_id, case_id, mime)

    def _publish_file(self, case_id: int, mime: QMimeData) -> None:
        inbox = self._workspace.inbox
        if inbox.pane.case_id == case_id:
            inbox.desk.documents_work.open_upload(mime)
