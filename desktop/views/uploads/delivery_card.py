"""What publishing would do: letters by way, what is refused, and whether it would be too late."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.domain.statement_deadline import StatementTiming
from desktop.services.uploads.view import PublicationPlan
from desktop.texts import ntr, tr
from desktop.texts.dates import full_date
from desktop.texts.foreign import shown
from desktop.views.theme_tokens import TextStyle
from desktop.views.uploads.row_texts import refusal_text
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_NAMED = 5
"""So many refused letters are named; all of them are held back with their reason."""


class DeliveryCard(Card):
    """``accepted_changed`` comes when a person accepts that it is late, or no longer does."""

    accepted_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a plan."""
        super().__init__(tr("Probelauf der Veröffentlichung"), parent=parent)
        wrap = Qt.TextFlag.TextWordWrap
        self.words = TextLabel("", wrap=wrap)
        self.seen = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=wrap)
        self.refused = InPlaceMessage(MessageKind.WARNING, "")
        self.deadline = InPlaceMessage(MessageKind.WARNING, "")
        self.accept = QCheckBox(tr("Verspätung ist mir bewusst, trotzdem veröffentlichen"))
        for widget in (self.words, self.seen, self.refused, self.deadline, self.accept):
            self.body.addWidget(widget)
        self.accept.toggled.connect(lambda _: self.accepted_changed.emit())
        self.begin("")

    def begin(self, seen: str) -> None:
        """A dry run begins; ``seen`` says from when the tenants would see the letters."""
        self.words.setText(
            tr("Es wird geprüft, was die Veröffentlichung täte. Nichts geht hinaus.")
        )
        self.seen.setText(seen)
        self.refused.hide()
        self.deadline.hide()
        self.accept.hide()
        self.accept.setChecked(False)

    def show_plan(self, plan: PublicationPlan) -> None:
        """What would be done."""
        ready = ntr("{n} Brief ist bereit", "{n} Briefe sind bereit", plan.ready)
        stays = ntr("{n} bleibt im Stapel", "{n} bleiben im Stapel", plan.stays)
        self.words.setText(f"{ready}, {stays}.")
        self.refused.setVisible(bool(plan.refused))
        if plan.refused:
            lines = [shown(refusal_text(one)) for one in plan.refused[:_NAMED]]
            more = len(plan.refused) - _NAMED
            if more > 0:
                lines.append(tr("und {n} weitere", n=more))
            title = ntr(
                "{n} Brief würde abgewiesen und zurückgehalten",
                "{n} Briefe würden abgewiesen und zurückgehalten",
                len(plan.refused),
            )
            self.refused.show_message(MessageKind.WARNING, title, "\n".join(lines))
        self.show_timing(plan.timing, plan.deadline)

    def show_timing(self, timing: StatementTiming, deadline: date | None) -> None:
        """Whether it would be in time, and what it means if not."""
        late = timing is StatementTiming.LATE and deadline is not None
        tight = timing is StatementTiming.TIGHT and deadline is not None
        self.deadline.setVisible(late or tight)
        self.accept.setVisible(late)
        if deadline is None:
            return
        day = full_date(deadline)
        if late:
            self.deadline.show_message(
                MessageKind.ERROR,
                tr("Nach dem {day}: Die Abrechnung kommt zu spät (§ 556 Abs. 3 BGB)", day=day),
                tr(
                    "Nachforderungen sind dann ausgeschlossen, außer die Verspätung ist nicht zu "
                    "vertreten. Guthaben bleiben den Mieter:innen."
                ),
            )
        elif tight:
            self.deadline.show_message(
                MessageKind.WARNING,
                tr("Knapp: Die Abrechnung muss bis zum {day} zugehen (§ 556 Abs. 3 BGB)", day=day),
                tr("Briefe per Post brauchen einige Tage und können zu spät ankommen."),
            )

    def is_late(self) -> bool:
        """Whether it needs to be accepted."""
        return not self.accept.isHidden()
