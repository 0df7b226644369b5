"""What ties the search to the rest of the window: its key, the way to a hit and back again."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.services.inbox.rows import InboxQuery
from desktop.views.actions import ActionId

if TYPE_CHECKING:
    from desktop.views.search.find_page import FindPage
    from desktop.views.workspace import Workspace


class SearchLink(QObject):
    """Strg+Umschalt+K opens the search, with the hits that stood there before.

    The palette and a filter without hits lead there with their words. Esc leads back to where one
    was. ``tenancy_requested`` and ``document_requested`` carry what the page's do.
    """

    tenancy_requested = Signal(int, str)
    document_requested = Signal(int, int)

    def __init__(self, workspace: Workspace) -> None:
        """The page is made when it is first opened."""
        super().__init__(workspace)
        self._workspace = workspace
        self._companies: frozenset[int] = frozenset()
        card = workspace.inbox.pane.page.tenancy
        card.tenancy_requested.connect(self._on_card_tenancy_requested)
        workspace.top_bar.companies_chosen.connect(self._on_companies_chosen)
        workspace.workplace.actions.connect_handler(ActionId.SEARCH, self.open)
        workspace.keys.palette.search_requested.connect(self.open)

    @cached_property
    def page(self) -> FindPage:
        """The page of results, among the areas of the workspace."""
        from desktop.services.search.use_cases import search
        from desktop.views.search.find_page import FindPage

        page = FindPage(self._workspace.workplace, search)
        self._workspace.areas.addWidget(page)
        page.case_requested.connect(self._workspace.open_case)
        page.tenancy_requested.connect(self.tenancy_requested)
        page.document_requested.connect(self.document_requested)
        page.left.connect(self._workspace.go_back)
        return page

    def is_on_show(self) -> bool:
        """Whether the person looks at the page."""
        return "page" in self.__dict__ and self._workspace.areas.currentWidget() is self.page

    def open(self, text: str | None = None) -> None:
        """Show the page; with a ``text`` seek that."""
        self._workspace.show_apart(self.page)
        self.page.open_with(self._companies, text)
        keeps_place = text is None and self.page.list.current_entry() is not None
        (self.page.list if keeps_place else self.page.field).setFocus()

    def _on_card_tenancy_requested(self, tenancy_id: int, title: str) -> None:
        query = InboxQuery(companies=self._companies, tenancy_id=tenancy_id)
        self._workspace.open_found(query, title)

    def _on_companies_chosen(self, companies: frozenset[int]) -> None:
        self._companies = companies
        if self.is_on_show():
            self.page.open_with(companies)
