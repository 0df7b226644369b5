"""Card: a white box with a title line, the frame of everything on a case page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.late_part import LatePart
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.labels import TextLabel, Tone


class Card(QWidget):
    """A box with a border and, when it has a title, a title line with a note at its right.

    Content goes into ``body`` (a QVBoxLayout); ``let_rows_run`` is for rows from border to border.

    Args:
        title: heading, "" for a box without a title line.
        note: muted text at the right end of the title line.
        count: muted number behind the title, None for none.
    """

    def __init__(
        self,
        title: str = "",
        note: str = "",
        count: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows_run = False
        self.title = TextLabel(title, TextStyle.BODY_STRONG)
        self.head = QHBoxLayout()
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.body = QVBoxLayout()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(1, 1, 1, 1)
        self._outer.setSpacing(0)
        self._head_area = QWidget(self)
        self._head_area.setLayout(self.head)
        self._head_area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._head_area.setVisible(bool(title))
        self._outer.addWidget(self._head_area)
        self._outer.addLayout(self.body)
        self._outer.addStretch(0)
        self.setAccessibleName(title)
        if count is not None:
            self.count.setText(str(count))
        if note:
            self.note.setText(note)
        self._measure()

    @LatePart
    def count(self) -> TextLabel:
        """A muted number behind the title."""
        count = TextLabel("", TextStyle.BODY, Tone.MUTED)
        self.head.insertWidget(1, count)
        return count

    @LatePart
    def note(self) -> TextLabel:
        """Muted text at the right end of the title line, before what was added there."""
        note = TextLabel("", TextStyle.SMALL, Tone.MUTED)
        self.head.insertWidget(2 + Card.count.is_made(self), note)
        return note

    def add_to_head(self, widget: QWidget) -> None:
        """Put a widget at the right end of the title line."""
        self.head.addWidget(widget)

    def fill_height(self) -> None:
        """Let the content have all the height that the card gets."""
        self._outer.setStretchFactor(self.body, 1)

    def let_rows_run(self) -> None:
        """Leave no room around the content: its rows run from border to border."""
        self._rows_run = True
        self._measure()

    def _measure(self) -> None:
        now = theme.current()
        side = now.space(3)
        self.head.setContentsMargins(side, now.px(5), side, now.px(5))
        self.head.setSpacing(now.space(2))
        self._head_area.setMinimumHeight(now.px(33))
        if self._rows_run:
            self.body.setContentsMargins(0, 0, 0, now.px(3))
            self.body.setSpacing(0)
        else:
            self.body.setContentsMargins(side, now.space(2), side, now.space(3))
            self.body.setSpacing(now.space(1))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(now.pen(Role.BORDER_DEFAULT))
        painter.setBrush(now.color(Role.BG_SURFACE))
        radius = now.radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self._head_area.isVisibleTo(self):
            bottom = self._head_area.geometry().bottom()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(now.pen(Role.BORDER_SUBTLE))
            painter.drawLine(1, bottom, self.width() - 2, bottom)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_head_area"):
            self._measure()
