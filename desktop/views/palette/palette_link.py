"""The palette as the window knows it; what finds and shows is loaded when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.views.case.case_pane import CasePane
from desktop.views.palette.recent_cases import RecentCases

if TYPE_CHECKING:
    from desktop.services.search.view import SearchPage, SearchQuery
    from desktop.views.palette.palette_work import PaletteWork

Find = Callable[[ServiceContext, Actor, "SearchQuery"], "SearchPage"]


class PaletteLink(QObject):
    """Opens the palette and passes on what is chosen in it: signals as those of ``PaletteWork``."""

    case_requested = Signal(int)
    apart_requested = Signal(int)
    tenancy_requested = Signal(int, str)
    document_requested = Signal(int, int)
    search_requested = Signal(str)

    def __init__(self, pane: CasePane, find: Find) -> None:
        """``find`` is the search; ``pane`` shows the case that actions are about."""
        super().__init__(pane)
        self._pane = pane
        self._find = find
        self._recent = RecentCases(pane)
        self._work: PaletteWork | None = None
        self._companies: frozenset[int] = frozenset()

    def show_companies(self, companies: frozenset[int]) -> None:
        """Find only what belongs to these companies; with none of them, of all."""
        self._companies = companies
        if self._work is not None:
            self._work.companies = companies

    def open(self) -> None:
        """Open the palette, or go to the one that is open."""
        if self._work is None:
            self._work = self._made()
        self._work.open()

    def _made(self) -> PaletteWork:
        from desktop.views.palette.palette_work import PaletteWork

        work = PaletteWork(self._pane, self._find, self._recent)
        work.companies = self._companies
        work.case_requested.connect(self.case_requested)
        work.apart_requested.connect(self.apart_requested)
        work.tenancy_requested.connect(self.tenancy_requested)
        work.document_requested.connect(self.document_requested)
        work.search_requested.connect(self.search_requested)
        return work
