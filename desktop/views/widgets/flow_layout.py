"""Widgets side by side, on further lines where one is full: buttons and chips of any number."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from desktop.views import theme

GAP = 6
"""Pixels at 100 % between two widgets, where nothing else is asked for."""


class FlowLayout(QLayout):
    """Fills line by line from the left.

    Args:
        parent: the widget that is laid out by it, if it is not part of another layout.
        across: pixels at 100 % between two widgets of a line.
        down: pixels at 100 % between two lines.
    """

    def __init__(
        self, parent: QWidget | None = None, *, across: int = GAP, down: int = GAP
    ) -> None:
        super().__init__()
        self._across, self._down = across, down
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins(0, 0, 0, 0))
        if parent is not None:
            parent.setLayout(self)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), moving=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, moving=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, moving: bool) -> int:
        room = rect.marginsRemoved(self.contentsMargins())
        now = theme.current()
        across, down = now.px(self._across), now.px(self._down)
        left, top, line = room.left(), room.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            width = min(size.width(), max(room.width(), 1))
            if left > room.left() and left + width > room.right() + 1:
                left, top, line = room.left(), top + line + down, 0
            if moving:
                item.setGeometry(QRect(QPoint(left, top), QSize(width, size.height())))
            left += width + across
            line = max(line, size.height())
        return top + line - rect.top() + self.contentsMargins().bottom()
