"""The scrolling part of a case page: main column and context column, side by side or stacked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.kept_rows import order_tabs

NARROW_BELOW = 820


class TwoColumns(QScrollArea):
    """Two columns of cards; below 820 px (at 100 %) the context moves under the main column."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is the accessible name of the area."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget(self.viewport())
        self._content.setObjectName("caseColumns")
        self._grid = QGridLayout(self._content)
        self.main_part = QWidget(self._content)
        self.main = QVBoxLayout(self.main_part)
        self.context_part = QWidget(self._content)
        self.context = QVBoxLayout(self.context_part)
        for column in (self.main, self.context):
            column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._content)
        self._on_top: dict[QVBoxLayout, list[QWidget]] = {}
        self._stacked: bool | None = None
        self._arrange()

    def room_on_top(self) -> QVBoxLayout:
        """Keep room above all cards of the main column, and above rooms that were kept before.

        ``take_on_top`` fills it.
        """
        room = QVBoxLayout()
        self.main.insertLayout(0, room)
        self._on_top[room] = []
        return room

    def take_on_top(self, note: QWidget, room: QVBoxLayout) -> None:
        """Give a note that was made just now its place, for the eye and for Tab."""
        note.hide()
        room.addWidget(note)
        self._on_top[room].append(note)
        in_order = [one for notes in reversed(self._on_top.values()) for one in notes]
        order_tabs(self.main_part, in_order)

    def show_on_top(self, widget: QWidget) -> None:
        """Let a widget scroll along above both columns, because it leaves them too little room."""
        self._grid.addWidget(widget, 0, 0, 1, 2)

    def bring_into_sight(self, widget: QWidget) -> None:
        """Scroll to a widget that was just shown or filled, once it has its size."""
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(widget))

    def finish(self) -> None:
        """Push the cards to the top after all were added."""
        self.main.addStretch(1)
        self.context.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Switch between side by side and stacked."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_grid"):
            self._stacked = None
            self._arrange()

    def _arrange(self) -> None:
        now = theme.current()
        stacked = self.width() < now.px(NARROW_BELOW)
        if stacked == self._stacked:
            return
        self._stacked = stacked
        gap = now.px(10)
        self._grid.setContentsMargins(now.space(4), 0, now.space(4), now.px(10))
        self._grid.setVerticalSpacing(gap)
        self._grid.setHorizontalSpacing(0 if stacked else gap)
        self.main.setSpacing(gap)
        self.context.setSpacing(gap)
        for widget in (self.main_part, self.context_part):
            self._grid.removeWidget(widget)
        self._grid.addWidget(self.main_part, 1, 0)
        if stacked:
            self._grid.addWidget(self.context_part, 2, 0)
            self.context_part.setMinimumWidth(0)
            self.context_part.setMaximumWidth(16_777_215)
        else:
            self._grid.addWidget(self.context_part, 1, 1)
            self.context_part.setFixedWidth(now.px(now.tokens.layout["contextColumn"]))
        self._grid.setColumnStretch(0, 1)
