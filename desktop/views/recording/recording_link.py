"""What ties recording to the rest of the window: its key, the way there, and to the new case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject

from desktop.texts import tr
from desktop.views.action_spec import ActionId
from desktop.views.recording.recording_page import RecordingPage
from desktop.views.recording.recording_work import RecordingWork

if TYPE_CHECKING:
    from desktop.views.workspace import Workspace


class RecordingLink(QObject):
    """*Anruf oder Brief erfassen* from everywhere, also with the files dropped on a case.

    What was recorded opens as the case it became; Esc leads back to where one was.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Put the page among the areas of the workspace."""
        super().__init__(workspace)
        self._workspace = workspace
        workplace = workspace.workplace
        self.page = RecordingPage(workplace, workspace.areas)
        self.work = RecordingWork(self.page, workplace)
        workspace.areas.addWidget(self.page)
        self.page.left.connect(workspace.go_back)
        self.work.recorded.connect(self._on_work_recorded)
        workspace.inbox.pane.files_dropped.connect(self._on_pane_files_dropped)
        actions = workplace.actions
        permitted = actions.permitted(ActionId.RECORD, workplace.actor)
        actions.set_possible(
            ActionId.RECORD, "" if permitted else tr("Dafür fehlt Ihnen das Recht.")
        )
        actions.connect_handler(ActionId.RECORD, self.open)

    def open(self) -> None:
        """Show the page with what was begun last; on an account: begin one for its contract.

        On the page itself: begin another one.
        """
        current = self._workspace.areas.currentWidget()
        if current is self.page:
            self.work.begin_another()
            return
        accounts = self._workspace.pages.accounts
        tenancy_id = accounts.tenancy_id if current is accounts else None
        self._workspace.show_apart(self.page)
        if tenancy_id is None:
            self.work.open()
        else:
            self.work.open_for_contract(tenancy_id)

    def leave(self) -> None:
        """The person goes: what is being written is stored."""
        self.work.leave()

    def _on_work_recorded(self, case_id: int) -> None:
        self._workspace.show_inbox()
        self._workspace.inbox.open_and_keep(case_id)
        self._workspace.inbox.pane.take_focus()

    def _on_pane_files_dropped(self, mime: QMimeData) -> None:
        view = self._workspace.inbox.pane.view
        if view is None or view.case.tenancy is None:
            return
        self._workspace.show_apart(self.page)
        self.work.open_for(view.case.tenancy.tenancy_id, view.case.header.case_id, mime)
