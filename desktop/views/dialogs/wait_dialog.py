"""Asks until when a case waits, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.waiting import WaitingChoice
from desktop.texts import tr
from desktop.texts.waiting import choice_text, runs_on
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.flow_layout import FlowLayout
from desktop.views.widgets.labels import TextLabel, Tone

DEFAULT_DAYS = 7


class WaitDialog(QDialog):
    """A window-modal question. ``chosen`` carries date and reason.

    Args:
        today: the earliest date is the day after.
        choices: days that one press chooses.
        due_on: end of the promise, which runs on; None where there is none.
    """

    chosen = Signal(object, str)

    def __init__(
        self,
        today: date,
        choices: Mapping[WaitingChoice, date] | None = None,
        due_on: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Wiedervorlage"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        self.until = QDateEdit(_qt_date(today + timedelta(days=DEFAULT_DAYS)))
        self.until.setMinimumDate(_qt_date(today + timedelta(days=1)))
        self.until.setCalendarPopup(True)
        self.until.setDisplayFormat("dd.MM.yyyy")
        self.until.setAccessibleName(tr("Wiedervorlage am"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(tr("Grund"))
        self.reason.setMaxLength(200)
        self.reason.setPlaceholderText(tr("zum Beispiel: Antwort der Mieterin steht aus"))
        self.confirm = ActionButton(
            tr("Auf Wiedervorlage legen"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        cancel = ActionButton(tr("Abbrechen"))
        cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._on_confirm_clicked)
        self.reason.textChanged.connect(self._on_reason_changed)
        self.days = FlowLayout()
        for choice, day in (choices or {}).items():
            self._offer(choice, day)
        form = QFormLayout()
        form.addRow(tr("Am"), self.until)
        form.addRow("", self.days)
        form.addRow(tr("Grund"), self.reason)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Wiedervorlage"), TextStyle.TITLE))
        clocks = tr("Warten hält keine Frist an.")
        column.addWidget(
            TextLabel(
                f"{clocks} {runs_on(due_on, today)}".rstrip(),
                TextStyle.BODY,
                Tone.SECONDARY,
                wrap=Qt.TextFlag.TextWordWrap,
            )
        )
        column.addLayout(form)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(460))
        self.reason.setFocus()
        self._on_reason_changed()

    def _offer(self, choice: WaitingChoice, day: date) -> None:
        button = ActionButton(choice_text(choice, day), size=ButtonSize.SMALL)
        button.clicked.connect(lambda: self._take_day(day))
        self.days.addWidget(button)

    def _take_day(self, day: date) -> None:
        self.until.setDate(_qt_date(day))
        self.reason.setFocus()

    def _on_reason_changed(self) -> None:
        missing = not self.reason.text().strip()
        self.confirm.set_blocked(tr("Bitte einen Grund angeben.") if missing else "")

    def _on_confirm_clicked(self) -> None:
        until = self.until.date().toPython()
        if isinstance(until, date) and self.reason.text().strip():
            self.chosen.emit(until, self.reason.text().strip())
            self.accept()


def _qt_date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
