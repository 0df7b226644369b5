"""The attachments of a recording: dropped, chosen or pasted, each with a way to take it out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.recording.form import RecordedFile
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize, IconButton, Variant
from desktop.views.widgets.card import Card
from desktop.views.widgets.labels import ElidedLabel, IconLabel, TextLabel, Tone
from desktop.views.widgets.layouts import clear_layout
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

KILOBYTE = 1024


class FilesCard(Card):
    """Card *Anlagen*. ``choose_requested`` asks for files, ``files_changed`` tells of a removal."""

    choose_requested = Signal()
    files_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(tr("Anlagen"), count=0, parent=parent)
        self._files: tuple[RecordedFile, ...] = ()
        self.choose = ActionButton(
            tr("Datei wählen …"), icon_name="paperclip", size=ButtonSize.SMALL
        )
        self.choose.clicked.connect(self.choose_requested)
        self.add_to_head(self.choose)
        self.hint = TextLabel(
            tr("Dateien hierher ziehen oder mit Strg+V einfügen."), TextStyle.SMALL, Tone.MUTED
        )
        self.problem = InPlaceMessage(MessageKind.WARNING, "")
        self.problem.hide()
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(2))
        for widget in (self.problem, self._rows, self.hint):
            self.body.addWidget(widget)
        self._build()

    def files(self) -> tuple[RecordedFile, ...]:
        """What is attached, in the order of adding."""
        return self._files

    def show_files(self, files: tuple[RecordedFile, ...]) -> None:
        """Show these and no other."""
        self._files = files
        self._build()

    def add(self, file: RecordedFile) -> None:
        """Add one; the very same content under the same name is there already."""
        if file not in self._files:
            self.show_files((*self._files, file))

    def show_problems(self, sentences: tuple[str, ...]) -> None:
        """Say what was not added; nothing hides it."""
        self.problem.setVisible(bool(sentences))
        if sentences:
            self.problem.show_message(MessageKind.WARNING, "\n".join(sentences))

    def _remove(self, file: RecordedFile) -> None:
        self.show_files(tuple(one for one in self._files if one != file))
        self.choose.setFocus()
        self.files_changed.emit()

    def _build(self) -> None:
        clear_layout(self._column)
        self._rows.setVisible(bool(self._files))
        for file in self._files:
            self._column.addWidget(self._row(file))
        self.count.setText(str(len(self._files)))

    def _row(self, file: RecordedFile) -> QWidget:
        now = theme.current()
        line = QWidget()
        line.setAccessibleName(file.name)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(now.px(7))
        icon_name = "image" if file.media_type.startswith("image/") else "file-text"
        size = tr("{n} KB", n=max(1, round(file.size / KILOBYTE)))
        remove = IconButton("x", tr("{name} entfernen", name=file.name), variant=Variant.QUIET)
        remove.clicked.connect(partial(self._on_remove_clicked, file))
        name = ElidedLabel(file.name, TextStyle.SMALL)
        name.setToolTip(file.name)
        row.addWidget(IconLabel(icon_name, Tone.MUTED, edge=14))
        row.addWidget(name, 1)
        row.addWidget(TextLabel(size, TextStyle.SMALL, Tone.MUTED))
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignRight)
        return line

    def _on_remove_clicked(self, file: RecordedFile, _checked: object = None) -> None:
        self._remove(file)
