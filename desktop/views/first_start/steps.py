"""The steps of the first start, each a page that knows what is wrong with what is typed in it."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.staff_password import LONGEST, SHORTEST
from desktop.services.companies.details import LONGEST_CODE
from desktop.services.first_start.beginning import (
    FirstAdministrator,
    check_administrator,
    check_office,
    check_rules,
    check_who,
    usual_office,
    usual_rules,
)
from desktop.services.staff.editing import LONGEST_LOGIN, LONGEST_NAME
from desktop.texts import tr
from desktop.views import theme
from desktop.views.administration.companies_page import DetailsFields
from desktop.views.administration.company_editor import hint
from desktop.views.administration.form_rows import LEAST_TARGET
from desktop.views.administration.office_fields import OfficeFields
from desktop.views.administration.rules_fields import RulesFields
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone

_WRAP = Qt.TextFlag.TextWordWrap


class Step(QWidget):
    """One page: a heading, a sentence on what it is for, and inputs."""

    def __init__(self, title: str, about: str) -> None:
        """Start with the heading; ``column`` takes the inputs."""
        super().__init__()
        self.title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.current().space(3))
        self.column.addWidget(TextLabel(title, TextStyle.TITLE))
        self.column.addWidget(TextLabel(about, TextStyle.BODY, Tone.SECONDARY, wrap=_WRAP))

    def check(self) -> None:
        """Nothing is wrong with what is typed.

        Raises:
            UserError: what is wrong.
        """

    @abstractmethod
    def begin(self) -> None:
        """Give the focus to the first input."""


class WayStep(Step):
    """For work, or to look around."""

    def __init__(self, *, with_demo: bool) -> None:
        """Propose work; ``with_demo`` says that the demonstration was made already."""
        super().__init__(
            tr("Willkommen bei Mieterdesk"),
            tr(
                "In diesem Datenordner hat noch niemand gearbeitet. Angelegt wird erst am Ende; "
                "bis dahin können Sie jederzeit zurück oder das Programm beenden."
            ),
        )
        self.work = radio(tr("Allein an diesem Rechner arbeiten"))
        self.look = radio(
            tr("Noch einmal mit Demodaten umsehen") if with_demo else tr("Mit Demodaten umsehen")
        )
        self.work.setChecked(True)
        ways = (
            (
                self.work,
                tr(
                    "Die Datenbank liegt auf diesem Rechner. Sie legen jetzt Ihre erste "
                    "Gesellschaft und eine Person für die Verwaltung an; das dauert etwa zehn "
                    "Minuten."
                ),
            ),
            (
                self.look,
                tr(
                    "Erfundene Mieter und Vorgänge in einem eigenen Ordner. Was Sie dort tun, "
                    "berührt Ihre eigenen Daten nie; das Anlegen dauert eine Minute oder länger."
                ),
            ),
        )
        for way, about in ways:
            card = Card()
            card.body.addWidget(way)
            card.body.addWidget(hint(about))
            self.column.addWidget(card)
        # Cards are parents of their own: only this makes the two one choice.
        self._ways = QButtonGroup(self)
        for way, _ in ways:
            self._ways.addButton(way)
        self.column.addWidget(
            hint(
                tr(
                    "Arbeiten mehrere an einer gemeinsamen Datenbank, nennt die Betreuung den "
                    "Server in den Einstellungen; dann fragt Mieterdesk hier nichts."
                )
            )
        )
        self.column.addStretch(1)

    def begin(self) -> None:
        """Give the focus to what is chosen."""
        (self.work if self.work.isChecked() else self.look).setFocus()


class WhoStep(Step):
    """Who the first company is."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(
            tr("Ihre erste Gesellschaft"),
            tr(
                "Gebraucht werden Kürzel, Name, Kurzname, Gläubiger-ID und Ort; alles andere "
                "können Sie später unter „Gesellschaften“ ergänzen. Das Kürzel bleibt für immer: "
                "Daran erkennen Portal und ERP die Gesellschaft."
            ),
        )
        self.code = line_named(tr("Kürzel für Portal und ERP"), LONGEST_CODE)
        rows = rows_of(self.code)
        self.column.addLayout(rows)
        self.fields = DetailsFields()
        self.column.addWidget(self.fields, 1)

    def check(self) -> None:
        """Raise what is wrong with the short sign or a part."""
        check_who(self.code.text(), self.fields.form())

    def begin(self) -> None:
        """Give the focus to the short sign."""
        self.code.setFocus()


