"""One line of text in which spelling marks words, which a ``QLineEdit`` has no means for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from desktop.views import theme
from desktop.views.spelling.marker import TextMarker, qt_place

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineText(QPlainTextEdit):
    """Looks and is used like a line of input; line breaks that are pasted become blanks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setProperty("line", True)
        self.marker = TextMarker(self.document())
        self.document().setDocumentMargin(0)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What stands here."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Put another text here, with the cursor behind it."""
        self.setPlainText(_in_one_line(text))
        self.moveCursor(QTextCursor.MoveOperation.End)

    def select(self, begin: int, end: int) -> None:
        """Select from one sign to before another."""
        text, cursor = self.text(), self.textCursor()
        cursor.setPosition(qt_place(text, begin))
        cursor.setPosition(qt_place(text, end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def selected_text(self) -> str:
        """What is selected, "" for nothing."""
        return self.textCursor().selectedText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Only text, in one line."""
        if source.hasText():
            self.insertPlainText(_in_one_line(source.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter makes no second line."""
        if event.key() in _ENTER:
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.current().control("input"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(120), theme.current().control("input"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def _in_one_line(text: str) -> str:
    return " ".join(text.splitlines())
