"""The four steps of a batch, and which of them it is in."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.theme import Theme
from desktop.views.theme_tokens import Role, TextStyle


class Step(IntEnum):
    """Where a batch is."""

    FILES = 1
    MATCHING = 2
    DELIVERY = 3
    PUBLICATION = 4


def step_name(step: Step) -> str:
    """Return what a step is called."""
    names = {
        Step.FILES: tr("Dateien"),
        Step.MATCHING: tr("Zuordnung"),
        Step.DELIVERY: tr("Zustellung"),
        Step.PUBLICATION: tr("Veröffentlichung"),
    }
    return names[step]


class StepBar(QWidget):
    """Shows the steps; what is done has a tick. It is read, not clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the first step."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.step = Step.FILES
        self.all_done = False
        self.show_step(Step.FILES, all_done=False)

    def show_step(self, step: Step, *, all_done: bool) -> None:
        """Mark a step; ``all_done`` where the last one is over too."""
        self.step, self.all_done = step, all_done
        name = tr("Schritt {n} von 4: {name}", n=int(step), name=step_name(step))
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        now = theme.current()
        width = sum(self._width(now, step) for step in Step) + 3 * now.px(38)
        return QSize(width + now.px(4), now.control("button"))

    def minimumSizeHint(self) -> QSize:
        """As ``sizeHint``."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Number or tick, name, line to the next."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = now.px(2)
        for step in Step:
            self._paint_step(painter, now, step, left)
            left += self._width(now, step)
            if step is not Step.PUBLICATION:
                middle = self.height() // 2
                painter.setPen(now.pen(Role.BORDER_CONTROL))
                painter.drawLine(left + now.px(8), middle, left + now.px(30), middle)
                left += now.px(38)
        painter.end()

    def _paint_step(self, painter: QPainter, now: Theme, step: Step, left: int) -> None:
        edge = now.px(20)
        circle = QRectF(left, (self.height() - edge) / 2, edge, edge)
        done = step < self.step or self.all_done
        here = step is self.step and not done
        fill = Role.OK_BG if done else Role.ACCENT_BASE if here else Role.BG_SURFACE
        outline = Role.OK_BORDER if done else Role.ACCENT_BASE if here else Role.BORDER_CONTROL
        painter.setPen(now.pen(outline))
        painter.setBrush(now.color(fill))
        painter.drawEllipse(circle)
        if done:
            size = now.px(12)
            inset = (edge - size) / 2
            paint_icon(painter, "check", left + inset, circle.top() + inset, size, Role.OK_TEXT)
        else:
            painter.setFont(now.font(TextStyle.CAPTION, 600))
            painter.setPen(now.color(Role.TEXT_ON_ACCENT if here else Role.TEXT_SECONDARY))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(int(step)))
        painter.setFont(now.font(TextStyle.BODY, 600 if here else 400))
        painter.setPen(now.color(Role.ACCENT_TEXT if here else Role.TEXT_SECONDARY))
        text = QRectF(left + edge + now.px(7), 0, self._width(now, step), self.height())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, int(flags), step_name(step))

    @staticmethod
    def _width(now: Theme, step: Step) -> int:
        metrics = now.metrics(TextStyle.BODY, 600)
        return now.px(27) + metrics.horizontalAdvance(step_name(step))
