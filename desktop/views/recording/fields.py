"""Small fields of the recording page: labelled rows, a list that takes one key, the text."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from desktop.texts import tr
from desktop.views import theme
from desktop.views.recording.given_files import brings_files
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import TextLabel, Tone

LEAST_LINES, MOST_LINES = 4, 7
LABEL_WIDTH = 104
"""Width at 100 % that the labels of all cards share."""


def line_field(name: str, placeholder: str = "") -> QLineEdit:
    """A field of one line; files dropped on it are the page's."""
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setPlaceholderText(placeholder)
    field.setAcceptDrops(False)
    return field


def labelled_form(card: Card) -> QFormLayout:
    """Rows of label and field in a card; the fields of all cards begin at the same place."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(theme.current().px(7))
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    card.body.addLayout(form)
    return form


def row_label(text: str) -> TextLabel:
    """The label of a row."""
    label = TextLabel(text, TextStyle.BODY, Tone.SECONDARY)
    label.setMinimumWidth(theme.current().px(LABEL_WIDTH))
    return label


class ChoiceField(QComboBox):
    """A list from which a letter chooses; Enter fires ``confirmed`` (on to the next field)."""

    confirmed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)

    def choose(self, data: object) -> None:
        """Choose an entry by its data; the first where there is none of it."""
        self.setCurrentIndex(max(0, self.findData(data)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
            return
        super().keyPressEvent(event)


class NoteEditor(QPlainTextEdit):
    """What was said or written. ``files_pasted`` carries what was pasted instead of text."""

    files_pasted = Signal(QMimeData)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Text"))
        self.setPlaceholderText(tr("Worum geht es?"))
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height(MOST_LINES))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height(LEAST_LINES))

    def _height(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing() + theme.current().px(14)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return brings_files(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Files and pictures become attachments, never text."""
        if brings_files(source):
            self.files_pasted.emit(source)
        else:
            super().insertFromMimeData(source)
