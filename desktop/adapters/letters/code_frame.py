"""The frame with the registration code, large and in groups, and the picture beside it."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.adapters.letters.fonts import CODE_FAMILY, UNITS, fitting_font, font, width_mm
from desktop.adapters.letters.picture_code import bars
from desktop.domain.letter import CodeCard

HEIGHT = 37.0
LEFT, WIDTH = 25.0, 165.0
PICTURE = 25.0
CODE_POINTS = 22.0
_INSET = 6.3
_PICTURE_LEFT = LEFT + WIDTH - 7.5 - PICTURE
_TEXT_WIDTH = _PICTURE_LEFT - 4.0 - LEFT - _INSET
_BLACK, _GREY = QColor(17, 17, 17), QColor(85, 85, 85)


@dataclass(frozen=True, slots=True)
class PlacedCard:
    """A card and where its upper edge stands, in millimetres."""

    card: CodeCard
    y: float

    def paint(self, painter: QPainter) -> None:
        """Draw the card; the painter's pen is left as it was."""
        painter.save()
        painter.setPen(QPen(_BLACK, 0.35 * UNITS))
        frame = QRectF(LEFT * UNITS, self.y * UNITS, WIDTH * UNITS, HEIGHT * UNITS)
        painter.drawRoundedRect(frame, 2 * UNITS, 2 * UNITS)
        code = font(CODE_POINTS, QFont.Weight.DemiBold, CODE_FAMILY)
        self._line(painter, self.card.caption, 9.2, font(9), _GREY)
        self._line(painter, self.card.shown, 14.0, code, _BLACK)
        self._line(painter, self.card.valid, 25.4, fitting_font(self.card.valid, 9, _TEXT_WIDTH))
        self._paint_picture(painter)
        painter.restore()

    def _line(
        self, painter: QPainter, text: str, below: float, used: QFont, colour: QColor = _GREY
    ) -> None:
        painter.setFont(used)
        painter.setPen(colour)
        y = (self.y + below) * UNITS + QFontMetricsF(used).ascent()
        painter.drawText(QPointF((LEFT + _INSET) * UNITS, y), text)

    def _paint_picture(self, painter: QPainter) -> None:
        if not self.card.portal:
            return
        top = self.y + 3.6
        painter.save()
        painter.translate(_PICTURE_LEFT * UNITS, top * UNITS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0))
        painter.drawRects(list(bars(self.card.portal, PICTURE)))
        painter.restore()
        small = font(7)
        painter.setFont(small)
        painter.setPen(_GREY)
        left = _PICTURE_LEFT + (PICTURE - width_mm(self.card.below_picture, small)) / 2
        y = (top + PICTURE + 1.6) * UNITS + QFontMetricsF(small).ascent()
        painter.drawText(QPointF(left * UNITS, y), self.card.below_picture)
