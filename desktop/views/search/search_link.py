"""What ties the search to the rest of the window: its key, the way to a hit and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.services.inbox.rows import InboxQuery
from desktop.services.search.use_cases import search
from desktop.views.actions import ActionId
from desktop.views.search.find_page import FindPage

if TYPE_CHECKING:
    from desktop.views.workspace import Workspace


class SearchLink(QObject):
    """Strg+Umschalt+K opens the search, with the hits that stood there before.

    The palette and a filter without hits lead there with their words. Esc leads back to where one
    was.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Put the page among the areas of the workspace."""
        super().__init__(workspace)
        self._workspace = workspace
        self._companies: frozenset[int] = frozenset()
        self.page = FindPage(workspace.workplace, search)
        workspace.areas.addWidget(self.page)
        self.page.case_requested.connect(self._on_page_case_requested)
        card = workspace.inbox.pane.page.tenancy
        card.tenancy_requested.connect(self._on_card_tenancy_requested)
        self.page.left.connect(workspace.go_back)
        workspace.top_bar.companies_chosen.connect(self._on_companies_chosen)
        workspace.workplace.actions.connect_handler(ActionId.SEARCH, self.open)
        workspace.keys.palette.search_requested.connect(self.open)

    def open(self, text: str | None = None) -> None:
        """Show the page; with a ``text`` seek that."""
        self._workspace.show_apart(self.page)
        self.page.open_with(self._companies, text)
        keeps_place = text is None and self.page.list.current_entry() is not None
        (self.page.list if keeps_place else self.page.field).setFocus()

    def _on_page_case_requested(self, case_id: int) -> None:
        self._workspace.open_case(case_id)
        self._workspace.inbox.pane.take_focus()

    def _on_card_tenancy_requested(self, tenancy_id: int, title: str) -> None:
        query = InboxQuery(companies=self._companies, tenancy_id=tenancy_id)
        self._workspace.open_found(query, title)

    def _on_companies_chosen(self, companies: frozenset[int]) -> None:
        self._companies = companies
        if self._workspace.areas.currentWidget() is self.page:
            self.page.open_with(companies)
