"""Area *Registrierung & ERP*: how long a code counts, what guards it, when the ERP is late."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from desktop.domain.company_rules import DEFAULT_RULES
from desktop.services.registration.account_settings import (
    CODE_DAYS,
    ECHO_DAYS,
    GUARD_DAYS,
    AccountForm,
    SaveAccountSettings,
    list_account_settings,
    save_account_settings,
)
from desktop.texts import tr
from desktop.views import theme
from desktop.views.administration.company_editor import (
    CompanyActs,
    CompanyEditor,
    CompanyFields,
    hint,
)
from desktop.views.administration.form_rows import LEAST_TARGET
from desktop.views.widgets.card import Card
from desktop.views.workplace import Workplace

DAYS_WIDTH = 80


class DaysField(QLineEdit):
    """A number of days, as wide as its letters need."""

    def __init__(self, name: str, limits: tuple[int, int]) -> None:
        """Take no more digits than the largest number has; what is typed is judged when saved."""
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxLength(len(str(limits[1])))
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters, a wider field."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()

    def _measure(self) -> None:
        self.setFixedWidth(theme.current().px(DAYS_WIDTH))


class AccountSettingsFields(CompanyFields[AccountForm]):
    """Three cards, each setting with a sentence on what it changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.code_days = DaysField(tr("Gültigkeit eines Codes in Tagen"), CODE_DAYS)
        self.guard_days = DaysField(tr("Schutz nach geänderten Kontaktdaten in Tagen"), GUARD_DAYS)
        self.second_person = QCheckBox(
            tr("Nach dem Rückruf gibt eine zweite Person den Brief frei")
        )
        self.second_person.setMinimumHeight(LEAST_TARGET)
        self.echo_days = DaysField(tr("Warnung nach Tagen ohne Rückmeldung"), ECHO_DAYS)
        self._lines = (self.code_days, self.guard_days, self.echo_days)
        self.keys.watch((*self._lines, self.second_person))
        self._show_cards(self._codes_card(), self._guard_card(), self._erp_card())
        for line in self._lines:
            line.textEdited.connect(self.edited)
        self.second_person.toggled.connect(self.edited)

    def _codes_card(self) -> Card:
        card = Card(tr("Registrierungscode"))
        card.body.addLayout(_row(self.code_days))
        card.body.addWidget(
            hint(
                tr(
                    "Der Tag des Drucks zählt nicht mit, der letzte Tag noch ganz. {least} bis "
                    "{most} Tage, üblich sind {usual}. Gedruckte Codes behalten ihr Datum; Briefe, "
                    "die noch warten, bekommen das neue erst beim Drucken.",
                    least=CODE_DAYS[0],
                    most=CODE_DAYS[1],
                    usual=DEFAULT_RULES.code_valid_days,
                )
            )
        )
        return card

    def _guard_card(self) -> Card:
        card = Card(tr("Schutz vor dem Brief mit Code"))
        card.body.addLayout(_row(self.guard_days))
        card.body.addWidget(
            hint(
                tr(
                    "So lange nach einer neuen E-Mail-Adresse, Telefonnummer oder Postanschrift "
                    "geht ein Brief mit Code nur nach einem Rückruf auf einer älteren Nummer oder "
                    "an die unveränderte Anschrift. {least} bis {most} Tage, üblich sind {usual}; "
                    "0 schützt nur am Tag der Änderung. Briefe, die noch warten, werden beim "
                    "Drucken danach geprüft.",
                    least=GUARD_DAYS[0],
                    most=GUARD_DAYS[1],
                    usual=DEFAULT_RULES.code_guard_days,
                )
            )
        )
        card.body.addWidget(self.second_person)
        card.body.addWidget(
            hint(
                tr(
                    "Ohne Haken genügt der Rückruf der Person, die den Brief anfordert. Was schon "
                    "auf eine Freigabe wartet, wartet weiter. Üblich ist der Haken."
                )
            )
        )
        return card

    def _erp_card(self) -> Card:
        card = Card(tr("Rückmeldung des ERP"))
        card.body.addLayout(_row(self.echo_days))
        card.body.addWidget(
            hint(
                tr(
                    "Bringt das ERP einen übergebenen Wert so lange nicht zurück, warnt die Liste "
                    "unter „Übergabe an das ERP“. {least} bis {most} Tage, üblich sind {usual}. Es "
                    "gilt auch für das, was schon übergeben ist.",
                    least=ECHO_DAYS[0],
                    most=ECHO_DAYS[1],
                    usual=DEFAULT_RULES.erp_echo_days,
                )
            )
        )
        return card

    def form(self) -> AccountForm:
        """What is typed."""
        return AccountForm(
            code_days=self.code_days.text(),
            guard_days=self.guard_days.text(),
            second_person=self.second_person.isChecked(),
            echo_days=self.echo_days.text(),
        )

    def show_form(self, form: AccountForm) -> None:
        """Show these values; nothing is said of it."""
        self.code_days.setText(form.code_days)
        self.guard_days.setText(form.guard_days)
        self.echo_days.setText(form.echo_days)
        with QSignalBlocker(self.second_person):
            self.second_person.setChecked(form.second_person)


class AccountSettingsPage(CompanyEditor[AccountForm]):
    """One company at a time."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start empty; ``open_with`` loads."""
        fields = AccountSettingsFields()
        acts = CompanyActs(list_account_settings, save_account_settings, SaveAccountSettings)
        super().__init__(workplace, tr("Registrierung & ERP"), fields, acts, parent)
        self.fields = fields


def _row(line: DaysField) -> QFormLayout:
    row = QFormLayout()
    row.setHorizontalSpacing(theme.current().space(3))
    row.addRow(line.accessibleName(), line)
    return row
