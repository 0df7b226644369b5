"""The inputs of one company's office: seven days, the emergency number, closing days."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.services.damages.office_settings import LONGEST_PHONE, OfficeForm
from desktop.texts import tr
from desktop.texts.dates import weekday_name
from desktop.views import theme
from desktop.views.administration.company_editor import CompanyFields, hint
from desktop.views.widgets.card import Card

CLOSING_LINES = 5
_MONDAY = date(2024, 1, 1)
_DAYS = 7


class OfficeFields(CompanyFields[OfficeForm]):
    """Two cards: when the office is open, and what holds while it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        names = [weekday_name(_MONDAY + timedelta(days=day)) for day in range(_DAYS)]
        self.hours = tuple(QLineEdit() for _ in names)
        card = Card(tr("Bürozeiten"))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.current().space(3))
        for name, line in zip(names, self.hours, strict=True):
            line.setAccessibleName(tr("Bürozeit {weekday}", weekday=name))
            line.setPlaceholderText(tr("geschlossen"))
            line.setMaxLength(80)
            form.addRow(name, line)
        card.body.addLayout(form)
        card.body.addWidget(
            hint(tr("Zum Beispiel „08:00 - 12:00, 13:00 - 16:00“; leer heißt geschlossen."))
        )
        self.phone = QLineEdit()
        self.phone.setAccessibleName(tr("Notfallnummer"))
        self.phone.setPlaceholderText(tr("keine"))
        self.phone.setMaxLength(LONGEST_PHONE)
        other = Card(tr("Wenn das Büro zu ist"))
        self.days = QPlainTextEdit()
        self.days.setAccessibleName(tr("Schließtage"))
        self.days.setPlaceholderText(tr("keine"))
        self.days.setTabChangesFocus(True)
        lines = CLOSING_LINES * self.days.fontMetrics().lineSpacing()
        self.days.setFixedHeight(lines + theme.current().px(14))
        self.keys.watch((*self.hours, self.phone, self.days))
        closed = QFormLayout()
        closed.setHorizontalSpacing(theme.current().space(3))
        closed.addRow(tr("Notfallnummer"), self.phone)
        closed.addRow(tr("Schließtage"), self.days)
        other.body.addLayout(closed)
        other.body.addWidget(
            hint(
                tr(
                    "Ein Tag oder „28.12.2026 - 31.12.2026“ je Zeile. Feiertage des Bundeslandes "
                    "sind schon geschlossen. An Schließtagen zählt kein Werktag; eine Frist, die "
                    "schon zugesagt ist, bleibt."
                )
            )
        )
        self._show_cards(card, other)
        for line in (*self.hours, self.phone):
            line.textEdited.connect(self.edited)
        self.days.textChanged.connect(self.edited)

    def form(self) -> OfficeForm:
        """What is typed."""
        return OfficeForm(
            hours=tuple(line.text() for line in self.hours),
            emergency_phone=self.phone.text(),
            closing_days=self.days.toPlainText(),
        )

    def show_form(self, form: OfficeForm) -> None:
        """Show these values; nothing is said of it."""
        for line, text in zip(self.hours, form.hours, strict=True):
            line.setText(text)
        self.phone.setText(form.emergency_phone)
        self.days.blockSignals(True)
        self.days.setPlainText(form.closing_days)
        self.days.blockSignals(False)
