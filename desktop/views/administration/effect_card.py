"""What typed rules would have made of the last applications, one row each; what differs is bold."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QWidget,
)

from desktop.services.companies.effect import EffectRow, RuleResult, RulesEffect
from desktop.texts import ntr, tr
from desktop.texts.companies import effect_text
from desktop.texts.dates import berlin_clock, day_month, plain_time
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.reading_table import ReadingTable

_ARROW = "{before} → {after}"
_JUDGED = 5


class EffectCard(Card):
    """Shows a ``RulesEffect``, or why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("So würden die letzten 20 Anträge laufen"), parent=parent)
        self.summary = TextLabel("", TextStyle.BODY_STRONG, wrap=Qt.TextFlag.TextWordWrap)
        self.table = ReadingTable(
            tr("Die letzten Anträge nach den eingetragenen Regeln"),
            [
                tr("Vorgang"),
                tr("Eingang"),
                tr("Frist"),
                tr("Lastschriftdatei"),
                tr("1. Einzug"),
                tr("Prüfung und Freigabe"),
            ],
        )
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table, 1)
        self.fill_height()

    def show_effect(self, effect: RulesEffect) -> None:
        """Show what would run otherwise."""
        self.summary.setText(effect_text(len(effect.rows), effect.changed))
        table = self.table
        table.setVisible(bool(effect.rows))
        cells = [_cells(row) for row in effect.rows]
        table.show_rows([[text for text, _differs in row] for row in cells])
        # The widest column, and mostly the same before and after: it stands where it tells.
        table.setColumnHidden(_JUDGED, not any(row[_JUDGED][1] for row in cells))
        bold = QFont(table.font())
        bold.setBold(True)
        for place, row in enumerate(cells):
            for column, (_text, differs) in enumerate(row):
                if differs:
                    table.cell(place, column).setFont(bold)

    def show_problem(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self.summary.setText(sentence)
        self.table.hide()


def _cells(row: EffectRow) -> list[tuple[str, bool]]:
    old, new = row.before, row.after
    pairs = (
        (_day(old), _day(new)),
        _files(old, new),
        (day_month(old.collection_on), day_month(new.collection_on)),
        (_judged(old), _judged(new)),
    )
    cells = [(row.reference, False), (day_month(row.received_on), False)]
    cells += [
        (before if before == after else _ARROW.format(before=before, after=after), before != after)
        for before, after in pairs
    ]
    return cells


def _day(result: RuleResult) -> str:
    return "–" if result.due_on is None else day_month(result.due_on)


def _files(old: RuleResult, new: RuleResult) -> tuple[str, str]:
    """Return the days of the files, with the hour where it is another one."""
    one, other = berlin_clock(old.debit_file_at), berlin_clock(new.debit_file_at)
    if one.time() == other.time():
        return day_month(one.date()), day_month(other.date())
    return _moment(one), _moment(other)


def _moment(at: datetime) -> str:
    return f"{day_month(at.date())}, {plain_time(at)}"


def _judged(result: RuleResult) -> str:
    who = tr("zu zweit") if result.second_person else tr("allein")
    found = [
        ntr("{n} Fehler", "{n} Fehler", result.blockers) if result.blockers else "",
        ntr("{n} Warnung", "{n} Warnungen", result.warnings) if result.warnings else "",
    ]
    return ", ".join(part for part in (who, *found) if part)
