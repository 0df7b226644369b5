"""Card *Notizen*: what colleagues should know of a contract; the tenant never sees it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.services.accounts.view import AccountNote, AccountPage
from desktop.texts import tr
from desktop.texts.dates import full_moment
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows
from desktop.views.widgets.labels import TextLabel, Tone, line

_SMALL = TextStyle.SMALL


class _NoteLine(QWidget):
    """One note: who and when, and what."""

    def __init__(self) -> None:
        super().__init__()
        self._who = TextLabel("", _SMALL, Tone.MUTED)
        self._text = TextLabel("", TextStyle.BODY, wrap=Qt.TextFlag.TextWordWrap)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.current().px(6))
        column.setSpacing(1)
        column.addWidget(line())
        column.addWidget(self._who)
        column.addWidget(self._text)

    def show_note(self, note: AccountNote) -> None:
        """Show a note."""
        self._who.setText(f"{note.author}, {full_moment(note.at)}")
        self._text.setText(note.text)
        self.setAccessibleName(f"{self._who.text()}: {self._text.text()}")


class NotesCard(Card):
    """Notes, the newest first, and a field for another one.

    ``written`` carries the text somebody wants to keep. What is typed stays with its contract
    until it is kept.
    """

    written = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Interne Notizen"), parent=parent)
        self._tenancy = 0
        self._unfinished: dict[int, str] = {}
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(tr("Neue interne Notiz"))
        self.field.setPlaceholderText(tr("Notiz für Kolleginnen und Kollegen; geht nie nach außen"))
        self.field.setTabChangesFocus(True)
        self.keep = ActionButton(tr("Notiz speichern"), size=ButtonSize.SMALL, icon_name="lock")
        self.keep.clicked.connect(lambda: self.written.emit(self.field.toPlainText()))
        self.field.textChanged.connect(self._block)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.keep)
        self.writing = QWidget()
        writing = QVBoxLayout(self.writing)
        writing.setContentsMargins(0, 0, 0, 0)
        writing.addWidget(self.field)
        writing.addLayout(row)
        area = QWidget()
        notes = QVBoxLayout(area)
        notes.setContentsMargins(0, 0, 0, 0)
        notes.setSpacing(0)
        self._rows = KeptRows(notes)
        self.body.addWidget(self.writing)
        self.body.addWidget(area)
        self._block()
        self._measure_field()

    def show_account(self, page: AccountPage) -> None:
        """Show the notes of a contract, and what was begun there."""
        if page.tenancy_id != self._tenancy:
            self._unfinished[self._tenancy] = self.field.toPlainText()
            self._tenancy = page.tenancy_id
            self.field.setPlainText(self._unfinished.pop(page.tenancy_id, ""))
        self.count.setText(str(len(page.notes)) if page.notes else "")
        self._rows.begin()
        for note in page.notes:
            self._rows.take(_NoteLine).show_note(note)
        self._rows.finish()

    def kept(self) -> None:
        """The note is stored: the field is free for another one."""
        self.field.clear()

    def _block(self) -> None:
        empty = not self.field.toPlainText().strip()
        self.keep.set_blocked(tr("Bitte schreiben Sie zuerst die Notiz.") if empty else "")

    def _measure_field(self) -> None:
        now = theme.current()
        lines = now.metrics(TextStyle.BODY).lineSpacing() * 3
        self.field.setFixedHeight(lines + now.px(14))
