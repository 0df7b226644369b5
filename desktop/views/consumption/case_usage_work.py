"""What the meters of the tenant counted, beside a case that asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.changes import Change, ChangeKind
from desktop.services.cases.page import CasePageView
from desktop.views.case.case_page import CasePage
from desktop.views.case.case_pane import CasePane
from desktop.views.consumption.usage_work import UsageWork

if TYPE_CHECKING:
    from desktop.services.consumption.view import AccountUsage

CATEGORY = "consumption"


class CaseUsageWork(QObject):
    """Serves the card *Verbrauch* of the open case; cases about anything else do not show it."""

    def __init__(self, pane: CasePane) -> None:
        """Serve ``pane``."""
        super().__init__(pane)
        self._page = pane.page
        self._tenancy_id: int | None = None
        self._work = UsageWork(
            pane.workplace, self._show, pane.show_problem, self, scope="case.usage"
        )
        pane.case_read.connect(self._on_pane_case_read)
        pane.emptied.connect(lambda: self._expect(None))
        pane.workplace.changed.connect(self._on_workplace_changed)

    def _on_pane_case_read(self, page: CasePageView) -> None:
        case = page.case
        about_usage = case.header.category_code == CATEGORY and case.tenancy is not None
        self._expect(case.tenancy.tenancy_id if about_usage and case.tenancy else None)
        self._read()

    def _expect(self, tenancy_id: int | None) -> None:
        """Of another contract nothing is shown until its own values are there."""
        if tenancy_id != self._tenancy_id:
            self._tenancy_id = tenancy_id
            if CasePage.usage.is_made(self._page):
                self._page.usage.hide()
                self._page.usage.show_usage(None)

    def _read(self) -> None:
        if self._tenancy_id is not None:
            self._work.read(self._tenancy_id)

    def _show(self, tenancy_id: int, usage: AccountUsage | None) -> None:
        if tenancy_id == self._tenancy_id:
            self._page.usage.show_usage(usage)
            self._page.usage.show()

    def _on_workplace_changed(self, changes: frozenset[Change]) -> None:
        if any(one.kind is ChangeKind.CONSUMPTION for one in changes):
            self._read()
