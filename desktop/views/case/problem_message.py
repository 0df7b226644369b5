"""Below a case: why a command was refused, what changed meanwhile, and the ways on."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from desktop.texts import tr
from desktop.views.case.conflict_table import ConflictTable
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


class ProblemMessage(InPlaceMessage):
    """An error with the two ways on: to load anew, or to do it all the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a problem."""
        super().__init__(MessageKind.ERROR, "", parent=parent)
        self.compare = self.add_button(tr("Neu laden"))
        self.keep = self.add_button(tr("Trotzdem ausführen"))
        self.conflict = ConflictTable()
        self.add_detail(self.conflict)

    def say(self, sentence: str, detail: str) -> None:
        """Say what the problem is; what changed, and that it can be done anyway, is not known."""
        self.keep.hide()
        self.conflict.hide()
        self.show_message(MessageKind.ERROR, sentence, detail)
        self.compare.show()
        self.show()

    def put_away(self, receiver: QWidget) -> None:
        """Hide it; if it has the focus ``receiver`` gets that, where Qt would choose anything."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            receiver.setFocus()
        self.hide()
