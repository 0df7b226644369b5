"""The program's own icon, drawn when somebody takes it.

A task bar asks for it once, in all sizes. Kept, they would be 0.6 MB that nobody looks at again.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from desktop.views.icons import LOGO, LOGO_LINES, draw

_EDGES = (16, 24, 32, 48, 64, 128, 256)


def program_icon() -> QIcon:
    """Return the icon; it knows the usual sizes of task bars."""
    return QIcon(_Engine())


class _Engine(QIconEngine):
    def availableSizes(
        self, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        return [QSize(edge, edge) for edge in _EDGES]

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        edge = min(size.width(), size.height(), _EDGES[-1])
        return QSize(edge, edge)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.drawPixmap(rect, self.pixmap(rect.size(), mode, state))

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return self.pixmap(size, mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return draw(LOGO, max(1, self.actualSize(size, mode, state).width()), QColor(LOGO_LINES))

    def clone(self) -> QIconEngine:
        return _Engine()
