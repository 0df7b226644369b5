"""Card *Schaden*: where, what, how bad, whom to call at night, and the pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.emergency import EmergencyReason
from desktop.services.damages.view import DamageView
from desktop.texts import tr
from desktop.texts.damages import closed_office_sentence
from desktop.views.actions import ActionId, Actions
from desktop.views.damage.gallery import Gallery
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind


class DamageCard(Card):
    """What a report says at a glance. ``gallery.chosen`` carries the picture to be shown large."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Schaden"), parent=parent)
        self.edit = ActionButton(tr("Bearbeiten"), variant=Variant.QUIET, size=ButtonSize.SMALL)
        self.edit.bind(actions[ActionId.EDIT_APPLICATION])
        self.add_to_head(self.edit)
        self.what = TextLabel("", TextStyle.BODY_STRONG, wrap=Qt.TextFlag.TextWordWrap)
        self.how = TextLabel("", TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.office = InPlaceMessage(MessageKind.INFO, "")
        self.gallery = Gallery()
        for widget in (self.what, self.how, self.office, self.gallery):
            self.body.addWidget(widget)
        self._damage: DamageView | None = None
        self.hide()

    def show_damage(
        self, damage: DamageView | None, *, is_suggested: bool, is_edited_here: bool
    ) -> None:
        """Show a report; nothing of a case that is none.

        Where a priority ``is_suggested`` above, its reason is not repeated. The form
        ``is_edited_here`` where no other card leads to its editor.
        """
        self.edit.setVisible(is_edited_here)
        self._damage = damage
        self.setVisible(damage is not None)
        if damage is None:
            self.gallery.show_pictures(())
            return
        what = " · ".join(part for part in (damage.place, damage.element) if part)
        self.what.setText(what or tr("Ort und Bauteil sind nicht angegeben."))
        self.how.setText(_how(damage, is_suggested=is_suggested))
        self.how.setVisible(bool(self.how.text()))
        self.office.setVisible(not damage.office.is_open)
        if not damage.office.is_open:
            said = closed_office_sentence(damage.office.opens_at, damage.office.emergency_phone)
            self.office.show_message(MessageKind.INFO, said)
        self.gallery.setVisible(bool(damage.pictures))
        self.gallery.show_pictures(damage.pictures)
        self.count.setText(str(len(damage.pictures)))
        self.count.setVisible(bool(damage.pictures))


def _how(damage: DamageView, *, is_suggested: bool) -> str:
    said = damage.suggestion.reason if is_suggested and damage.suggestion else None
    emergency = damage.reported_emergency and said is not EmergencyReason.REPORTED
    parts = [
        tr("seit {since}", since=damage.since) if damage.since else "",
        damage.severity,
        tr("als Notfall gemeldet") if emergency else "",
        tr("als dringend gemeldet") if damage.reported_urgent else "",
    ]
    return " · ".join(part for part in parts if part)
