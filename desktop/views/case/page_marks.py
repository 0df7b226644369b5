"""Places of a page that are outlined: what fits in green, what contradicts doubly in red.

Pages are white in both schemes, and so are the colours around their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.domain.pdf_contents import Box

_FITS = QColor("#1f7a4d")
_CONTRADICTS = QColor("#b3261e")
_FILL_ALPHA = 26
_APART = 3


@dataclass(frozen=True, slots=True)
class PageMark:
    """A place on a page that fits, or contradicts."""

    box: Box
    fits: bool


def paint_marks(
    painter: QPainter, page: QRect, scale: float, marks: Sequence[PageMark] | None
) -> None:
    """Outline places of a page that is painted at ``page``, ``scale`` pixels a point."""
    for mark in marks or ():
        place = QRectF(
            page.left() + mark.box.left * scale,
            page.top() + mark.box.top * scale,
            mark.box.width * scale,
            mark.box.height * scale,
        ).adjusted(-2, -1, 2, 1)
        paint_mark(painter, place, fits=mark.fits)


def paint_mark(painter: QPainter, place: QRectF, *, fits: bool) -> None:
    """Outline one place; two lines say the same as the colour."""
    colour = _FITS if fits else _CONTRADICTS
    fill = QColor(colour)
    fill.setAlpha(_FILL_ALPHA)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(fill)
    painter.drawRoundedRect(place, 2, 2)
    if not fits:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(-_APART, -_APART, _APART, _APART), 3, 3)
    painter.restore()
