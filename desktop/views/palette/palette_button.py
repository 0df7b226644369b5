"""The field in the top bar that opens the palette: it looks like one to type in, with its key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.icons import paint_icon
from desktop.views.shortcuts import shortcut_label
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import LEAST_TARGET
from desktop.views.widgets.pill import key_size, paint_key

WIDTH = 364
"""Pixels at 100 %; where room is scarce it shrinks to its icon."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class PaletteButton(QAbstractButton):
    """Triggers ``action``, the one that opens the palette."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        """Named as the action is."""
        super().__init__(parent)
        self._key = shortcut_label(action.shortcut())
        self.setText(action.text())
        self.setAccessibleName(action.text())
        self.setToolTip(f"{action.text()} ({self._key})")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(self.sizeHint().width())
        self.clicked.connect(action.trigger)

    def sizeHint(self) -> QSize:
        """As wide as in the picture of the window."""
        now = theme.current()
        return QSize(now.px(WIDTH), max(LEAST_TARGET, now.control("input")))

    def minimumSizeHint(self) -> QSize:
        """Its icon alone."""
        edge = max(LEAST_TARGET, theme.current().control("input"))
        return QSize(edge, edge)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setMaximumWidth(self.sizeHint().width())
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A field with a magnifier, its words and its key, as far as there is room."""
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(now.pen(Role.BORDER_CONTROL))
        painter.setBrush(now.color(Role.BG_HOVER if self.underMouse() else Role.BG_SURFACE))
        radius = now.radius("control")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        edge = now.control("icon")
        top = (self.height() - edge) / 2
        narrow = self.width() < now.px(120)
        left = (self.width() - edge) / 2 if narrow else now.px(9)
        paint_icon(painter, "search", left, top, edge, Role.TEXT_SECONDARY)
        if not narrow:
            self._paint_words(painter, round(left) + edge + now.px(7))
        painter.end()

    def _paint_words(self, painter: QPainter, left: int) -> None:
        now = theme.current()
        key = key_size(self._key)
        right = self.width() - now.px(8)
        metrics = now.metrics(TextStyle.BODY)
        if right - left - key.width() > now.px(80):
            right -= key.width()
            paint_key(painter, right, (self.height() - key.height()) // 2, self._key)
            right -= now.px(7)
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left)
        painter.setFont(now.font(TextStyle.BODY))
        painter.setPen(now.color(Role.TEXT_MUTED))
        painter.drawText(left, 0, right - left, self.height(), _LEFT, words)
