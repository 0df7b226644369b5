"""The four steps of one person into the portal, painted from left to right or one below another."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.portal_steps import StepState
from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.theme_tokens import Role, TextStyle

_CENTRE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_ICONS = {
    StepState.DONE: "check",
    StepState.WAITING: "hourglass",
    StepState.STOPPED: "x",
    StepState.AHEAD: "minus",
}


@dataclass(frozen=True, slots=True)
class WayPoint:
    """One step as it is shown: its name, and up to two lines below it."""

    title: str
    state: StepState
    lines: tuple[str, ...]
    said: str

    def spoken(self) -> str:
        """The step as one part of a sentence."""
        return ", ".join(part for part in (self.title, self.said, *self.lines) if part)


class PortalWay(QWidget):
    """Circles with words below; all of it is said by the accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[WayPoint, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_points(self, name: str, points: tuple[WayPoint, ...]) -> None:
        """Show the way of one person; ``name`` is the accessible name."""
        self.setAccessibleName(name)
        self.setAccessibleDescription(". ".join(point.spoken() for point in points))
        if points != self._points:
            self._points = points
            self.setFixedHeight(self.heightForWidth(self.width()))
            self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        now = theme.current()
        line = now.metrics(TextStyle.SMALL).lineSpacing()
        if self._stands(width):
            return len(self._points) * (max(now.px(24), line) + now.px(6))
        return now.px(22) + now.px(8) + self._most_lines() * line + now.px(2)

    def sizeHint(self) -> QSize:
        width = theme.current().px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(180), theme.current().px(24))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self.heightForWidth(self.width()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_points"):
            self.setFixedHeight(self.heightForWidth(self.width()))

    def _most_lines(self) -> int:
        return 1 + max((len(point.lines) for point in self._points), default=0)

    def _stands(self, width: int) -> bool:
        """Whether the words of a step are wider than its share of the width."""
        now = theme.current()
        strong, small = now.metrics(TextStyle.SMALL, 600), now.metrics(TextStyle.SMALL)
        share = width / max(1, len(self._points)) - now.px(6)
        widest = max(
            (
                max(
                    strong.horizontalAdvance(point.title),
                    *(small.horizontalAdvance(text) for text in point.lines),
                    0,
                )
                for point in self._points
            ),
            default=0,
        )
        return widest > share

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._stands(self.width()):
            self._paint_standing(painter)
        else:
            self._paint_lying(painter)
        if self.hasFocus():
            painter.setPen(theme.current().pen(Role.FOCUS_RING, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint_lying(self, painter: QPainter) -> None:
        now = theme.current()
        share = self.width() / len(self._points)
        radius = now.px(11)
        line = now.metrics(TextStyle.SMALL).lineSpacing()
        for number, point in enumerate(self._points):
            centre = QPointF(share * (number + 0.5), radius + 1)
            if number + 1 < len(self._points):
                self._paint_link(painter, centre, centre + QPointF(share, 0), point, radius)
            self._paint_circle(painter, centre, radius, point.state)
            top = 2 * radius + now.px(8)
            for place, text in enumerate((point.title, *point.lines)):
                box = QRectF(share * number, top + place * line, share, line)
                self._paint_text(painter, box, text, _CENTRE, place)

    def _paint_standing(self, painter: QPainter) -> None:
        now = theme.current()
        line = now.metrics(TextStyle.SMALL).lineSpacing()
        height = max(now.px(24), line) + now.px(6)
        radius = now.px(9)
        for number, point in enumerate(self._points):
            middle = number * height + height / 2
            self._paint_circle(painter, QPointF(radius + 2, middle), radius, point.state)
            left = 2 * radius + now.px(10)
            strong = now.metrics(TextStyle.SMALL, 600)
            width = strong.horizontalAdvance(point.title) + now.px(10)
            box = QRectF(left, middle - line / 2, width, line)
            self._paint_text(painter, box, point.title, _LEFT, 0)
            rest = QRectF(left + width, middle - line / 2, self.width() - left - width, line)
            text = now.metrics(TextStyle.SMALL).elidedText(
                " · ".join(point.lines), Qt.TextElideMode.ElideRight, int(rest.width())
            )
            self._paint_text(painter, rest, text, _LEFT, 1)

    def _paint_link(
        self, painter: QPainter, start: QPointF, end: QPointF, point: WayPoint, radius: float
    ) -> None:
        now = theme.current()
        done = point.state is StepState.DONE
        painter.setPen(now.pen(Role.OK_BORDER if done else Role.BORDER_DEFAULT, 2))
        gap = QPointF(radius, 0)
        painter.drawLine(start + gap, end - gap)

    def _paint_circle(
        self, painter: QPainter, centre: QPointF, radius: float, state: StepState
    ) -> None:
        now = theme.current()
        outline, fill, sign = {
            StepState.DONE: (Role.OK_TEXT, Role.OK_TEXT, Role.BG_SURFACE),
            StepState.WAITING: (Role.WARNING_BORDER, Role.WARNING_BG, Role.WARNING_TEXT),
            StepState.STOPPED: (Role.DANGER_BORDER, Role.DANGER_BG, Role.DANGER_TEXT),
            StepState.AHEAD: (Role.BORDER_CONTROL, Role.BG_SURFACE, Role.TEXT_MUTED),
        }[state]
        painter.setPen(now.pen(outline, 1.5))
        painter.setBrush(now.color(fill))
        painter.drawEllipse(centre, radius - 1, radius - 1)
        edge = int(radius * 1.25)
        paint_icon(painter, _ICONS[state], centre.x() - edge / 2, centre.y() - edge / 2, edge, sign)

    def _paint_text(
        self, painter: QPainter, box: QRectF, text: str, alignment: int, place: int
    ) -> None:
        now = theme.current()
        painter.setFont(now.font(TextStyle.SMALL, 600 if place == 0 else 400))
        painter.setPen(now.color(Role.TEXT_PRIMARY if place == 0 else Role.TEXT_SECONDARY))
        painter.drawText(box, alignment, text)
