"""The form of a case as a clerk fills it in or corrects it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.services.categories.view import FormFieldView
from desktop.texts import tr
from desktop.texts.form_fields import field_text
from desktop.views.forms.field_inputs import FieldInputs
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.edit_card import EditCard


class FieldsEditor(EditCard):
    """One input for each field of the form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start closed."""
        inputs = FieldInputs()
        super().__init__(inputs, parent)
        self.inputs = inputs
        self._base: dict[str, FormFieldView] = {}
        self.inputs.keys.pressed.connect(self.save.click)
        self.inputs.changed.connect(self._on_inputs_changed)
        self.inputs.left.connect(self.flush)

    def open_with(self, form: Iterable[FormFieldView], typed: Mapping[str, str]) -> None:
        """Show the form as it is stored, with what was typed over it."""
        self._base = {field.key: field for field in form if field.editable}
        texts = {key: typed.get(key, field.typed) for key, field in self._base.items()}
        self.inputs.show_form([field.definition for field in self._base.values()], texts)
        self.open_stored()

    def is_of_other_form(self, form: Iterable[FormFieldView]) -> bool:
        """Whether the form has other fields than those that are shown."""
        return {field.key for field in form if field.editable} != self._base.keys()

    def typed(self) -> dict[str, str]:
        """The texts that differ from what is stored; a day that is none stays as typed."""
        return {
            key: text
            for key, text in self.inputs.texts().items()
            if text.strip() != self._base[key].typed.strip()
        }

    def show_theirs(self, form: Iterable[FormFieldView], clashing: Iterable[str]) -> None:
        """Somebody else saved meanwhile: fields of one side are merged, others side by side."""
        mine, clashes = self.typed(), set(clashing)
        self.open_with(form, mine)
        for key in clashes & self._base.keys():
            theirs = self._base[key]
            shown = field_text(theirs.definition, theirs.typed) or tr("nichts")
            self.inputs.say(key, tr("Jetzt gespeichert: {value}", value=shown))
            take = ActionButton(tr("Übernehmen"), size=ButtonSize.SMALL)
            take.setAccessibleName(
                tr("{field}: gespeicherte Angabe übernehmen", field=theirs.label)
            )
            take.clicked.connect(partial(self._take_theirs, key, take))
            self.inputs.add_beside(key, take)

    def is_saveable(self) -> bool:
        """Not while a field that was changed holds what it cannot be."""
        unfit = self.inputs.first_unfit()
        if unfit is None or unfit not in self.typed():
            return True
        self.inputs.focus(unfit)
        return False

    def _on_inputs_changed(self, _key: str) -> None:
        self.note_change()

    def _take_theirs(self, key: str, button: ActionButton) -> None:
        self.inputs.put(key, self._base[key].typed)
        button.hide()
        self.inputs.focus(key)
