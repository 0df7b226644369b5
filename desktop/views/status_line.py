"""The line at the bottom: how fresh the lists are, and what went wrong last."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.texts import tr
from desktop.texts.dates import berlin_clock
from desktop.views import theme
from desktop.views.theme_tokens import Role, TextStyle
from desktop.views.widgets.buttons import LinkButton
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone

MESSAGE_MS = 12_000


class StatusLine(QWidget):
    """State and messages at the left, facts about the list and the bank register at the right.

    ``trouble_opened`` fires when a person wants to know more about a job that fails.
    """

    trouble_opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start connected."""
        super().__init__(parent)
        self.setAccessibleName(tr("Statuszeile"))
        self._icon = IconLabel("circle-check", Tone.OK, name=tr("Zustand"), edge=13)
        self._state = TextLabel("", TextStyle.CAPTION, Tone.SECONDARY)
        self._trouble_icon = IconLabel("triangle-alert", Tone.WARNING, name=tr("Störung"), edge=13)
        self.trouble = LinkButton("")
        self.trouble.clicked.connect(self.trouble_opened)
        self._message = ElidedLabel("", TextStyle.CAPTION, Tone.WARNING)
        self._place = TextLabel("", TextStyle.CAPTION, Tone.SECONDARY)
        self._register = TextLabel("", TextStyle.CAPTION, Tone.SECONDARY)
        self.update_notice = TextLabel("", TextStyle.CAPTION, Tone.SECONDARY)
        self._row = QHBoxLayout(self)
        for widget in (
            self._icon,
            self._state,
            self._trouble_icon,
            self.trouble,
            self._message,
        ):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        for widget in (self.update_notice, self._place, self._register):
            self._row.addWidget(widget)
        self._forget = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._forget.timeout.connect(lambda: self.forget(self._message.text()))
        self._unreachable = ""
        self.show_trouble("")
        self._measure()

    def show_trouble(self, text: str) -> None:
        """Say which job fails, as long as it does; "" for none."""
        self.trouble.setText(text)
        self.trouble.setAccessibleName(text)
        self.trouble.setToolTip(text)
        self.trouble.updateGeometry()
        self.trouble.setVisible(bool(text))
        self._trouble_icon.setVisible(bool(text))

    def show_fresh(self, at: datetime) -> None:
        """The counts were read at this instant (aware UTC)."""
        self._icon.show_icon("circle-check", Tone.OK)
        clock = berlin_clock(at).strftime("%H:%M:%S")
        self._state.setText(tr("Verbunden · Stand {time}", time=clock))
        self._state.setToolTip("")
        self.forget(self._unreachable)

    def show_unreachable(self, text: str) -> None:
        """The counts could not be read: say why, until they are read again."""
        self._icon.show_icon("triangle-alert", Tone.DANGER)
        self._state.setText(tr("Keine Verbindung zur Datenbank"))
        self._state.setToolTip(text)
        self._unreachable = text
        self.show_message(text)

    def show_message(self, text: str) -> None:
        """Say something for a while; it stays readable for screen readers too."""
        self._message.setText(text)
        self._message.setAccessibleName(text)
        self._forget.start()

    def forget(self, text: str) -> None:
        """What was said does not hold any more: it goes, unless something else was said since."""
        if text and text == self._message.text():
            self._forget.stop()
            self._message.setText("")
            self._message.setAccessibleName("")

    def show_register(self, text: str) -> None:
        """Which bank register judges bank codes."""
        self._register.setText(text)

    def show_update(self, text: str, where: str = "") -> None:
        """Say quietly that a newer version lies ready; ``where`` is its folder and file."""
        self.update_notice.setText(text)
        self.update_notice.setToolTip(where)
        self.update_notice.setAccessibleDescription(where)
        self.update_notice.setVisible(bool(text))

    def show_place(self, text: str) -> None:
        """Where the open case stands in its list."""
        self._place.setText(text)

    def _measure(self) -> None:
        now = theme.current()
        self._row.setContentsMargins(now.space(3), 0, now.space(3), 0)
        self._row.setSpacing(now.px(7))
        self.setMinimumHeight(now.px(now.tokens.layout["statusBar"]))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.color(Role.BG_SIDEBAR))
        painter.fillRect(QRectF(0, 0, self.width(), 1), now.color(Role.BORDER_DEFAULT))
        painter.end()
