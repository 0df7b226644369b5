"""The fields of an application of any category, as the tenant filled them in."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.services.cases.view import FieldRow
from desktop.texts import tr
from desktop.views.widgets.card import Card
from desktop.views.widgets.key_values import KeyValue, KeyValueGrid


class FieldsCard(Card):
    """Card *Angaben*; hidden where the form had no fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Angaben"), parent=parent)
        self.grid = KeyValueGrid(widest=220)
        self.body.addWidget(self.grid)

    def show_fields(self, fields: tuple[FieldRow, ...]) -> None:
        """Show the fields in the order of the form."""
        self.grid.show_rows([KeyValue(row.label, row.value) for row in fields])
        self.setVisible(bool(fields))
