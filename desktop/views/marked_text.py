"""One line of text in which what was sought is marked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A line and how it looks; ``marks`` are (start, length) in ``text``, ordered and apart."""

    text: str
    marks: tuple[tuple[int, int], ...]
    style: TextStyle
    weight: int
    role: Role


def paint_marked(painter: QPainter, now: Theme, line: MarkedText, room: QRect) -> int:
    """Paint the line into ``room``, cut at its end where it is too long; returns its width."""
    if not line.text or room.width() <= 0:
        return 0
    metrics = now.metrics(line.style, line.weight)
    text = line.text
    width = metrics.horizontalAdvance(text)
    if width > room.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        width = metrics.horizontalAdvance(text)
    painter.setFont(now.font(line.style, line.weight))
    painter.setPen(now.color(line.role))
    painter.drawText(room, _LEFT, text)
    whole = len(text) if text == line.text else max(0, len(text) - 1)
    for start, length in line.marks:
        end = min(start + length, whole)
        if start < end:
            left = room.left() + metrics.horizontalAdvance(text, start)
            right = room.left() + metrics.horizontalAdvance(text, end)
            box = QRect(left, room.top(), right - left, room.height())
            _paint_mark(painter, now, box, line.style, line.weight)
            # The same text once more: so no letter moves, whatever is marked.
            painter.setPen(now.color(Role.MARK_TEXT))
            painter.drawText(room, _LEFT, text)
            painter.restore()
    return width


def _paint_mark(painter: QPainter, now: Theme, box: QRect, style: TextStyle, weight: int) -> None:
    """The ground of a mark; what is painted next stays within it until ``restore``."""
    height = now.metrics(style, weight).height()
    top = box.top() + (box.height() - height) / 2
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.color(Role.MARK_BG))
    painter.drawRoundedRect(QRectF(box.left(), top, box.width(), height), 2, 2)
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
