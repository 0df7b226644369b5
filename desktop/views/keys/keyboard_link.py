"""What leads through the window from anywhere: the palette, F8, areas and orders by a command."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from desktop.services.inbox.rows import InboxSort, InboxView
from desktop.texts import tr
from desktop.views.action_spec import ActionId
from desktop.views.administration.pages import OPENED_BY
from desktop.views.keys.blocked_keys import BlockedKeys
from desktop.views.palette.palette_link import Find, PaletteLink
from desktop.views.sidebar_entries import (
    AUDIT_TRAIL,
    FORMS,
    HAND_OVER,
    LETTERS,
    OPERATION,
    QUARANTINE,
    TEAMS,
    UPLOADS,
    USAGE,
    view_key,
)

if TYPE_CHECKING:
    from desktop.views.workspace import Workspace

_AREAS = {
    ActionId.OPEN_LETTERS: LETTERS,
    ActionId.OPEN_UPLOADS: UPLOADS,
    ActionId.OPEN_USAGE: USAGE,
    ActionId.OPEN_FORMS: FORMS,
    ActionId.OPEN_HAND_OVER: HAND_OVER,
    ActionId.OPEN_QUARANTINE: QUARANTINE,
    ActionId.OPEN_OPERATION: OPERATION,
    **OPENED_BY,
    ActionId.OPEN_TEAMS: TEAMS,
    ActionId.OPEN_AUDIT: AUDIT_TRAIL,
    ActionId.OPEN_CLOSED: view_key(InboxView.CLOSED),
}
_SORTS = {
    ActionId.SORT_URGENCY: InboxSort.URGENCY,
    ActionId.SORT_RECEIVED: InboxSort.RECEIVED,
    ActionId.SORT_NAME: InboxSort.NAME,
    ActionId.SORT_CATEGORY: InboxSort.CATEGORY,
}


class KeyboardLink(QObject):
    """Ties the commands that belong to no page to the workspace."""

    def __init__(self, workspace: Workspace, find: Find) -> None:
        """``find`` is the search of the palette."""
        super().__init__(workspace)
        self._workspace = workspace
        self._workplace = workspace.workplace
        self._companies: frozenset[int] = frozenset()
        self._passed: set[int] = set()
        self.palette = PaletteLink(workspace.inbox.pane, find)
        self.palette.case_requested.connect(self._open_case)
        workspace.top_bar.companies_chosen.connect(self._on_companies_chosen)
        blocked = BlockedKeys(workspace, self._workplace.actions)
        blocked.said.connect(workspace.status.show_message)
        blocked.over.connect(workspace.status.forget)
        connect = self._workplace.actions.connect_handler
        connect(ActionId.PALETTE, self.palette.open)
        connect(ActionId.NEXT_URGENT, self.open_next_urgent)
        connect(ActionId.NORMAL_COLUMNS, workspace.inbox.reset_splitter)
        for action_id, key in _AREAS.items():
            connect(action_id, partial(self._open_area, key))
        for action_id, sort in _SORTS.items():
            connect(action_id, partial(self._sort, sort))

    def _open_area(self, key: str) -> None:
        """Open an area and go into it: who came by a key goes on with keys."""
        self._workspace.open_area(key)
        if key not in self._workspace.pages:
            self._workspace.inbox.focus_list()
            return
        page = self._workspace.pages.page(key)
        page.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if page.hasFocus() and page.focusProxy() is None:
            # A page is no stop itself: on to its first one.
            page.focusNextChild()

    def open_next_urgent(self) -> None:
        """F8: the next case to be worked on. Each is offered once, then a new round begins."""
        self._ask_for_next(self._passed | self._open_one())

    def _open_one(self) -> set[int]:
        case_id = self._workspace.inbox.pane.case_id
        return set() if case_id is None else {case_id}

    def _ask_for_next(self, passed: set[int]) -> None:
        from desktop.services.inbox.next_case import next_case

        self._workplace.ask(
            next_case,
            self._companies,
            frozenset(passed),
            done=self._on_next_found,
            scope="keys.next_case",
        )

    def _on_next_found(self, case_id: int | None) -> None:
        none_left = tr("Kein weiterer Vorgang ist für Sie offen.")
        if case_id is not None:
            self._workspace.status.forget(none_left)
            self._passed |= {case_id} | self._open_one()
            self._open_case(case_id)
        elif self._passed - self._open_one():
            self._passed = set()
            self._workspace.status.show_message(
                tr("Alle Vorgänge dieser Runde waren an der Reihe. Es geht von vorn los.")
            )
            self.open_next_urgent()
        else:
            self._workspace.status.show_message(none_left)

    def _open_case(self, case_id: int) -> None:
        """In the inbox; the list follows where it has the case, else the case has the focus."""
        inbox = self._workspace.inbox
        self._workspace.open_case(case_id)
        if inbox.panel.current_case() == case_id:
            inbox.focus_list()

    def _on_companies_chosen(self, companies: frozenset[int]) -> None:
        self._companies = companies
        self.palette.show_companies(companies)
        self._passed.clear()

    def _sort(self, sort: InboxSort) -> None:
        self._workspace.show_inbox()
        self._workspace.inbox.panel.sort_chosen.emit(sort)
