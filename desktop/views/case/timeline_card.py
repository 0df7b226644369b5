"""Card *Verlauf*: everything that happened in a case, newest first, narrowed by chips."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.cases.view import (
    ALL_TOPICS,
    FIRST_ENTRIES,
    CaseView,
    TimelinePage,
    TimelineTopic,
    TimelineWish,
)
from desktop.texts import tr
from desktop.views import theme
from desktop.views.case.timeline_list import TimelineList
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.chips import ChipRow
from desktop.views.widgets.labels import TextLabel, Tone


class TimelineCard(Card):
    """The timeline; the composer comes above its entries when somebody writes.

    ``attachment_requested`` carries the ``AttachmentView`` that was clicked, ``wish_changed`` says
    that other topics are asked for, ``older_requested`` carries the ``TimelineWish`` for what comes
    behind the last entry. The chosen topics stay when another case is opened.
    """

    attachment_requested = Signal(object)
    retry_requested = Signal(int)
    wish_changed = Signal()
    older_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without entries."""
        super().__init__(tr("Verlauf"), tr("neueste zuerst"), 0, parent=parent)
        self.let_rows_run()
        self.chips = ChipRow(
            [
                (TimelineTopic.INCOMING, tr("Eingang")),
                (TimelineTopic.OUTGOING, tr("Ausgang")),
                (TimelineTopic.NOTES, tr("Notizen")),
                (TimelineTopic.DELIVERY, tr("Zustellung")),
                (TimelineTopic.ACTS, tr("Ereignisse")),
            ],
            tr("Alles"),
            tr("Verlauf eingrenzen"),
        )
        self.list = TimelineList()
        self.nothing = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.nothing.hide()
        self._chips_row = QVBoxLayout()
        self._chips_row.addWidget(self.chips)
        self._chips_row.addWidget(self.nothing)
        self.body.addLayout(self._chips_row)
        self._measure()
        self.body.addWidget(self.list)
        self.list.attachment_requested.connect(self.attachment_requested)
        self.list.retry_requested.connect(self.retry_requested)
        self.list.end_reached.connect(self._on_list_end_reached)
        self.chips.chosen.connect(self.wish_changed)
        self._case_id: int | None = None
        self._older = False
        self._asked = False

    def _measure(self) -> None:
        super()._measure()
        if hasattr(self, "_chips_row"):
            now = theme.current()
            side, above = now.space(3), now.px(6)
            self._chips_row.setContentsMargins(side, above, side, above)

    def wish(self, case_id: int) -> TimelineWish:
        """What is to be read of a case: of the open one as much as stands here already."""
        shown = len(self.list.entries()) if case_id == self._case_id else 0
        return TimelineWish(self._topics(), max(FIRST_ENTRIES, shown))

    def show_timeline(self, view: CaseView) -> None:
        """Show the newest entries of a case."""
        self._case_id = view.header.case_id
        page = view.history
        self.count.setText(str(sum(page.counts.values())))
        self.chips.show_counts({key.value: count for key, count in page.counts.items()})
        self._show(page)

    def add_older(self, wish: TimelineWish, page: TimelinePage) -> None:
        """Add what comes behind the last entry, if that is still the last one."""
        entries = self.list.entries()
        if not entries or entries[-1].key != wish.key or wish.topics != self._topics():
            return
        self._asked = False
        self._older = page.older
        self.list.show_entries(entries + page.entries)

    def _topics(self) -> frozenset[TimelineTopic]:
        return frozenset(TimelineTopic(key) for key in self.chips.chosen_keys()) or ALL_TOPICS

    def _show(self, page: TimelinePage) -> None:
        self._asked = False
        self._older = page.older
        self.list.show_entries(page.entries)
        self.nothing.setText("" if page.entries else tr("Dazu gibt es in diesem Vorgang nichts."))
        self.nothing.setVisible(not page.entries)

    def _on_list_end_reached(self) -> None:
        entries = self.list.entries()
        if self._older and not self._asked and entries:
            self._asked = True
            self.older_requested.emit(TimelineWish(self._topics(), FIRST_ENTRIES, entries[-1].key))
