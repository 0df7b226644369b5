"""The inputs of one company's rules: Werktage, promise and cut-off, run, release, limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.domain.company_rules import DEFAULT_RULES, CutoffBasis, FourEyes, WorkdayWeek
from desktop.domain.findings import Severity
from desktop.domain.workdays import FederalState
from desktop.services.companies.rule_form import RulesForm
from desktop.texts import tr
from desktop.texts.companies import (
    basis_text,
    four_eyes_text,
    rule_name,
    short_notice_text,
    state_name,
    week_text,
)
from desktop.views import theme
from desktop.views.administration.company_editor import CompanyFields, hint
from desktop.views.administration.form_rows import LEAST_TARGET
from desktop.views.widgets.card import Card

_E = TypeVar("_E", bound=StrEnum)
_EXTRA_LINES = 3
_NUMBERS = (
    "promise_workdays",
    "cutoff_day",
    "december_cutoff_day",
    "collection_bank_day",
    "debit_file_lead",
    "debit_file_time",
    "export_minutes_before_file",
    "prenotification_days",
    "undo_seconds",
    "undo_send_seconds",
    "max_attachment",
    "max_event",
)
_LONGEST_NUMBER = 9
_NUMBER_WIDTH = 90


class RulesFields(CompanyFields[RulesForm]):
    """Five cards, each with a sentence on what its settings change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.state = _choice(tr("Bundesland"), FederalState, state_name)
        self.week = _choice(tr("Werktage"), WorkdayWeek, week_text)
        self.basis = _choice(tr("Der Stichtag gilt für"), CutoffBasis, basis_text)
        self.four_eyes = _choice(tr("Freigabe durch eine zweite Person"), FourEyes, four_eyes_text)
        self.severity = _choice(
            tr("Zu kurze Vorankündigung"), (Severity.INFO, Severity.WARNING), short_notice_text
        )
        self.extra = QPlainTextEdit()
        self.extra.setAccessibleName(tr("Örtliche Feiertage"))
        self.extra.setPlaceholderText(tr("keine"))
        self.extra.setTabChangesFocus(True)
        lines = _EXTRA_LINES * self.extra.fontMetrics().lineSpacing()
        self.extra.setFixedHeight(lines + theme.current().px(14))
        self.numbers = {name: _number(rule_name(name)) for name in _NUMBERS}
        self.numbers["export_minutes_before_file"].setPlaceholderText(tr("nie"))
        self.new_mandate = _tick(tr("Andere Bank braucht neues Mandat"))
        self.self_payers = _tick(tr("Selbstzahler brauchen kein Mandat"))
        self._choices = (self.state, self.week, self.basis, self.four_eyes, self.severity)
        ticks = (self.new_mandate, self.self_payers)
        self.keys.watch((*self.numbers.values(), *self._choices, self.extra, *ticks))
        self._show_cards(
            self._days_card(),
            self._promise_card(),
            self._run_card(),
            self._release_card(),
            self._limits_card(),
        )
        for line in self.numbers.values():
            line.textEdited.connect(self.edited)
        for box in self._choices:
            box.activated.connect(self.edited)
        for tick in ticks:
            tick.toggled.connect(self.edited)
        self.extra.textChanged.connect(self.edited)

    def _days_card(self) -> Card:
        card, rows = _card(tr("Werktage"))
        for field in (self.state, self.week, self.extra):
            rows.addRow(field.accessibleName(), field)
        card.body.addWidget(
            hint(
                tr(
                    "Feiertage des Bundeslandes sind keine Werktage, örtliche tragen Sie hier ein: "
                    "ein Tag oder „30.10.2026 - 31.10.2026“ je Zeile. Eigene Schließtage stehen "
                    "unter „Bürozeiten“. Der 24. und der 31. Dezember zählen mit."
                )
            )
        )
        return card

    def _promise_card(self) -> Card:
        card, rows = _card(tr("Zusage und Stichtag"))
        self._add(rows, "promise_workdays", "cutoff_day", "december_cutoff_day")
        rows.addRow(self.basis.accessibleName(), self.basis)
        card.body.addWidget(
            hint(
                tr(
                    "Die Frist zählt ab dem Tag nach dem Eingang; andere Kategorien haben ihre "
                    "eigene (unter „Kategorien“). Was bis zum Stichtag eingeht, wird im selben "
                    "Monat berücksichtigt, sonst im nächsten. Üblich sind {days} Werktage, der "
                    "{day}. und im Dezember der {december}.",
                    days=DEFAULT_RULES.promise_workdays,
                    day=DEFAULT_RULES.cutoff_day,
                    december=DEFAULT_RULES.december_cutoff_day,
                )
            )
        )
        return card

    def _run_card(self) -> Card:
        card, rows = _card(tr("Lastschriftlauf"))
        self._add(
            rows,
            "collection_bank_day",
            "debit_file_lead",
            "debit_file_time",
            "export_minutes_before_file",
        )
        card.body.addWidget(
            hint(
                tr(
                    "Eingezogen wird im Monat nach dem, in dem ein Antrag berücksichtigt wird; "
                    "Bankarbeitstage sind die des TARGET-Kalenders. Was bis zur Uhrzeit der Datei "
                    "nicht übergeben ist, kommt in den nächsten Lauf. Mit Minuten übergibt das "
                    "Programm vor der Datei selbst, was freigegeben ist."
                )
            )
        )
        return card

    def _release_card(self) -> Card:
        card, rows = _card(tr("Prüfung und Freigabe"))
        rows.addRow(self.four_eyes.accessibleName(), self.four_eyes)
        rows.addRow(self.new_mandate)
        rows.addRow(self.self_payers)
        self._add(rows, "prenotification_days")
        rows.addRow(self.severity.accessibleName(), self.severity)
        card.body.addWidget(
            hint(
                tr(
                    "Üblich ist die Freigabe immer durch eine zweite Person. So viele Tage vor dem "
                    "ersten Einzug soll die Bestätigung da sein, wie es im Mandat vereinbart ist."
                )
            )
        )
        return card

    def _limits_card(self) -> Card:
        card, rows = _card(tr("Rückgängig und Dateien"))
        self._add(rows, "undo_seconds", "undo_send_seconds", "max_attachment", "max_event")
        card.body.addWidget(
            hint(
                tr(
                    "So lange geht nichts hinaus und lässt sich alles zurücknehmen. Größere "
                    "Dateien nimmt das Programm weder vom Portal noch beim Erfassen an."
                )
            )
        )
        return card

    def _add(self, rows: QFormLayout, *names: str) -> None:
        for name in names:
            rows.addRow(rule_name(name), self.numbers[name])

    def form(self) -> RulesForm:
        """What is typed."""
        typed = {name: line.text() for name, line in self.numbers.items()}
        return RulesForm(
            # A box gives texts back where enums were put in.
            federal_state=FederalState(self.state.currentData()),
            workday_week=WorkdayWeek(self.week.currentData()),
            extra_holidays=self.extra.toPlainText(),
            cutoff_basis=CutoffBasis(self.basis.currentData()),
            four_eyes=FourEyes(self.four_eyes.currentData()),
            new_mandate_for_bank_change=self.new_mandate.isChecked(),
            self_payers_allowed=self.self_payers.isChecked(),
            prenotification_severity=Severity(self.severity.currentData()),
            **typed,
        )

    def show_form(self, form: RulesForm) -> None:
        """Show these values; nothing is said of it."""
        for name, line in self.numbers.items():
            line.setText(getattr(form, name))
        for box, value in (
            (self.state, form.federal_state),
            (self.week, form.workday_week),
            (self.basis, form.cutoff_basis),
            (self.four_eyes, form.four_eyes),
            (self.severity, form.prenotification_severity),
        ):
            box.setCurrentIndex(box.findData(value))
        for tick, is_on in (
            (self.new_mandate, form.new_mandate_for_bank_change),
            (self.self_payers, form.self_payers_allowed),
        ):
            with QSignalBlocker(tick):
                tick.setChecked(is_on)
        with QSignalBlocker(self.extra):
            self.extra.setPlainText(form.extra_holidays)


def _card(title: str) -> tuple[Card, QFormLayout]:
    card = Card(title)
    rows = QFormLayout()
    rows.setHorizontalSpacing(theme.current().space(3))
    rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    card.body.addLayout(rows)
    return card, rows


def _choice(name: str, values: Iterable[_E], text: Callable[[_E], str]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value in values:
        box.addItem(text(value), value)
    return box


def _tick(text: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setMinimumHeight(LEAST_TARGET)
    return box


def _number(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setMaxLength(_LONGEST_NUMBER)
    line.setMinimumWidth(theme.current().px(_NUMBER_WIDTH))
    return line
