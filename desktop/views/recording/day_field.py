"""A field for a day: typed as people write it, moved with + and -."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.date_stamp import parse_day
from desktop.texts.dates import short_weekday
from desktop.views import theme

_WIDEST = "Mo 20.00.2000"
_STEPS = {
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Minus: -1,
    Qt.Key.Key_Down: -1,
}


class DayField(QLineEdit):
    """A day that may be missing. ``day_changed`` fires whenever another one is meant.

    Args:
        name: accessible name.
        today: the Berlin date of now; days without year lie up to it.
    """

    day_changed = Signal()

    def __init__(self, name: str, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._day: date | None = None
        self.setAccessibleName(name)
        self.textEdited.connect(self._on_text_edited)

    def day(self) -> date | None:
        """The day that is meant; None where there is none or it is no day of the calendar."""
        return self._day

    def show_day(self, day: date | None) -> None:
        """Show a day, or nothing, without a signal."""
        self._day = day
        self.setText("" if day is None else f"{short_weekday(day)} {day:%d.%m.%Y}")

    def sizeHint(self) -> QSize:
        """A day in full at every font size."""
        hint = super().sizeHint()
        text = self.fontMetrics().horizontalAdvance(_WIDEST)
        return QSize(text + theme.current().px(28), hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ and - move by a day, from today where there is none."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        try:
            day = self._today() if self._day is None else self._day + timedelta(days=step)
        except OverflowError:
            return
        self.show_day(day)
        self.day_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is typed replaces the whole day."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write the day in full, so that everybody sees which one is meant."""
        super().focusOutEvent(event)
        if self._day is not None:
            self.show_day(self._day)

    def _on_text_edited(self, text: str) -> None:
        weekday, _, rest = text.partition(" ")
        typed = rest if weekday.isalpha() else text
        self._day = parse_day(typed, self._today())
        self.day_changed.emit()
