"""The fields of an application as a clerk corrects or completes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from desktop.domain.application_form import DATES, YES, FormField
from desktop.domain.iban import check_iban, group_iban
from desktop.services.bank_changes.view import FormValue
from desktop.texts import tr
from desktop.texts.case_changes import form_label, form_value
from desktop.texts.dates import full_date
from desktop.views import theme
from desktop.views.shortcut_override import SendKeys
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.edit_card import EditCard
from desktop.views.widgets.labels import TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout

_Input = QLineEdit | QComboBox


class ApplicationEditor(EditCard):
    """One input for each field; what the tenant gave is shown and locked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start closed."""
        table = QWidget()
        super().__init__(table, parent)
        self._base: dict[FormField, FormValue] = {}
        self.inputs: dict[FormField, _Input] = {}
        self.notes: dict[FormField, TextLabel] = {}
        self._rows: dict[FormField, int] = {}
        self._grid = QGridLayout(table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        # What is said of a field stands below it: an IBAN has room in full, a conflict too.
        self._grid.setColumnStretch(1, 1)
        self.keys = SendKeys(self)
        self.keys.pressed.connect(self.save.click)

    def open_with(self, form: Iterable[FormValue], typed: Mapping[FormField, str]) -> None:
        """Show the form as it is stored, with what was typed over it."""
        self._base = {row.field: row for row in form}
        clear_layout(self._grid)
        self.inputs.clear()
        self.notes.clear()
        for place, row in enumerate(self._base.values()):
            self._add(place, row, typed.get(row.field, row.value))
        self.open_stored()

    def typed(self) -> dict[FormField, str]:
        """The texts that differ from what is stored; an unreadable date stays as typed."""
        texts = {field: self._text(field) for field in self.inputs}
        return {
            field: text
            for field, text in texts.items()
            if text != self._base[field].value and not self._base[field].locked
        }

    def show_theirs(self, form: Iterable[FormValue], clashing: Iterable[FormField]) -> None:
        """Somebody else saved meanwhile: fields of one side are merged, others side by side."""
        mine, clashes = self.typed(), set(clashing)
        self.open_with(form, mine)
        for field in clashes & self.inputs.keys():
            theirs = self._base[field].value
            shown = _shown(field, theirs) or tr("nichts")
            self._say(field, tr("Jetzt gespeichert: {value}", value=shown))
            take = ActionButton(tr("Übernehmen"), size=ButtonSize.SMALL)
            take.setAccessibleName(
                tr("{field}: gespeicherte Angabe übernehmen", field=form_label(field))
            )
            take.clicked.connect(partial(self._take_theirs, field, take))
            self._grid.addWidget(take, self._rows[field], 2)

    def is_saveable(self) -> bool:
        """Not while a day is none."""
        for field in DATES & self.inputs.keys():
            if self._hint(field):
                self._say(field, self._hint(field))
                self.inputs[field].setFocus()
                return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Store whenever the focus leaves."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def _add(self, place: int, row: FormValue, text: str) -> None:
        name = form_label(row.field)
        made: _Input
        if row.field is FormField.MANDATE_GRANTED:
            made = QComboBox()
            made.addItem(tr("nicht erteilt"), "")
            made.addItem(tr("erteilt"), YES)
            made.setCurrentIndex(max(0, made.findData(text)))
            made.currentIndexChanged.connect(partial(self._on_changed, row.field))
        else:
            made = QLineEdit(_shown(row.field, text))
            made.textEdited.connect(partial(self._on_changed, row.field))
        made.setAccessibleName(name)
        made.setEnabled(not row.locked)
        made.installEventFilter(self)
        self.keys.watch((made,))
        note = TextLabel("", TextStyle.SMALL, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
        line = 2 * place
        self._rows[row.field] = line
        self.inputs[row.field], self.notes[row.field] = made, note
        self._grid.addWidget(TextLabel(name, TextStyle.SMALL, Tone.SECONDARY), line, 0)
        self._grid.addWidget(made, line, 1)
        self._grid.addWidget(note, line + 1, 1, 1, 2)
        self._say(row.field, tr("von der Mietpartei") if row.locked and row.value else "")
        self._grid.setVerticalSpacing(theme.current().px(4))

    def _say(self, field: FormField, text: str) -> None:
        self.notes[field].setText(text)
        self.notes[field].setVisible(bool(text))

    def _text(self, field: FormField) -> str:
        made = self.inputs[field]
        if isinstance(made, QComboBox):
            return str(made.currentData())
        text = made.text().strip()
        if field is FormField.IBAN:
            return "".join(text.split()).upper()
        day = _day(text) if field in DATES else None
        return text if day is None else day.isoformat()

    def _on_changed(self, field: FormField, _news: object = None) -> None:
        self._say(field, self._hint(field))
        self.note_change()

    def _hint(self, field: FormField) -> str:
        text = self._text(field)
        if not text:
            return ""
        if field in DATES and _iso(text) is None:
            return tr("Bitte als TT.MM.JJJJ schreiben.")
        if field is FormField.IBAN and not check_iban(text).valid:
            return tr("Diese IBAN ist nicht gültig.")
        return ""

    def _take_theirs(self, field: FormField, button: ActionButton) -> None:
        made = self.inputs[field]
        value = self._base[field].value
        if isinstance(made, QComboBox):
            made.setCurrentIndex(max(0, made.findData(value)))
        else:
            made.setText(_shown(field, value))
        button.hide()
        made.setFocus()
        self._on_changed(field)


def _shown(field: FormField, value: str) -> str:
    if field is FormField.IBAN:
        return group_iban(value) if value and "•" not in value else value
    if field in DATES:
        day = _iso(value)
        return value if day is None else full_date(day)
    return form_value(field, value) if field is FormField.MANDATE_GRANTED else value


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
