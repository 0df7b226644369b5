"""Measures and small shapes of the deadline strip's painting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPolygonF

from desktop.views.theme import Theme
from desktop.views.theme_tokens import TextStyle


@dataclass(frozen=True, slots=True)
class Frame:
    """Vertical places in pixels: label area, cells, lower lane; ``left`` is where day 1 begins."""

    left: float
    width: float
    labels_top: float
    line: float
    cells_top: float
    cells_height: float

    @property
    def cells_bottom(self) -> float:
        """Lower edge of the cells."""
        return self.cells_top + self.cells_height


@lru_cache(maxsize=4)
def number_font(now: Theme) -> QFont:
    """One pixel smaller than the smallest step: "10. WT" has to fit into a narrow cell."""
    font = QFont(now.font(TextStyle.CAPTION, 400))
    font.setPixelSize(font.pixelSize() - 1)
    return font


def zigzag(x: float, top: float, bottom: float, step: int) -> QPolygonF:
    """Line from top to bottom that says: here days are left out."""
    points = []
    y, side = top, -1
    while y < bottom:
        points.append(QPointF(x + side * step, y))
        y += 2 * step
        side = -side
    points.append(QPointF(x, bottom))
    return QPolygonF(points)
