"""Card *Kontaktdaten*: what is in force and what is asked for, each field to be chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.contact_data import LONGEST
from desktop.services.contacts.view import ContactCardView, ContactParty
from desktop.texts import tr
from desktop.texts.contacts import field_name
from desktop.views import theme
from desktop.views.actions import ActionId, Actions
from desktop.views.contact.contact_texts import decided_sentence, hint_sentence
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

_ORDER = ("street", "house_number", "postcode", "town", "country", "phone", "email")
_WRAP = Qt.TextFlag.TextWordWrap
_LEAST_TARGET = 24
_OLD_WIDTH = 190


class FieldRow:
    """One field: whether it is taken over, what is in force, and the new value."""

    def __init__(self, name: str, grid: QGridLayout, place: int) -> None:
        """Put the widgets of the field into ``grid``."""
        self.name = name
        label = field_name(name)
        self.chosen = QCheckBox(label)
        self.chosen.setAccessibleName(tr("{field} übernehmen", field=label))
        self.chosen.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.old = ElidedLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.sign = IconLabel("equal", Tone.MUTED, edge=14)
        self.new = QLineEdit()
        self.new.setMaxLength(LONGEST[name])
        self.new.setAccessibleName(tr("Neu: {field}", field=label))
        self._given = ""
        self.new.textEdited.connect(self._on_new_text_edited)
        self.new.textChanged.connect(self._show_sign)
        for column, widget in enumerate((self.chosen, self.old, self.sign, self.new)):
            grid.addWidget(widget, place, column)

    def measure(self) -> None:
        """Follow the font scale."""
        now = theme.current()
        self.chosen.setMinimumHeight(max(_LEAST_TARGET, now.px(_LEAST_TARGET)))
        self.old.setMinimumWidth(now.px(_OLD_WIDTH) // 2)

    def show_field(self, old: str, given: str, *, keep: bool) -> None:
        """Show what is in force and what is asked for; what is typed stays where ``keep``."""
        self.old.setText(old or "–")
        self.old.setAccessibleName(
            tr("{field} bisher: {value}", field=field_name(self.name), value=old or tr("(leer)"))
        )
        self._old = old
        if not keep:
            self._given = given
            self.new.setText(given or old)
            self.new.setCursorPosition(0)
            self.chosen.setChecked(bool(given) and given != old)
        self._show_sign()

    def set_possible(self, *, possible: bool) -> None:
        """Let it be changed, or only looked at."""
        self.chosen.setEnabled(possible)
        self.new.setReadOnly(not possible)

    def _on_new_text_edited(self, text: str) -> None:
        """Whoever types a new value wants it taken over, whoever types the old one does not."""
        self.chosen.setChecked(text.strip() != self._old)

    def _show_sign(self) -> None:
        changed = self.new.text().strip() != getattr(self, "_old", "")
        self.sign.show_icon(
            "arrow-right" if changed else "equal",
            Tone.OK if changed else Tone.MUTED,
            tr("ändert sich") if changed else tr("unverändert"),
        )


class ContactCard(Card):
    """The card of a case of contact data; ``apply`` takes over what is chosen."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Kontaktdaten & Anschrift"), parent=parent)
        self._view: ContactCardView | None = None
        self._case_id = 0
        self.party = QComboBox()
        self.party.setAccessibleName(tr("Um wen es geht"))
        # Who is in it changes with the case: Qt's own policy keeps the width of the first names.
        self.party.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.party.currentIndexChanged.connect(self._on_party_current_index_changed)
        self.add_to_head(self.party)
        self._hints = QVBoxLayout()
        self._hints.setSpacing(theme.current().space(1))
        self.hint = InPlaceMessage(MessageKind.WARNING, tr("Bitte zweimal hinsehen"))
        self.body.addWidget(self.hint)
        self._table = QWidget()
        grid = QGridLayout(self._table)
        # Room for the focus ring beside the boxes.
        grid.setContentsMargins(theme.current().px(3), 0, 0, 0)
        grid.setHorizontalSpacing(theme.current().space(2))
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(3, 5)
        for column, text in ((0, tr("Feld")), (1, tr("Bisher")), (3, tr("Neu"))):
            grid.addWidget(TextLabel(text, TextStyle.SMALL, Tone.MUTED, weight=500), 0, column)
        self.rows = {
            name: FieldRow(name, grid, place) for place, name in enumerate(_ORDER, start=1)
        }
        self.body.addWidget(self._table)
        self.decided = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=_WRAP)
        self.body.addWidget(self.decided)
        self.apply = ActionButton(
            tr("Ausgewähltes übernehmen"), icon_name="circle-check", size=ButtonSize.SMALL
        )
        self.apply.bind(actions[ActionId.APPLY_CONTACT])
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.apply)
        self.body.addLayout(foot)
        self.hide()

    def show_contact(self, view: ContactCardView | None, case_id: int) -> None:
        """Show a case; what a person typed or chose in the same one stays."""
        before, same_case = self._view, case_id == self._case_id
        self._view, self._case_id = view, case_id
        self.setVisible(view is not None)
        if view is None:
            return
        chosen = self.party.currentData() if same_case else None
        self._show_parties(view, chosen)
        keep = same_case and before is not None and self._same_question(before, view)
        self._show_fields(view, keep=keep)
        self.hint.setVisible(bool(view.hints))
        sentences = "\n".join(map(hint_sentence, view.hints))
        self.hint.show_message(MessageKind.WARNING, tr("Bitte zweimal hinsehen"), sentences)
        self.decided.setText("\n".join(map(decided_sentence, view.decided)))
        self.decided.setVisible(bool(view.decided))
        for row in self.rows.values():
            row.set_possible(possible=view.apply.possible)

    def chosen_values(self) -> Mapping[str, str]:
        """What is to be taken over, by column."""
        return {name: row.new.text() for name, row in self.rows.items() if row.chosen.isChecked()}

    def shown_party(self) -> ContactParty | None:
        """Whose data stand there."""
        if self._view is None:
            return None
        wanted = self.party.currentData()
        return next((one for one in self._view.parties if one.tenant_id == wanted), None)

    def take_focus(self) -> None:
        """Put the focus on the first field that is chosen, else on the first."""
        rows = list(self.rows.values())
        first = next((row for row in rows if row.chosen.isChecked()), rows[0])
        first.chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _same_question(self, before: ContactCardView, view: ContactCardView) -> bool:
        """Whether nothing that was asked or is in force is another one than was shown."""
        return before.proposed == view.proposed and before.parties == view.parties

    def _show_parties(self, view: ContactCardView, chosen: int | None) -> None:
        names = [(one.name, one.tenant_id) for one in view.parties]
        shown = [
            (self.party.itemText(i), self.party.itemData(i)) for i in range(self.party.count())
        ]
        self.party.setVisible(len(names) > 1)
        if names == shown:
            return
        self.party.blockSignals(True)
        self.party.clear()
        for name, tenant_id in names:
            self.party.addItem(name, tenant_id)
        place = next((i for i, (_, tenant) in enumerate(names) if tenant == chosen), 0)
        self.party.setCurrentIndex(place)
        self.party.blockSignals(False)

    def _show_fields(self, view: ContactCardView, *, keep: bool) -> None:
        party = self.shown_party()
        if party is None:
            return
        for name, row in self.rows.items():
            row.measure()
            row.show_field(party.values[name], view.proposed.get(name, ""), keep=keep)

    def _on_party_current_index_changed(self) -> None:
        if self._view is not None:
            self._show_fields(self._view, keep=False)
