"""The text of an answer or a note: prepared replies by ``::``, gaps in sight, files by paste."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit

from desktop.services.conversation.placeholders import gap_places
from desktop.services.conversation.text_modules import TextModule
from desktop.views.case.reply_picker import ReplyPicker, fitting, token_in
from desktop.views.recording.given_files import brings_files
from desktop.views.spelling.marker import TextMarker, qt_place

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReplyEditor(QPlainTextEdit):
    """Text that grows with its content between four and fourteen lines; Esc leaves, keeping it.

    ``reply_put_in`` carries the prepared reply that was put in, and whether nothing else stood
    there; ``files_given`` what was pasted or dropped where files can go along.
    """

    left = Signal()
    reply_put_in = Signal(object, bool)
    files_given = Signal(QMimeData)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.takes_files = False
        self._modules: tuple[TextModule, ...] = ()
        self._dismissed = -1
        self.picker = ReplyPicker(self)
        self.picker.itemClicked.connect(lambda _: self._put_chosen())
        self.marker = TextMarker(self.document())
        self.setTabChangesFocus(True)
        self.document().contentsChanged.connect(self.fit)
        self.textChanged.connect(self._look_for_token)
        self.cursorPositionChanged.connect(self._look_for_token)

    def fit(self) -> None:
        """Take as many lines as the text has."""
        lines = max(4, min(14, self.document().blockCount() + 1))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 14)

    def offer(self, modules: tuple[TextModule, ...]) -> None:
        """Offer these after ``::``; none in a note."""
        self._modules = modules
        if not modules:
            self.picker.hide()

    def put_in(self, module: TextModule) -> None:
        """Put a prepared reply at the cursor, in one step that Ctrl+Z takes back."""
        cursor = self.textCursor()
        begin, end = cursor.selectionStart(), cursor.selectionEnd()
        token = self._token()
        if token is not None:
            begin, end = token[0], cursor.position()
        text = self.toPlainText()
        alone = not (text[:begin] + text[end:]).strip()
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(module.text if alone else module.passage)
        self.setTextCursor(cursor)
        self.picker.hide()
        self.go_to_gap(begin, cursor.position())
        self.reply_put_in.emit(module, alone)

    def next_gap(self) -> bool:
        """Select the next gap behind the cursor, from the beginning again; whether there is one."""
        here = self.textCursor().selectionEnd()
        return self.go_to_gap(here) or self.go_to_gap(0)

    def go_to_gap(self, begin: int, end: int | None = None) -> bool:
        """Select the first gap between two places, so that what is typed takes its place."""
        text = self.toPlainText()
        for found in gap_places(text):
            start, stop = (qt_place(text, place) for place in found)
            if start >= begin and (end is None or stop <= end):
                cursor = self.textCursor()
                cursor.setPosition(start)
                cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
                self.setTextCursor(cursor)
                self.ensureCursorVisible()
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list at the cursor is asked first; Esc goes back one level and discards nothing."""
        key = Qt.Key(event.key())
        if self.picker.isVisible() and self._answers_picker(key):
            return
        if key == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.picker.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.picker.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "marker"):
            self.marker.rehighlight()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return self._are_files(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files and pictures go along with the message instead of into its text."""
        if self._are_files(source):
            self.files_given.emit(source)
        else:
            super().insertFromMimeData(source)

    def _are_files(self, source: QMimeData) -> bool:
        # Text from an office program brings a picture of itself along.
        named = source.hasUrls() or not source.hasText()
        return self.takes_files and named and brings_files(source)

    def _answers_picker(self, key: Qt.Key) -> bool:
        if key in _STEPS:
            self.picker.step(_STEPS[key])
        elif key in _ENTER:
            self._put_chosen()
        elif key == Qt.Key.Key_Escape:
            token = self._token()
            self._dismissed = -1 if token is None else token[0]
            self.picker.hide()
        else:
            return False
        return True

    def _put_chosen(self) -> None:
        module = self.picker.chosen()
        if module is not None:
            self.put_in(module)

    def _token(self) -> tuple[int, str] | None:
        """Where ``::`` begins before the cursor, in the whole text, and what follows it."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return None
        before = cursor.block().text()[: cursor.positionInBlock()]
        found = token_in(before)
        return None if found is None else (cursor.block().position() + found[0], found[1])

    def _look_for_token(self) -> None:
        token = self._token() if self._modules and self.hasFocus() else None
        if token is None:
            self._dismissed = -1
            self.picker.hide()
            return
        found = fitting(self._modules, token[1])
        if token[0] == self._dismissed or not found:
            self.picker.hide()
        else:
            self.picker.offer(found, self.cursorRect())
