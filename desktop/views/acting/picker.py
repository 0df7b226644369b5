"""A list to choose one entry from by typing: people, categories, tags, other cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.text_match import search_key
from desktop.texts import tr
from desktop.views import theme
from desktop.views.palette.entries import Entry, Section
from desktop.views.palette.entry_list import EntryList
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.labels import TextLabel, Tone

WIDTH, HEIGHT = 540, 500
"""Pixels at 100 %; a smaller window has a smaller picker."""
_MARGIN = 24
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Question:
    """What a picker asks: title, what can be typed, and a line of explanation ("" for none).

    With ``note`` there is a second line for words that go along with the choice.
    """

    title: str
    hint: str
    explanation: str = ""
    note: str = ""


class Picker(QDialog):
    """Type to narrow, arrows to choose, Enter to do it, Esc to leave; nothing else.

    ``chosen`` carries the key of an entry and what stands in the note. ``typed`` carries every
    change of the words, for lists that are looked up anew. An entry that cannot be chosen stays in
    the list, with the reason.
    """

    chosen = Signal(str, str)
    typed = Signal(str)

    def __init__(self, question: Question, parent: QWidget) -> None:
        """Ask over the window of ``parent``; ``show_sections`` brings what can be chosen."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(question.title)
        self._all: tuple[Section, ...] = ()
        self._narrows = True
        self.field = QLineEdit()
        self.field.setAccessibleName(question.hint)
        keys = tr("Pfeiltasten wählen, Enter übernimmt, Esc schließt.")
        self.field.setAccessibleDescription(keys)
        self.field.setPlaceholderText(question.hint)
        self.list = EntryList(question.title)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        wrap = Qt.TextFlag.TextWordWrap
        self.nothing = TextLabel("", TextStyle.BODY, Tone.MUTED, wrap=wrap)
        self.nothing.hide()
        self.note = QLineEdit()
        self.note.setVisible(bool(question.note))
        self.note.setAccessibleName(question.note)
        self.note.setPlaceholderText(question.note)
        self.note.setMaxLength(2000)
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(4), now.space(3), now.space(4), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(question.title, TextStyle.TITLE))
        if question.explanation:
            column.addWidget(
                TextLabel(question.explanation, TextStyle.SMALL, Tone.SECONDARY, wrap=wrap)
            )
        column.addWidget(self.field)
        # Above the list: a click on an entry is the choice, and the words go along with it.
        column.addWidget(self.note)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addWidget(TextLabel(keys, TextStyle.SMALL, Tone.MUTED, wrap=wrap))
        for line in (self.field, self.note):
            line.installEventFilter(self)
        self.field.textChanged.connect(self._on_field_changed)
        self.list.clicked.connect(self._on_list_clicked)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        room = parent.window().size() - QSize(_MARGIN, _MARGIN)
        self.resize(QSize(now.px(WIDTH), now.px(HEIGHT)).boundedTo(room))
        self.field.setFocus()

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Offer these entries; what is typed narrows them."""
        self._all = tuple(sections)
        self._show(self._narrowed())

    def show_found(self, sections: Sequence[Section]) -> None:
        """Offer what was looked up for the words that are typed."""
        self._narrows = False
        self._all = tuple(sections)
        self._show(self._all)

    def title_of(self, key: str) -> str:
        """The title of an entry that is offered; "" for none."""
        entries = (entry for section in self._all for entry in section.entries)
        return next((entry.title for entry in entries if entry.key == key), "")

    def say_nothing_found(self, text: str) -> None:
        """What stands in the place of an empty list."""
        self.nothing.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter belong to the list wherever somebody types."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _on_key(self, key: Qt.Key) -> bool:
        if key in _STEPS:
            self.list.step(_STEPS[key])
        elif key in _PAGES:
            self.list.page(_PAGES[key])
        elif key in _ENTER:
            self._choose()
        else:
            return False
        return True

    def _narrowed(self) -> tuple[Section, ...]:
        words = search_key(self.field.text()).split()
        if not words:
            return self._all
        return tuple(
            replace(
                section,
                entries=tuple(
                    entry
                    for entry in section.entries
                    if all(word in search_key(f"{entry.title} {entry.detail}") for word in words)
                ),
            )
            for section in self._all
        )

    def _show(self, sections: Sequence[Section]) -> None:
        self.list.show_sections(sections, from_the_top=True)
        empty = not any(section.entries for section in sections)
        self.nothing.setVisible(empty and bool(self.nothing.text()))

    def _on_field_changed(self, text: str) -> None:
        self.typed.emit(text)
        if self._narrows:
            self._show(self._narrowed())

    def _on_list_clicked(self, _index: QModelIndex) -> None:
        self._choose()

    def _on_current_changed(self, _now: QModelIndex, _before: QModelIndex) -> None:
        """The focus stays in the line, so what the arrows reach has to be said."""
        entry = self.list.current_entry()
        if entry is not None:
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self.field, entry.spoken())
            )

    def _choose(self) -> None:
        entry: Entry | None = self.list.current_entry()
        if entry is None or entry.blocked:
            return
        self.chosen.emit(entry.key, self.note.text().strip())
        self.accept()
