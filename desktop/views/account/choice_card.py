"""A choice as a card: a radio button with some lines below it, framed, all of it to be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.labels import TextLabel, Tone

_TEXT_WIDTH = 210


class ChoiceCard(QWidget):
    """One of a few; ``button`` is what is checked. The lines are said with it."""

    def __init__(
        self, title: str, lines: Sequence[str], note: str, parent: QWidget | None = None
    ) -> None:
        """Show the lines of an address and what is to be known about it."""
        super().__init__(parent)
        now = theme.current()
        self.button = QRadioButton(title)
        self.button.setFont(now.font(TextStyle.BODY_STRONG))
        self.button.setAccessibleName(", ".join((title, *lines, note)))
        self.button.toggled.connect(self.update)
        self.button.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(3), now.space(2), now.space(3), now.space(2))
        column.setSpacing(now.px(2))
        column.addWidget(self.button)
        for text in lines:
            column.addWidget(self._line(text, TextStyle.BODY, Tone.PRIMARY))
        column.addWidget(self._line(note, TextStyle.SMALL, Tone.MUTED))
        column.addStretch(1)
        self.setMinimumHeight(self._needed((*lines, note)))

    def _needed(self, lines: Sequence[str]) -> int:
        """Height of all of it where half a dialog is the width, so that nothing is cut."""
        now = theme.current()
        metrics = now.metrics(TextStyle.BODY)
        room = now.px(_TEXT_WIDTH)
        rows = sum(-(-metrics.horizontalAdvance(text) // room) or 1 for text in lines)
        return now.px(46) + rows * (metrics.lineSpacing() + now.px(3))

    def _line(self, text: str, style: TextStyle, tone: Tone) -> TextLabel:
        label = TextLabel(text, style, tone, wrap=Qt.TextFlag.TextWordWrap)
        label.setIndent(theme.current().px(22))
        return label

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame tells where the focus is."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere chooses."""
        if self.button.isEnabled():
            self.button.setChecked(True)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.button.isChecked()
        if self.button.hasFocus():
            painter.setPen(now.pen(Role.FOCUS_RING, 2))
        else:
            painter.setPen(now.pen(Role.ACCENT_BASE if chosen else Role.BORDER_CONTROL))
        painter.setBrush(now.color(Role.ACCENT_SUBTLE if chosen else Role.BG_SURFACE))
        radius = now.radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()
