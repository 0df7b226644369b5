"""The form of a case of any category: what stands in it, and what is missing, named in place."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.form_fields import FieldFault
from desktop.services.categories.view import CaseForm, FormFieldView
from desktop.texts import tr
from desktop.texts.form_fields import fault_word
from desktop.views.actions import ActionId, Actions
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.key_values import KeyParts, KeyValue, KeyValueGrid, Part


class FieldsCard(Card):
    """Card *Angaben*; hidden where there is neither a form nor anything besides it."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Angaben"), parent=parent)
        self.request = ActionButton(tr("Fehlendes anfordern"), size=ButtonSize.SMALL)
        self.request.bind(actions[ActionId.REQUEST_FIELDS])
        self.edit = ActionButton(tr("Bearbeiten"), variant=Variant.QUIET, size=ButtonSize.SMALL)
        self.edit.bind(actions[ActionId.EDIT_APPLICATION])
        self.add_to_head(self.request)
        self.add_to_head(self.edit)
        self.grid = KeyValueGrid(widest=220)
        self.body.addWidget(self.grid)

    def show_form(self, form: CaseForm, told: frozenset[str] = frozenset()) -> None:
        """Show the fields in the order of the form, then what stands there besides.

        Fields that are ``told`` on another card stand here only where something is wrong with them.
        """
        rows = [_row(field) for field in form.fields if _is_shown(field, told)]
        self.grid.show_rows(rows)
        self.request.setVisible(bool(form.missing))
        self.edit.setVisible(form.editable)
        self.setVisible(bool(rows) if told else bool(form.fields))


def _is_shown(field: FormFieldView, told: frozenset[str]) -> bool:
    """An empty field that nobody has to fill in says nothing: the editor offers it."""
    if field.fault is not None:
        return True
    return bool(field.value) and field.key not in told


def _row(field: FormFieldView) -> KeyValue | KeyParts:
    if field.fault is None:
        return KeyValue(field.label, field.value)
    fault = Part(fault_word(field.fault), missing=True)
    if field.fault is FieldFault.MISSING:
        return KeyParts(field.label, (fault,))
    return KeyParts(field.label, (Part(field.value), fault))
