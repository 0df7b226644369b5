"""The dark bar that offers to take back the last action while its time runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import Role
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.labels import TextLabel


class UndoBar(QWidget):
    """Shows a sentence that counts down and a button "Rückgängig".

    ``undo_requested`` carries the number given to ``offer``; ``expired`` fires when the time is
    over. The bar counts seconds by a timer: it is a display, the service decides what is too late.
    """

    undo_requested = Signal(int)
    expired = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo_id = 0
        self._left = 0
        self._sentence: Callable[[int], str] = str
        self._label = TextLabel("")
        self._label.setProperty("tone", "onDark")
        self._button = ActionButton(
            tr("Rückgängig"), variant=Variant.ON_DARK, shortcut="Ctrl+Z", size=ButtonSize.SMALL
        )
        self._button.clicked.connect(self._on_button_clicked)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self._button)
        self._measure()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.setAccessibleName(tr("Letzte Aktion"))
        self.hide()

    @property
    def offered(self) -> int:
        """Number of what can be taken back now, 0 for nothing."""
        return self._undo_id

    def offer(self, undo_id: int, seconds: int, sentence: Callable[[int], str]) -> None:
        """Offer to take something back for ``seconds``.

        Args:
            undo_id: comes back with the signals.
            seconds: time left.
            sentence: text for the seconds left, e.g. "Antwort … wird gesendet in 8 s".
        """
        self._undo_id, self._left, self._sentence = undo_id, seconds, sentence
        self._show()
        self._timer.start()
        self.show()

    def withdraw(self) -> None:
        """Take the offer away, because it was used or a new one replaces it."""
        self._undo_id = 0
        self._timer.stop()
        self.hide()

    def trigger(self) -> None:
        """Undo now, as by the button (Strg+Z)."""
        self._on_button_clicked()

    def _show(self) -> None:
        text = self._sentence(self._left)
        self._label.setText(text)
        self.setAccessibleDescription(text)

    def _on_button_clicked(self) -> None:
        undo_id = self._undo_id
        if undo_id:
            self.withdraw()
            self.undo_requested.emit(undo_id)

    def _on_timer_timeout(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._show()
            return
        undo_id = self._undo_id
        self.withdraw()
        self.expired.emit(undo_id)

    def _measure(self) -> None:
        now = theme.current()
        self._row.setContentsMargins(now.space(4), now.space(2), now.space(2), now.space(2))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_row"):
            self._measure()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = now.color(Role.NEUTRAL_BG) if now.is_dark else now.color(Role.TEXT_PRIMARY)
        painter.setPen(QColor(0, 0, 0, 0))
        painter.setBrush(fill)
        radius = now.radius("control")
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.end()
