"""Loading: grey bars in the place of rows, shown only when loading takes longer than 150 ms."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.texts import tr
from desktop.views import theme
from desktop.views.late_part import LatePart, follow_in_tab_order
from desktop.views.theme_tokens import Role, Row, TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import TextLabel, Tone

PATIENCE_MS = 150
TEXT_AFTER_MS = 2000
_WIDTHS = ((0.48, 0.74), (0.42, 0.62), (0.52, 0.68), (0.38, 0.56))


def paint_skeleton_row(painter: QPainter, box: QRectF, index: int) -> None:
    """Paint two grey bars and a short one at the right into the place of a case row."""
    now = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.color(Role.NEUTRAL_BG))
    left = box.left() + now.px(48)
    room = box.width() - now.px(48) - now.px(14)
    first, second = _WIDTHS[index % len(_WIDTHS)]
    height = now.px(9)
    top = box.top() + box.height() * 0.25 - height / 2 + now.px(2)
    low = box.top() + box.height() * 0.68 - height / 2
    short = now.px(50)
    painter.drawRoundedRect(QRectF(left, top, room * first, height), 3, 3)
    painter.drawRoundedRect(QRectF(left, low, room * second, height), 3, 3)
    painter.drawRoundedRect(QRectF(left + room - short, top, short, height), 3, 3)


class SkeletonFoot(QWidget):
    """Says that it takes its time, and lets a person give up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cancel = ActionButton(tr("Abbrechen"), size=ButtonSize.SMALL)
        row = QHBoxLayout(self)
        row.addWidget(TextLabel(tr("Wird geladen …"), TextStyle.SMALL, Tone.SECONDARY))
        row.addStretch(1)
        row.addWidget(self.cancel)


class SkeletonRows(QWidget):
    """Covers a list while it loads.

    ``start()`` shows nothing for 150 ms, then grey bars, from 2 s on "Wird geladen …" and
    "Abbrechen" (``cancel_requested``). ``stop()`` hides all of it.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = False
        self._column = QVBoxLayout(self)
        self._column.addStretch(1)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.show_bars)
        self._long = QTimer(self)
        self._long.setSingleShot(True)
        self._long.timeout.connect(self.show_text)
        self.setAccessibleName(tr("Wird geladen"))
        self.stop()

    @LatePart
    def foot(self) -> SkeletonFoot:
        """What few see: a list that takes seconds."""
        foot = SkeletonFoot(self)
        foot.cancel.clicked.connect(self.cancel_requested)
        self._column.addWidget(foot)
        follow_in_tab_order(self, foot)
        return foot

    def start(self) -> None:
        """Begin to wait."""
        self._patience.start(PATIENCE_MS)
        self._long.start(TEXT_AFTER_MS)

    def stop(self) -> None:
        """Loading is over: hide."""
        self._patience.stop()
        self._long.stop()
        self._bars = False
        if foot := SkeletonRows.foot.of(self):
            foot.hide()
        self.hide()

    def show_bars(self) -> None:
        """Show the bars at once."""
        self._bars = True
        self.show()
        self.raise_()
        self.update()

    def show_text(self) -> None:
        """Show the text and the way out at once."""
        self.show_bars()
        self.foot.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), now.color(Role.BG_SURFACE))
        height = now.row_height(Row.CASE, lines=2)
        for index in range(self.height() // height + 1):
            box = QRectF(0, index * height, self.width(), height)
            paint_skeleton_row(painter, box, index)
            painter.fillRect(
                QRectF(0, box.bottom() - 1, box.width(), 1), now.color(Role.BORDER_SUBTLE)
            )
        painter.end()
