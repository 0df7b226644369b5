"""Card *Entscheidungen*: who proposed, released, returned, rejected or took back, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.kinds import DecisionKind
from desktop.services.bank_changes.view import DecisionView
from desktop.texts import tr
from desktop.texts.dates import near_moment
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import TextLabel, Tone


def decision_text(decision: DecisionView) -> str:
    """What was decided, as a word or two."""
    names = {
        DecisionKind.PROPOSED: tr("zur Freigabe vorgelegt"),
        DecisionKind.RETURNED: tr("zurückgegeben"),
        DecisionKind.RELEASED: tr("freigegeben"),
        DecisionKind.REJECTED: tr("abgelehnt"),
        DecisionKind.REVERSED: tr("rückgängig gemacht"),
        DecisionKind.CORRECTION_PROPOSED: tr("Rücknahme vorgelegt"),
        DecisionKind.CORRECTED: tr("Freigabe zurückgenommen"),
    }
    return names[decision.kind]


class DecisionsCard(Card):
    """The history of decisions, oldest first; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Entscheidungen"), parent=parent)
        self._rows = KeptRows(self.body)

    def show_decisions(self, decisions: tuple[DecisionView, ...]) -> None:
        """Show them all."""
        self.setVisible(bool(decisions))
        self._rows.begin()
        for decision in decisions:
            head = f"{decision_text(decision)} · {decision.by.name}"
            self._rows.take(_head).setText(head)
            detail = near_moment(decision.at)
            if decision.reason:
                detail = f"{detail}: {decision.reason}"
            self._rows.take(_detail).setText(detail)
        self._rows.finish()


def _head() -> TextLabel:
    return TextLabel("", TextStyle.SMALL, weight=500, wrap=Qt.TextFlag.TextWordWrap)


def _detail() -> TextLabel:
    return TextLabel("", TextStyle.SMALL, Tone.MUTED, wrap=Qt.TextFlag.TextWordWrap)
