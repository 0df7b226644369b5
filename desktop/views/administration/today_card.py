"""What typed office settings mean today: for the clerk and for the tenant who is answered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.services.damages.office_settings import OfficeToday
from desktop.texts import tr
from desktop.texts.companies import effect_text
from desktop.texts.dates import full_date, weekday_name
from desktop.texts.offices import day_text, now_text
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone


class TodayCard(Card):
    """The preview beside the editor."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Heute"), parent=parent)
        wrap = Qt.TextFlag.TextWordWrap
        self.hours = TextLabel("", TextStyle.BODY_STRONG, wrap=wrap)
        self.now = TextLabel("", TextStyle.BODY, wrap=wrap)
        self.about = TextLabel(
            tr("Vorbereitete Antworten auf Schadensmeldungen:"),
            TextStyle.SMALL,
            Tone.SECONDARY,
            wrap=wrap,
        )
        self.answer = TextLabel("", TextStyle.BODY, wrap=wrap)
        self.of_days = TextLabel(
            tr("Schließtage und die letzten Anträge:"), TextStyle.SMALL, Tone.SECONDARY, wrap=wrap
        )
        self.effect = TextLabel("", TextStyle.BODY, wrap=wrap)
        shown = (self.hours, self.now, self.about, self.answer, self.of_days, self.effect)
        for widget in shown:
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_today(self, today: OfficeToday) -> None:
        """Show what the settings mean."""
        self.note.setText(f"{weekday_name(today.day)}, {full_date(today.day)}")
        self.hours.setText(day_text(today.spans, today.closed_by))
        self.now.setText(now_text(is_open=today.is_open, opens_at=today.opens_at))
        self.about.show()
        self.answer.setText(_answer(today))
        self.of_days.show()
        self.effect.setText(effect_text(len(today.effect.rows), today.effect.changed))

    def show_problem(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self.hours.setText(tr("So lässt es sich nicht speichern"))
        self.now.setText(sentence)
        self.about.hide()
        self.answer.setText("")
        self.of_days.hide()
        self.effect.setText("")


def _answer(today: OfficeToday) -> str:
    if today.note:
        # It goes to a tenant as it is, whatever the interface speaks.
        return f"„{today.note}“"
    if not today.emergency_phone:
        return tr("Es ist keine Notfallnummer hinterlegt; sie nennen keine.")
    return tr(
        "Solange geöffnet ist, nennen sie die Notfallnummer nicht. Danach nennen sie {phone}.",
        phone=today.emergency_phone,
    )
