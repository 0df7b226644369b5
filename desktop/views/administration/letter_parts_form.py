"""The parts of a letter as they are typed, each with the way back to the text that ships."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.code_letter import HEAD_PARTS, ONE_LINE, Part
from desktop.services.letters.templates import KIND, parts_of
from desktop.texts import tr
from desktop.texts.letter_templates import part_name, template_name
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, Variant
from desktop.views.widgets.labels import TextLabel, Tone

_LINES = {Part.STEPS: 5, Part.INTRO: 3, Part.APP: 3, Part.OLD_CODES: 3, Part.CAUTION: 3}
_FEW_LINES = 2
_FOOT_LINES = 4


class PartField(QWidget):
    """One part: its name, its text, and a button that brings the built-in text back."""

    edited = Signal()

    def __init__(self, part: Part, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.part = part
        self._built_in = ""
        self._filling = False
        now = theme.current()
        name = part_name(part)
        self.field: QLineEdit | QPlainTextEdit
        if part in ONE_LINE:
            self.field = QLineEdit()
            self.field.textChanged.connect(self._on_changed)
        else:
            self.field = QPlainTextEdit()
            self.field.setTabChangesFocus(True)
            self.field.textChanged.connect(self._on_changed)
        self.field.setAccessibleName(name)
        self.reset = ActionButton(
            tr("Zurücksetzen"), icon_name="rotate-ccw", variant=Variant.QUIET, size=ButtonSize.SMALL
        )
        self.reset.setAccessibleName(tr("{part} zurücksetzen", part=name))
        self.reset.clicked.connect(lambda: self.show_text(self._built_in, told=True))
        head = QHBoxLayout()
        head.addWidget(TextLabel(name, TextStyle.SMALL, Tone.SECONDARY), 1)
        head.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.px(3))
        column.addLayout(head)
        column.addWidget(self.field)
        self._measure()

    def text(self) -> str:
        """What is typed."""
        if isinstance(self.field, QLineEdit):
            return self.field.text()
        return self.field.toPlainText()

    def show_part(self, text: str, built_in: str) -> None:
        """Show a text, and remember the one that ships."""
        self._built_in = built_in
        self.show_text(text)

    def show_text(self, text: str, *, told: bool = False) -> None:
        """Show a text; ``told``: as if it had been typed."""
        self._filling = not told
        if text != self.text():
            if isinstance(self.field, QLineEdit):
                self.field.setText(text)
            else:
                self.field.setPlainText(text)
        self._filling = False
        self._show_reset()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "field"):
            self._measure()

    def _measure(self) -> None:
        if isinstance(self.field, QPlainTextEdit):
            foot = self.part in HEAD_PARTS
            lines = _FOOT_LINES if foot else _LINES.get(self.part, _FEW_LINES)
            height = self.field.fontMetrics().lineSpacing() * lines
            self.field.setFixedHeight(height + theme.current().px(20))

    def _on_changed(self) -> None:
        self._show_reset()
        if not self._filling:
            self.edited.emit()

    def _show_reset(self) -> None:
        self.reset.setVisible(self.text().strip() != self._built_in.strip())


class LetterPartsForm(QWidget):
    """All parts, one below the other; ``edited`` says that the person changed something."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        now = theme.current()
        self.fields = {part: PartField(part) for part in Part}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, now.space(3), 0)
        column.setSpacing(now.space(2))
        self._shown: tuple[Part, ...] = tuple(Part)
        self._head = TextLabel(tr("Briefkopf und Fuß, für alle Briefe"), TextStyle.HEADING)
        column.addWidget(self._head)
        for part in HEAD_PARTS:
            column.addWidget(self.fields[part])
        self.heading = TextLabel(template_name(KIND), TextStyle.HEADING)
        column.addWidget(self.heading)
        for part, field in self.fields.items():
            field.edited.connect(self.edited)
            if part not in HEAD_PARTS:
                column.addWidget(field)
        column.addStretch(1)

    def show_kind(self, kind: str) -> None:
        """Show the parts that a kind of template has; the letterhead belongs to the first."""
        self._shown = parts_of(kind)
        self._head.setVisible(kind == KIND)
        self.heading.setText(template_name(kind))
        for part, field in self.fields.items():
            field.setVisible(part in self._shown)

    def texts(self) -> dict[Part, str]:
        """What is typed."""
        return {part: self.fields[part].text() for part in self._shown}

    def show_texts(self, texts: Mapping[Part, str], built_in: Mapping[Part, str]) -> None:
        """Show these texts; ``built_in`` are those to go back to."""
        for part in self._shown:
            self.fields[part].show_part(texts[part], built_in[part])
