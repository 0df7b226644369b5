"""The values of a certificate, one line each: what is missing, what the contract shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain, pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.domain.certificates import LONGEST_VALUE, CertificateField, ValueKind
from desktop.services.certificates.view import FieldView
from desktop.texts import tr
from desktop.texts.certificates import field_name
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout

_WRAP = Qt.TextFlag.TextWordWrap


class ValueRows(QWidget):
    """``left`` fires when somebody is done with a line: what is typed can be kept."""

    left = Signal()

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        """Start without lines; Tab leads to them from ``after``."""
        super().__init__(parent)
        self._after = after
        self.inputs: dict[CertificateField, QLineEdit] = {}
        self.notes: dict[CertificateField, TextLabel] = {}
        self.takes: dict[CertificateField, ActionButton] = {}
        self._kept: dict[CertificateField, str] = {}
        self.whose = 0
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setColumnStretch(1, 1)
        self.grid.setVerticalSpacing(theme.current().px(3))

    def show_values(self, whose: int, fields: Sequence[FieldView], *, fixed: bool) -> None:
        """Show the values of the certificate ``whose``; what is typed and not kept stays.

        ``fixed``: nothing can be changed any more, or not by this person.
        """
        typed = self.typed() if whose == self.whose else {}
        if whose != self.whose or [one.name for one in fields] != list(self.inputs):
            self.whose = whose
            self._build(fields)
        for one in fields:
            self._kept[one.name] = one.value
            line = self.inputs[one.name]
            if one.name not in typed and line.text() != one.value:
                line.setText(one.value)
            line.setReadOnly(fixed)
            line.setPlaceholderText("" if fixed else _example(one.value_kind))
            self._tell(one, is_open=not fixed)

    def typed(self) -> dict[CertificateField, str]:
        """What differs from what is kept."""
        return {
            name: line.text()
            for name, line in self.inputs.items()
            if line.text().strip() != self._kept[name]
        }

    def first_missing(self) -> QLineEdit | None:
        """The first line that somebody still has to fill."""
        return next((line for line in self.inputs.values() if line.property("missing")), None)

    def say(self, name: CertificateField, sentence: str) -> None:
        """Say below a line why it is not kept."""
        self._show_note(name, sentence)
        self.inputs[name].setFocus()

    def _build(self, fields: Sequence[FieldView]) -> None:
        for line in self.inputs.values():
            # A line that goes loses the focus: what stands in it is no other certificate's.
            line.blockSignals(True)
        self.inputs.clear()
        self.notes.clear()
        self.takes.clear()
        self._kept.clear()
        clear_layout(self.grid)
        for place, one in enumerate(fields):
            self._add(2 * place, one)
        # Made later than what stands below them, they would come last of the whole window.
        stops = [(self.inputs[one.name], self.takes[one.name]) for one in fields]
        for before, stop in pairwise((self._after, *chain.from_iterable(stops))):
            QWidget.setTabOrder(before, stop)

    def _add(self, row: int, one: FieldView) -> None:
        name = field_name(one.name)
        line = QLineEdit()
        line.setMaxLength(LONGEST_VALUE)
        line.setAccessibleName(tr("{field} (Pflicht)", field=name) if one.needed else name)
        line.editingFinished.connect(self.left)
        note = TextLabel("", TextStyle.SMALL, Tone.WARNING, wrap=_WRAP)
        take = ActionButton(tr("Übernehmen"), variant=Variant.QUIET, size=ButtonSize.SMALL)
        take.setAccessibleName(tr("{field}: Angabe des Vertrags übernehmen", field=name))
        take.clicked.connect(partial(self._take_over, one.name))
        label = TextLabel(f"{name} *" if one.needed else name, TextStyle.SMALL, Tone.SECONDARY)
        label.setBuddy(line)
        self.inputs[one.name], self.notes[one.name], self.takes[one.name] = line, note, take
        self.grid.addWidget(label, row, 0)
        self.grid.addWidget(line, row, 1)
        self.grid.addWidget(take, row, 2)
        self.grid.addWidget(note, row + 1, 1, 1, 2)

    def _tell(self, one: FieldView, *, is_open: bool) -> None:
        line, take = self.inputs[one.name], self.takes[one.name]
        line.setProperty("missing", one.is_missing)
        differs = is_open and one.differs
        take.setVisible(differs)
        take.setProperty("offered", one.in_contract)
        if is_open and one.is_missing:
            self._show_note(one.name, tr("fehlt noch"))
        elif differs:
            self._show_note(one.name, tr("Im Vertrag: {value}", value=shown(one.in_contract)))
        else:
            self._show_note(one.name, "")

    def _show_note(self, name: CertificateField, text: str) -> None:
        note = self.notes[name]
        note.setText(text)
        note.setVisible(bool(text))
        self.inputs[name].setAccessibleDescription(text)

    def _take_over(self, name: CertificateField, _checked: object = None) -> None:
        self.inputs[name].setText(str(self.takes[name].property("offered")))
        self.inputs[name].setFocus()
        self.left.emit()


def _example(kind: ValueKind) -> str:
    examples = {
        ValueKind.DATE: tr("TT.MM.JJJJ"),
        ValueKind.MONEY: tr("zum Beispiel 612,40"),
        ValueKind.AREA: tr("zum Beispiel 58,40"),
    }
    return examples.get(kind, "")
