"""The time a document is about: two days that may both be missing, or a year with one press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.document_period import Period
from desktop.texts import tr
from desktop.views import theme
from desktop.views.recording.day_field import DayField
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import TextLabel, Tone

YEARS = 3
"""So many past years have a button."""


class PeriodRow(QWidget):
    """``changed`` fires when another time is meant."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        """Start without a time."""
        super().__init__(parent)
        self.first = DayField(tr("Zeitraum von"), today)
        self.last = DayField(tr("Zeitraum bis"), today)
        for field in (self.first, self.last):
            field.day_changed.connect(self.changed)
            field.setPlaceholderText(tr("ohne"))
        days = QHBoxLayout()
        days.addWidget(self.first)
        days.addWidget(TextLabel(tr("bis"), TextStyle.BODY, Tone.SECONDARY))
        days.addWidget(self.last)
        days.addStretch(1)
        years = QHBoxLayout()
        years.setSpacing(theme.current().px(6))
        self.years: list[ActionButton] = []
        for year in range(today().year - 1, today().year - 1 - YEARS, -1):
            button = ActionButton(
                str(year), size=ButtonSize.SMALL, name=tr("Zeitraum {year}", year=year)
            )
            button.clicked.connect(partial(self._take_year, year))
            years.addWidget(button)
            self.years.append(button)
        years.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        column.addLayout(days)
        column.addLayout(years)

    def show_period(self, period: Period | None) -> None:
        """Show a time, or none, without a signal."""
        self.first.show_day(None if period is None else period.first)
        self.last.show_day(None if period is None else period.last)

    def period(self) -> Period | None:
        """The time that is meant; None where there is none or it is none yet."""
        if self.problem():
            return None
        return Period.of(self.first.day(), self.last.day())

    def problem(self) -> str:
        """What is wrong with the days, "" for nothing."""
        days = []
        for field in (self.first, self.last):
            if field.text().strip() and field.day() is None:
                return tr("„{text}“ ist kein Tag des Kalenders.", text=field.text().strip())
            days.append(field.day())
        first, last = days
        if (first is None) != (last is None):
            return tr("Bitte geben Sie beide Tage des Zeitraums an oder keinen.")
        if first is not None and last is not None and last < first:
            return tr("Der Zeitraum endet, bevor er beginnt.")
        return ""

    def _take_year(self, year: int, _checked: object = None) -> None:
        self.show_period(Period(date(year, 1, 1), date(year, 12, 31)))
        self.changed.emit()
