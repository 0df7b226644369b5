"""The cases that were open in this window, the last one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.iban_text import mask_ibans
from desktop.services.cases.page import CasePageView
from desktop.services.cases.view import CaseHeader
from desktop.texts import tr
from desktop.views.case.case_pane import CasePane
from desktop.views.widgets.pill import PillKind

if TYPE_CHECKING:
    from desktop.views.palette.entries import Entry

MOST = 8


class RecentCases(QObject):
    """Notes every case that is opened; nothing is stored, it is forgotten with the window."""

    def __init__(self, pane: CasePane) -> None:
        """Watch ``pane``."""
        super().__init__(pane)
        self._headers: dict[int, CaseHeader] = {}
        pane.case_read.connect(self._on_pane_case_read)
        if pane.view is not None:
            self._on_pane_case_read(pane.view)

    def entries(self) -> tuple[Entry, ...]:
        """The last one first, at most eight."""
        return tuple(_entry(header) for header in reversed(self._headers.values()))

    def _on_pane_case_read(self, page: CasePageView) -> None:
        header = page.case.header
        self._headers.pop(header.case_id, None)
        self._headers[header.case_id] = header
        while len(self._headers) > MOST:
            del self._headers[next(iter(self._headers))]


def _entry(header: CaseHeader) -> Entry:
    # Entries are loaded with the palette that shows them.
    from desktop.views.palette.entries import CaseTarget, Entry

    names = (header.tenant_name, header.reference, header.company_tag)
    return Entry(
        key=f"recent:{header.case_id}",
        title=mask_ibans(header.subject) or header.category_name,
        icon=header.category_icon,
        detail=" · ".join(name for name in names if name),
        pill=None if header.is_open else (PillKind.DONE, tr("erledigt")),
        target=CaseTarget(header.case_id),
    )
