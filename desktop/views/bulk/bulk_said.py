"""Below the case: what became of an act on many cases, and its undo while there is time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.texts import tr
from desktop.views.case.case_pane import CasePane
from desktop.views.late_part import LatePart
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.widgets.undo_bar import UndoBar

GOOD_NEWS_MS = 10_000
"""As long as an undo is offered: news that all is as before need not be put away by hand."""


class BulkSaid(QObject):
    """``undo_requested`` carries the number of the act; ``expired`` that its time is over."""

    undo_requested = Signal(int)
    expired = Signal()

    def __init__(self, pane: CasePane) -> None:
        """Keep room below the case."""
        super().__init__(pane)
        self._pane = pane
        self._room = pane.messages.room()
        self._room_of_undo = pane.messages.room()
        self.told = QTimer(self, singleShot=True, interval=GOOD_NEWS_MS)
        self.told.timeout.connect(self.say_no_more)

    @LatePart
    def note(self) -> InPlaceMessage:
        """What became of it."""
        note = InPlaceMessage(MessageKind.INFO, "", parent=self._pane)
        note.add_button(tr("Ausblenden")).clicked.connect(note.hide)
        self._pane.messages.take_in(note, self._room)
        return note

    @LatePart
    def undo_bar(self) -> UndoBar:
        """Takes all of it back."""
        bar = UndoBar(self._pane)
        bar.undo_requested.connect(self.undo_requested)
        bar.expired.connect(self.expired)
        self._pane.messages.take_in(bar, self._room_of_undo)
        return bar

    @property
    def offers_undo(self) -> bool:
        """Whether an act can be taken back now."""
        bar = BulkSaid.undo_bar.of(self)
        return bar is not None and bar.offered != 0

    def say(self, kind: MessageKind, title: str, detail: str = "") -> None:
        """Say something, until it is put away or something else is said."""
        self.told.stop()
        self.note.show_message(kind, title, detail)
        self.note.show()

    def say_no_more(self) -> None:
        """What was said is over."""
        if note := BulkSaid.note.of(self):
            note.hide()
