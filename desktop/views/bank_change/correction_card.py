"""Card *Rücknahme der Freigabe*: who asked for it and why, and which collections it reaches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.bank_changes.view import CorrectionView
from desktop.texts import tr
from desktop.texts.dates import full_date, near_moment
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import IconLabel, TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout

_WRAP = Qt.TextFlag.TextWordWrap


def reached_text(correction: CorrectionView) -> tuple[str, str, Tone]:
    """Which collection still uses what is wrong: icon, sentence and tone."""
    if correction.used_on is not None:
        return (
            "triangle-alert",
            tr(
                "Der Einzug am {used} nutzt noch, was freigegeben war: seine Lastschriftdatei "
                "ist nicht mehr zu erreichen.",
                used=full_date(correction.used_on),
            ),
            Tone.WARNING,
        )
    if correction.kept_back:
        return (
            "circle-check",
            tr("Das ERP hat die Freigabe noch nicht; sie wird ihm nicht mehr übergeben.")
            if correction.pending
            else tr("Das ERP hat die Freigabe nie bekommen."),
            Tone.OK,
        )
    return "circle-check", tr("Kein Einzug nutzt, was freigegeben war."), Tone.OK


class CorrectionCard(Card):
    """Shown while a release is taken back and afterwards; hidden otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Rücknahme der Freigabe"), parent=parent)
        self.hide()

    def show_correction(self, correction: CorrectionView | None) -> None:
        """Show it, or hide the card."""
        clear_layout(self.body)
        self.setVisible(correction is not None)
        if correction is None:
            return
        asked = tr(
            "{reason} – vorgelegt von {name}, {moment}",
            reason=correction.reason,
            name=correction.proposed_by.name,
            moment=near_moment(correction.proposed_at),
        )
        self.body.addWidget(TextLabel(asked, TextStyle.SMALL, wrap=_WRAP))
        day = full_date(correction.collection_on)
        again = (
            tr("Mit der Freigabe gilt ab dem Einzug am {day} wieder, was vorher galt.", day=day)
            if correction.pending
            else tr("Ab dem Einzug am {day} gilt wieder, was vorher galt.", day=day)
        )
        self._add_line("rotate-ccw", again, Tone.SECONDARY)
        self._add_line(*reached_text(correction))

    def _add_line(self, icon_name: str, text: str, tone: Tone) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(6))
        row.addWidget(IconLabel(icon_name, tone, edge=14), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(TextLabel(text, TextStyle.SMALL, tone, wrap=_WRAP), 1)
        self.body.addWidget(line)
