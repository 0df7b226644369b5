"""What stands in the place of a list without cases: why, and the ways on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.texts import tr
from desktop.views.widgets.messages import EmptyState


class EmptyList(EmptyState):
    """A filter that finds nothing has two ways on, a list that was not read to the end one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__("", parent=parent)
        self.clear_filter = self.add_button(tr("Filter löschen"))
        self.search_all = self.add_button(tr("In allen suchen"))
        self.retry = self.add_button(tr("Erneut laden"))
        self.retry.hide()
