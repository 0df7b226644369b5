"""The form of the chosen category, as far as it is known while a call or a letter is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.form_fields import FieldDefinition
from desktop.texts import tr
from desktop.views.forms.field_inputs import FieldInputs
from desktop.views.widgets.card import Card


class FormCard(Card):
    """Card *Angaben*; hidden where the category has no form.

    What was typed stays when another category is chosen, and is there again when one comes back to
    it. ``changed`` fires with every change by a person.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a form."""
        super().__init__(tr("Angaben"), parent=parent)
        self.note.setText(tr("Was noch nicht bekannt ist, bleibt leer."))
        self.inputs = FieldInputs()
        self.body.addWidget(self.inputs)
        self._typed: dict[str, str] = {}
        self._form: tuple[FieldDefinition, ...] = ()
        self.inputs.changed.connect(self._on_inputs_changed)
        self.hide()

    def show_form(self, form: Sequence[FieldDefinition], *, wanted: bool) -> None:
        """Offer these fields; not ``wanted`` for what is added to a case that is there."""
        if tuple(form) != self._form:
            self._form = tuple(form)
            self.inputs.show_form(self._form, self._typed)
        self.setVisible(wanted and bool(self._form))

    def show_typed(self, typed: Mapping[str, str]) -> None:
        """Show what was typed before, without a signal."""
        self._typed = dict(typed)
        self.inputs.show_form(self._form, self._typed)

    def typed(self) -> dict[str, str]:
        """What was typed, by key; what belongs to another form too."""
        return {key: text for key, text in self._typed.items() if text.strip()}

    def focus_unfit(self) -> None:
        """Bring the focus to what does not fit."""
        self.inputs.focus(self.inputs.first_unfit())

    def _on_inputs_changed(self, key: str) -> None:
        self._typed[key] = self.inputs.texts()[key]
        self.changed.emit()
