"""The cases that were open in this window, the last one first."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.domain.iban_text import mask_ibans
from desktop.services.cases.page import CasePageView
from desktop.texts import tr
from desktop.views.case.case_pane import CasePane
from desktop.views.palette.entries import CaseTarget, Entry
from desktop.views.widgets.pill import PillKind

MOST = 8


class RecentCases(QObject):
    """Notes every case that is opened; nothing is stored, it is forgotten with the window."""

    def __init__(self, pane: CasePane) -> None:
        """Watch ``pane``."""
        super().__init__(pane)
        self._entries: dict[int, Entry] = {}
        pane.case_read.connect(self._on_pane_case_read)
        if pane.view is not None:
            self._on_pane_case_read(pane.view)

    def entries(self) -> tuple[Entry, ...]:
        """The last one first, at most eight."""
        return tuple(reversed(self._entries.values()))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        header = page.case.header
        self._entries.pop(header.case_id, None)
        names = (header.tenant_name, header.reference, header.company_tag)
        self._entries[header.case_id] = Entry(
            key=f"recent:{header.case_id}",
            title=mask_ibans(header.subject) or header.category_name,
            icon=header.category_icon,
            detail=" · ".join(name for name in names if name),
            pill=None if header.is_open else (PillKind.DONE, tr("erledigt")),
            target=CaseTarget(header.case_id),
        )
        while len(self._entries) > MOST:
            del self._entries[next(iter(self._entries))]
