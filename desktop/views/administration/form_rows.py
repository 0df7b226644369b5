"""The rows of the editor of a category: fields of its form, lines of its check list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
)

from desktop.domain.form_fields import Choice, FieldDefinition
from desktop.domain.work import FieldKind
from desktop.services.categories.view import CheckLine
from desktop.texts import tr
from desktop.texts.form_fields import kind_name
from desktop.views import theme
from desktop.views.administration.movable_rows import MovableRow

CHOICE_LINES = 4
LEAST_TARGET = 24
_BETWEEN = " = "


class FieldRow(MovableRow):
    """One field of a form. ``edited`` fires with every change by a person."""

    edited = Signal()

    def __init__(self) -> None:
        """Start with an empty line."""
        label = QLineEdit()
        super().__init__(label, tr("Neues Feld"))
        self.label = label
        self._key = ""
        self.label.setAccessibleName(tr("Bezeichnung"))
        self.label.setPlaceholderText(tr("Bezeichnung"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Art des Feldes"))
        for kind in FieldKind:
            self.kind.addItem(kind_name(kind), kind)
        self.required = QCheckBox(tr("Pflicht"))
        self.required.setAccessibleName(tr("Pflicht"))
        self.required.setMinimumHeight(LEAST_TARGET)
        self.required.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hint = QLineEdit()
        self.hint.setAccessibleName(tr("Hinweis"))
        self.hint.setPlaceholderText(tr("Hinweis, was hier einzutragen ist"))
        self.choices = QPlainTextEdit()
        self.choices.setTabChangesFocus(True)
        self.choices.setAccessibleName(tr("Möglichkeiten"))
        self.choices.setPlaceholderText(
            tr("Eine Möglichkeit je Zeile; mit „kuerzel = Bezeichnung“ auch, was das Portal sendet")
        )
        self.choices.setFixedHeight(
            CHOICE_LINES * self.choices.fontMetrics().lineSpacing() + theme.current().px(14)
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.current().px(4))
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.kind, 0, 1)
        grid.addWidget(self.required, 0, 2)
        grid.addWidget(self.buttons, 0, 3)
        grid.addWidget(self.hint, 1, 0, 1, 4)
        grid.addWidget(self.choices, 2, 0, 1, 4)
        self.label.textEdited.connect(self.edited)
        self.hint.textEdited.connect(self.edited)
        self.required.toggled.connect(self.edited)
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.choices.textChanged.connect(self.edited)
        self._on_kind_changed()

    def show_field(self, field: FieldDefinition) -> None:
        """Show a field as it is."""
        self._key = field.key
        self.label.setText(field.label)
        self.kind.setCurrentIndex(self.kind.findData(field.kind))
        self.required.setChecked(field.required)
        self.hint.setText(field.hint)
        lines = [f"{choice.value}{_BETWEEN}{choice.label}" for choice in field.choices]
        self.choices.setPlainText("\n".join(lines))

    def field(self) -> FieldDefinition:
        """The field as it stands here; the key of a new one is made when it is kept."""
        kind = FieldKind(self.kind.currentData())
        return FieldDefinition(
            key=self._key,
            label=self.label.text(),
            kind=kind,
            required=self.required.isChecked(),
            hint=self.hint.text(),
            choices=self._choices() if kind is FieldKind.CHOICE else (),
        )

    def _choices(self) -> tuple[Choice, ...]:
        found = []
        for line in self.choices.toPlainText().splitlines():
            value, between, label = line.partition("=")
            if line.strip():
                found.append(
                    Choice(value.strip(), label.strip()) if between else Choice("", line.strip())
                )
        return tuple(found)

    def _on_kind_changed(self) -> None:
        self.choices.setVisible(self.kind.currentData() is FieldKind.CHOICE)
        self.edited.emit()


class CheckLineRow(MovableRow):
    """One line of a check list. ``edited`` fires with every change by a person."""

    edited = Signal()

    def __init__(self) -> None:
        """Start with an empty line."""
        text = QLineEdit()
        super().__init__(text, tr("Neuer Punkt"))
        self.text = text
        self._check_id: int | None = None
        self.text.setAccessibleName(tr("Punkt der Prüfliste"))
        self.text.setPlaceholderText(tr("Was zu prüfen ist"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text, 1)
        row.addWidget(self.buttons)
        self.text.textEdited.connect(self.edited)

    def show_line(self, line: CheckLine) -> None:
        """Show a line as it is."""
        self._check_id = line.check_id
        self.text.setText(line.text)

    def line(self) -> CheckLine:
        """The line as it stands here."""
        return CheckLine(self.text.text(), self._check_id)
