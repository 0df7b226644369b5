"""Which number was called back: one that the account knew before, or one of the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.old_numbers import KnownNumber, is_number
from desktop.texts import tr
from desktop.texts.dates import full_date
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.recording.day_field import DayField
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.layouts import clear_layout

_OTHER = 1000
_LONGEST_NUMBER = 40
_LONGEST_REASON = 200


class CallBack(QWidget):
    """The number that was called, and that the call was made. ``changed`` fires with each change.

    Args:
        today: the Berlin date of now.
    """

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: tuple[KnownNumber, ...] = ()
        self._choices = QButtonGroup(self)
        self._choices.idToggled.connect(self._on_chosen)
        self.called = QCheckBox(tr("Rückruf geführt, Änderung bestätigt"))
        self.called.toggled.connect(lambda _: self.changed.emit())
        self.number = _field(tr("Angerufene Nummer"), _LONGEST_NUMBER)
        self.known = DayField(tr("Nummer bekannt seit"), today)
        self.known.setPlaceholderText(tr("TT.MM.JJJJ"))
        self.reason = _field(tr("Woher die Nummer stammt"), _LONGEST_REASON)
        for line in (self.number, self.reason):
            line.textChanged.connect(lambda _: self.changed.emit())
        self.known.day_changed.connect(self.changed)
        self._lay_out()

    def _lay_out(self) -> None:
        now = theme.current()
        self._offered = QVBoxLayout()
        self._offered.setSpacing(now.space(1))
        self._other = QWidget()
        column = QVBoxLayout(self._other)
        column.setContentsMargins(now.space(5), 0, 0, 0)
        column.setSpacing(now.space(1))
        for name, widget in (
            (tr("Nummer"), self.number),
            (tr("Bekannt seit"), self.known),
            (tr("Woher"), self.reason),
        ):
            row = QHBoxLayout()
            label = TextLabel(name, TextStyle.SMALL)
            label.setMinimumWidth(now.px(84))
            row.addWidget(label)
            row.addWidget(widget, 1)
            column.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(now.space(1))
        whole.addLayout(self._offered)
        whole.addWidget(self._other)
        whole.addWidget(self.called)

    def offer(self, numbers: Sequence[KnownNumber]) -> None:
        """Offer these numbers, the one that was in force last before the change first."""
        self._numbers = tuple(numbers)
        for button in self._choices.buttons():
            self._choices.removeButton(button)
        clear_layout(self._offered)
        for number, one in enumerate(self._numbers):
            self._add(
                tr(
                    "{number}, bekannt seit {date}",
                    number=shown(one.number),
                    date=full_date(one.known_since),
                ),
                number,
            )
        self._add(tr("Eine andere Nummer aus der Akte"), _OTHER)
        self.called.setChecked(False)
        self.number.clear()
        self.reason.clear()
        self.known.show_day(None)
        self._choices.button(0 if self._numbers else _OTHER).setChecked(True)
        # What is made last would be reached last.
        in_order = [*self._choices.buttons(), self.number, self.known, self.reason, self.called]
        for before, after in pairwise(in_order):
            QWidget.setTabOrder(before, after)

    def _add(self, text: str, number: int) -> None:
        button = QRadioButton(text)
        self._choices.addButton(button, number)
        self._offered.addWidget(button)

    def _on_chosen(self, _number: int, _checked: object = None) -> None:
        self._other.setVisible(self._is_other())
        self.changed.emit()

    def _is_other(self) -> bool:
        return self._choices.checkedId() == _OTHER

    def chosen(self) -> str:
        """The number that was called; "" where none is named."""
        if self._is_other():
            return self.number.text().strip()
        number = self._choices.checkedId()
        return self._numbers[number].number if 0 <= number < len(self._numbers) else ""

    def since(self) -> date | None:
        """Since when a number of the files has been known."""
        return self.known.day() if self._is_other() else None

    def why(self) -> str:
        """Where a number of the files was found."""
        return self.reason.text().strip() if self._is_other() else ""

    def missing(self) -> str:
        """What is still to be done; "" where nothing is."""
        if not self.called.isChecked():
            return tr("Erst nach dem Rückruf oder an eine unveränderte Anschrift.")
        if self._is_other() and not (is_number(self.chosen()) and self.since() and self.why()):
            return tr(
                "Bitte geben Sie die angerufene Nummer an, seit wann sie bekannt ist und woher."
            )
        return ""


def _field(name: str, longest: int) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setMaxLength(longest)
    return line
