"""One input for each field of a form, each of the kind that its field asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.form_fields import (
    NO,
    YES,
    FieldDefinition,
    UnfitValueError,
    kept_value,
    read_day,
    typed_text,
)
from desktop.domain.work import FieldKind
from desktop.texts import tr
from desktop.texts.case_fields import field_value, known_label
from desktop.texts.dates import full_date
from desktop.texts.form_fields import fault_word, form_label
from desktop.views import theme
from desktop.views.shortcut_override import SendKeys
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout

Input = QLineEdit | QPlainTextEdit | QComboBox
TEXT_LINES = 3


class FieldInputs(QWidget):
    """The inputs of a form, below each what is to be said of it.

    ``changed`` carries the key of the field a person changed; ``left`` fires when the focus leaves
    an input. ``keys`` knows Ctrl+Enter in every input.
    """

    changed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without fields."""
        super().__init__(parent)
        self.inputs: dict[str, Input] = {}
        self._fields: dict[str, FieldDefinition] = {}
        self._notes: dict[str, TextLabel] = {}
        self._rows: dict[str, int] = {}
        self.keys = SendKeys(self)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setColumnStretch(1, 1)
        self.grid.setVerticalSpacing(theme.current().px(4))

    def show_form(self, form: Sequence[FieldDefinition], typed: Mapping[str, str]) -> None:
        """Show these fields with what is typed in them, in the form of ``typed_text``."""
        clear_layout(self.grid)
        self.inputs.clear()
        self._notes.clear()
        self._fields = {field.key: field for field in form}
        for place, field in enumerate(form):
            self._add(2 * place, field, typed.get(field.key, ""))

    def texts(self) -> dict[str, str]:
        """What stands in every input: days in ISO form, choices by value, all else as typed."""
        return {key: self._text(key) for key in self.inputs}

    def put(self, key: str, text: str) -> None:
        """Put another text into one input, as if the person had typed it."""
        made, field = self.inputs[key], self._fields[key]
        if isinstance(made, QComboBox):
            _choose(made, text)
        elif isinstance(made, QPlainTextEdit):
            made.setPlainText(text)
        else:
            made.setText(_shown(field, text))
        self._on_changed(key)

    def say(self, key: str, text: str) -> None:
        """Say something below an input; "" says nothing."""
        self._notes[key].setText(text)
        self._notes[key].setVisible(bool(text))

    def add_beside(self, key: str, widget: QWidget) -> None:
        """Put a widget at the right of an input."""
        self.grid.addWidget(widget, self._rows[key], 2)

    def first_unfit(self) -> str | None:
        """Return the key of the first input whose text does not fit, and say so below each."""
        unfit = [key for key in self.inputs if self._fault(key)]
        for key in unfit:
            self.say(key, self._fault(key))
        return unfit[0] if unfit else None

    def focus(self, key: str | None = None) -> None:
        """Bring the focus to an input, the first by default."""
        made = self.inputs.get(key or next(iter(self.inputs), ""))
        if made is not None:
            made.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell whenever the focus leaves."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)

    def _add(self, row: int, field: FieldDefinition, text: str) -> None:
        made = _input(field, text)
        name = form_label(field)
        made.setAccessibleName(tr("{field} (Pflicht)", field=name) if field.required else name)
        made.setToolTip(field.hint)
        if isinstance(made, QComboBox):
            made.currentIndexChanged.connect(partial(self._on_changed, field.key))
        elif isinstance(made, QPlainTextEdit):
            made.textChanged.connect(partial(self._on_changed, field.key))
        else:
            made.textEdited.connect(partial(self._on_changed, field.key))
        made.installEventFilter(self)
        self.keys.watch((made,))
        label = TextLabel(f"{name} *" if field.required else name, TextStyle.SMALL, Tone.SECONDARY)
        note = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        self.inputs[field.key], self._notes[field.key] = made, note
        self._rows[field.key] = row
        top = Qt.AlignmentFlag.AlignTop if isinstance(made, QPlainTextEdit) else Qt.AlignmentFlag(0)
        self.grid.addWidget(label, row, 0, top)
        self.grid.addWidget(made, row, 1)
        self.grid.addWidget(note, row + 1, 1, 1, 2)
        self.say(field.key, self._fault(field.key) if text else "")

    def _text(self, key: str) -> str:
        made, field = self.inputs[key], self._fields[key]
        if isinstance(made, QComboBox):
            return str(made.currentData() or "")
        if isinstance(made, QPlainTextEdit):
            return made.toPlainText()
        text = made.text()
        day = read_day(text) if field.kind is FieldKind.DATE else None
        return text if day is None else day.isoformat()

    def _fault(self, key: str) -> str:
        text = self._text(key)
        try:
            kept_value(self._fields[key], text)
        except UnfitValueError as unfit:
            if self._fields[key].kind is FieldKind.DATE:
                return tr("Bitte als TT.MM.JJJJ schreiben.")
            return tr("„{text}“ {fault}.", text=text.strip()[:40], fault=fault_word(unfit.fault))
        return ""

    def _on_changed(self, key: str, _news: object = None) -> None:
        self.say(key, self._fault(key))
        self.changed.emit(key)


def _input(field: FieldDefinition, text: str) -> Input:
    if field.kind in (FieldKind.YES_NO, FieldKind.CHOICE):
        return _list_input(field, text)
    if field.kind is FieldKind.TEXT:
        lines = QPlainTextEdit(text)
        lines.setTabChangesFocus(True)
        lines.setPlaceholderText(field.hint)
        lines.setFixedHeight(TEXT_LINES * lines.fontMetrics().lineSpacing() + 14)
        return lines
    line = QLineEdit(_shown(field, text))
    hint = field.hint
    if field.kind is FieldKind.DATE and not hint:
        hint = tr("TT.MM.JJJJ")
    line.setPlaceholderText(hint)
    return line


def _list_input(field: FieldDefinition, text: str) -> QComboBox:
    made = QComboBox()
    made.addItem("–", "")
    if field.kind is FieldKind.YES_NO:
        made.addItem(field_value(True), YES)
        made.addItem(field_value(False), NO)
    for choice in field.choices:
        made.addItem(known_label(choice.label), choice.value)
    wanted = typed_text(field, text)
    if made.findData(wanted) < 0:
        # What the portal sent and the form does not offer stays until a person chooses.
        made.addItem(wanted, wanted)
    _choose(made, wanted)
    return made


def _choose(made: QComboBox, value: str) -> None:
    made.setCurrentIndex(max(0, made.findData(value)))


def _shown(field: FieldDefinition, text: str) -> str:
    day = read_day(text) if field.kind is FieldKind.DATE else None
    return text if day is None else full_date(day)
