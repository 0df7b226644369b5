"""Avatar: the initials of a person in a circle; a dashed circle where nobody is assigned."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle


def paint_avatar(
    painter: QPainter, left: float, top: float, edge: int, initials: str, *, mine: bool = False
) -> None:
    """Paint the circle of ``edge`` pixels at ``left``, ``top``; no initials: nobody is assigned.

    ``mine`` fills it with the accent: the signed-in person. Drawn once, then only copied.
    """
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(QPointF(left, top), _pixmap(theme.current(), edge, initials, mine, ratio))


@lru_cache(maxsize=512)
def _pixmap(now: Theme, edge: int, initials: str, mine: bool, ratio: float) -> QPixmap:
    picture = QPixmap(QSize(edge, edge) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(0, 0, edge, edge)
    if initials:
        _draw_person(painter, now, box, initials, mine=mine)
    else:
        _draw_nobody(painter, now, box)
    painter.end()
    return picture


def _draw_nobody(painter: QPainter, now: Theme, box: QRectF) -> None:
    pen = QPen(now.color(Role.BORDER_CONTROL), 1)
    pen.setDashPattern([2.5, 2.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    edge = round(box.width() * 0.55)
    offset = (box.width() - edge) / 2
    paint_icon(painter, "plus", offset, offset, edge, Role.TEXT_MUTED)


def _draw_person(painter: QPainter, now: Theme, box: QRectF, initials: str, *, mine: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen if mine else now.pen(Role.BORDER_DEFAULT))
    painter.setBrush(now.color(Role.ACCENT_BASE if mine else Role.NEUTRAL_BG))
    painter.drawEllipse(box if mine else box.adjusted(0.5, 0.5, -0.5, -0.5))
    font = QFont(now.font(TextStyle.CAPTION, 600))
    font.setPixelSize(max(7, round(box.width() * 0.45)))
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100)
    painter.setFont(font)
    painter.setPen(now.color(Role.TEXT_ON_ACCENT if mine else Role.TEXT_SECONDARY))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials)


class Avatar(QWidget):
    """The circle as a widget.

    Args:
        initials: two letters, "" for nobody.
        name: accessible name and tooltip ("Jette Modell", "nicht zugewiesen").
    """

    def __init__(self, initials: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._initials = initials
        self._mine = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def show_person(self, initials: str, name: str, *, mine: bool = False) -> None:
        """Show somebody, or nobody with empty initials."""
        self._initials, self._mine = initials, mine
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        edge = theme.current().control("avatar")
        return QSize(edge, edge)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = min(self.width(), self.height())
        paint_avatar(painter, 0, 0, edge, self._initials, mine=self._mine)
        painter.end()