class RulesStep(Step):
    """By which rules its deadlines are counted."""

    def __init__(self) -> None:
        """Start with the usual rules."""
        super().__init__(
            tr("Bundesland, Stichtage und Lastschriftlauf"),
            tr(
                "Hier stehen die üblichen Regeln. Bitte prüfen Sie Bundesland, Stichtage, "
                "Bankarbeitstag und Uhrzeit der Datei; ändern lässt sich alles auch später unter "
                "„Regeln & Fristen“."
            ),
        )
        self.fields = RulesFields()
        self.fields.show_form(usual_rules())
        self.column.addWidget(self.fields, 1)

    def check(self) -> None:
        """Raise what is wrong with a rule."""
        check_rules(self.fields.form())

    def begin(self) -> None:
        """Give the focus to the federal state."""
        self.fields.state.setFocus()


class OfficeStep(Step):
    """When its office is open."""

    def __init__(self) -> None:
        """Start with the usual hours."""
        super().__init__(
            tr("Bürozeiten und Notfallnummer"),
            tr(
                "Ist das Büro zu, nennen Antworten auf Schadensmeldungen die Notfallnummer. Ändern "
                "lässt sich das später unter „Bürozeiten“."
            ),
        )
        self.fields = OfficeFields()
        self.fields.show_form(usual_office())
        self.column.addWidget(self.fields, 1)

    def check(self) -> None:
        """Raise what is wrong with hours, number or days."""
        check_office(self.fields.form())

    def begin(self) -> None:
        """Give the focus to Monday."""
        self.fields.hours[0].setFocus()


class AdministratorStep(Step):
    """Who may sign in first."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(
            tr("Die erste Person: die Verwaltung"),
            tr(
                "Sie richtet das Programm ein und legt unter „Mitarbeitende“ an, wer Vorgänge "
                "bearbeitet. Bankdaten sieht die Verwaltung nicht: Wer beides tut, bekommt dafür "
                "einen zweiten Benutzernamen."
            ),
        )
        self.name = line_named(tr("Name"), LONGEST_NAME)
        self.login = line_named(tr("Benutzername"), LONGEST_LOGIN)
        self.chosen = _password(tr("Kennwort"))
        self.repeated = _password(tr("Kennwort noch einmal"))
        card = Card()
        card.body.addLayout(rows_of(self.name, self.login, self.chosen, self.repeated))
        card.body.addWidget(
            hint(
                tr(
                    "{least} bis {most} Zeichen, ohne Ihren Namen. Mehrere Wörter hintereinander "
                    "merkt man sich gut. Niemand kann es nachsehen: Solange es keine zweite Person "
                    "für die Verwaltung gibt, setzt es nur der Befehl „reset-password“ zurück.",
                    least=SHORTEST,
                    most=LONGEST,
                )
            )
        )
        self.column.addWidget(card)
        self.column.addStretch(1)

    def administrator(self) -> FirstAdministrator:
        """Return what is typed."""
        return FirstAdministrator(
            name=self.name.text(),
            login=self.login.text(),
            chosen=self.chosen.text(),
            repeated=self.repeated.text(),
        )

    def check(self) -> None:
        """Raise what is wrong with the person or the password."""
        check_administrator(self.administrator())

    def begin(self) -> None:
        """Give the focus to the name."""
        self.name.setFocus()


class LastStep(Step):
    """Everything is there; what comes after."""

    def __init__(self) -> None:
        """Propose the import."""
        super().__init__(
            tr("Alles ist bereit"),
            tr(
                "Mit „Anlegen“ entsteht der Datenordner mit Ihrer Gesellschaft. Danach melden Sie "
                "sich mit dem gewählten Benutzernamen an."
            ),
        )
        self.imports = QCheckBox(tr("Nach der Anmeldung Stammdaten importieren"))
        self.imports.setChecked(True)
        self.imports.setMinimumHeight(LEAST_TARGET)
        card = Card()
        card.body.addWidget(self.imports)
        card.body.addWidget(
            hint(
                tr(
                    "Häuser, Wohnungen, Verträge und Mieter kommen aus Dateien Ihres ERP (CSV oder "
                    "Excel). Die Seite zeigt vor dem Speichern, was sie versteht; Sie finden sie "
                    "auch später unter „Stammdaten“."
                )
            )
        )
        self.column.addWidget(card)
        self.column.addStretch(1)

    def begin(self) -> None:
        """Give the focus to the tick."""
        self.imports.setFocus()


def radio(text: str) -> QRadioButton:
    """Return a choice that a finger can hit."""
    made = QRadioButton(text)
    made.setMinimumHeight(LEAST_TARGET)
    return made


def line_named(name: str, longest: int) -> QLineEdit:
    """Return an input of at most so many letters."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setMaxLength(longest)
    return made


def _password(name: str) -> QLineEdit:
    made = line_named(name, 2 * LONGEST)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def rows_of(*lines: QLineEdit) -> QFormLayout:
    """Return inputs below each other, each with its name."""
    rows = QFormLayout()
    rows.setHorizontalSpacing(theme.current().space(3))
    for line in lines:
        rows.addRow(line.accessibleName(), line)
    return rows
