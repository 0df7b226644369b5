"""The cards of an overview in three columns, two where there is less room, or one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views import theme

THREE_FROM, TWO_FROM = 1_150, 780
"""Width of the page at 100 % (the design counts the sidebar in: 1,440 and 1,000 wide windows)."""


class CardColumns(QScrollArea):
    """Three parts of cards; ``add`` puts a card under those of its part."""

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
        self._parts = tuple(QWidget(self._content) for _ in range(3))
        self._columns = tuple(QVBoxLayout(part) for part in self._parts)
        for column in self._columns:
            column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._content)
        self._number = 0

    def add(self, part: int, card: QWidget) -> None:
        """Put a card at the end of a part (0 to 2)."""
        self._columns[part].addWidget(card)

    def finish(self) -> None:
        """Push the cards to the top after all were added."""
        for column in self._columns:
            column.addStretch(1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_number"):
            self._number = 0
            self._arrange()

    def _arrange(self) -> None:
        now = theme.current()
        width = self.width()
        number = 3 if width >= now.px(THREE_FROM) else 2 if width >= now.px(TWO_FROM) else 1
        if number == self._number:
            return
        self._number = number
        gap = now.px(10)
        self._grid.setContentsMargins(now.space(4), now.px(10), now.space(4), now.px(10))
        self._grid.setSpacing(gap)
        for column in self._columns:
            column.setSpacing(gap)
        for part in self._parts:
            self._grid.removeWidget(part)
        first, second, third = self._parts
        if number == 3:
            for place, part in enumerate(self._parts):
                self._grid.addWidget(part, 0, place)
        elif number == 2:
            self._grid.addWidget(first, 0, 0)
            self._grid.addWidget(second, 0, 1, 2, 1)
            self._grid.addWidget(third, 1, 0)
        else:
            for place, part in enumerate((first, second, third)):
                self._grid.addWidget(part, place, 0)
        for place, weight in enumerate({3: (32, 49, 32), 2: (40, 50, 0), 1: (1, 0, 0)}[number]):
            self._grid.setColumnStretch(place, weight)
            # A table may ask for more than its share.
            self._grid.setColumnMinimumWidth(place, 0)
        self._grid.setRowStretch(0, 0)
        self._grid.setRowStretch(1, 1 if number == 2 else 0)
