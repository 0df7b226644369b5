"""Card *Notizen*: what colleagues should know of a contract; the tenant never sees it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.services.accounts.view import AccountNote, AccountPage
from desktop.texts import tr
from desktop.texts.dates import full_moment
from desktop.views import theme
from desktop.views.storing_time import StoringTime
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

    ``written`` carries the text somebody wants to keep, ``draft_changed`` what is to be stored
    until then: soon after the last key, and whenever the focus or the card goes.
    """

    written = Signal(str)
    draft_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Interne Notizen"), parent=parent)
        self._unsaved = False
        self._busy = False
        self._storing = StoringTime(self)
        self._storing.due.connect(self.flush)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(tr("Neue interne Notiz"))
        self.field.setPlaceholderText(tr("Notiz für Kolleginnen und Kollegen; geht nie nach außen"))
        self.field.setTabChangesFocus(True)
        self.keep = ActionButton(tr("Notiz speichern"), size=ButtonSize.SMALL, icon_name="lock")
        self.keep.clicked.connect(self._on_keep_clicked)
        self.saved = TextLabel("", _SMALL, Tone.MUTED)
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.installEventFilter(self)
        row = QHBoxLayout()
        row.addWidget(self.saved, 1)
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
        """Show the notes of a contract; what is being written stays."""
        self.count.setText(str(len(page.notes)) if page.notes else "")
        self._rows.begin()
        for note in page.notes:
            self._rows.take(_NoteLine).show_note(note)
        self._rows.finish()

    def text(self) -> str:
        """What stands in the field."""
        # Pasted from elsewhere, seen by nobody, and held by no server.
        return self.field.toPlainText().replace("\0", "")

    def begin(self, text: str) -> None:
        """Write on this text, which is stored; empty for a new note."""
        self._storing.stop()
        self.field.blockSignals(True)
        self.field.setPlainText(text)
        self.field.blockSignals(False)
        self._unsaved = False
        self.saved.setText("")
        self.set_busy(busy=False)

    def set_busy(self, *, busy: bool) -> None:
        """While a note is being kept nothing is typed into it."""
        self._busy = busy
        self.field.setReadOnly(busy)
        self._block()

    def show_saved(self, clock: str) -> None:
        """Say when the draft was stored; "" where there is none."""
        self.saved.setText(tr("Entwurf {time}", time=clock) if clock else "")

    def flush(self) -> None:
        """Hand out what is not stored yet, now."""
        self._storing.stop()
        if self._unsaved:
            self._unsaved = False
            self.draft_changed.emit(self.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Store whenever the focus leaves."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.flush()

    def _on_field_text_changed(self) -> None:
        self._unsaved = True
        self._storing.typed()
        self._block()

    def _on_keep_clicked(self) -> None:
        self.flush()
        self.written.emit(self.text())

    def _block(self) -> None:
        reason = "" if self.text().strip() else tr("Bitte schreiben Sie zuerst die Notiz.")
        self.keep.set_blocked(tr("Die Notiz wird gespeichert.") if self._busy else reason)

    def _measure_field(self) -> None:
        now = theme.current()
        lines = now.metrics(TextStyle.BODY).lineSpacing() * 3
        self.field.setFixedHeight(lines + now.px(14))
