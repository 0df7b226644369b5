"""Card *Anlagen*: the files of a case by name; a click shows one beside the text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.texts.foreign import LEFT_TO_RIGHT, shown
from desktop.views import theme
from desktop.views.case.file_button import FileButton
from desktop.views.widgets.card import Card
from desktop.views.widgets.kept_rows import KeptRows

SHOWN = 4
"""So many files have a button of their own; all of them stand in the viewer."""
_LEFT = Qt.AlignmentFlag.AlignLeft


class AttachmentsCard(Card):
    """``attachment_requested`` carries the ``AttachmentView`` to be shown."""

    attachment_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Anlagen"), count=0, parent=parent)
        self._buttons = QWidget()
        column = QVBoxLayout(self._buttons)
        # Room for the focus ring, which is drawn around a button.
        room = theme.current().px(3)
        column.setContentsMargins(room, room, room, room)
        self._rows = KeptRows(column)
        self.body.addWidget(self._buttons)
        self._shown: tuple[AttachmentView, ...] = ()
        self.hide()

    def show_attachments(self, attachments: tuple[AttachmentView, ...]) -> None:
        """List the first files of a case, and how many follow."""
        self.setVisible(bool(attachments))
        if attachments == self._shown:
            return
        self._shown = attachments
        self.count.setText(str(len(attachments)))
        self._rows.begin()
        for attachment in attachments[:SHOWN]:
            icon_name = "image" if attachment.media_type.startswith("image/") else "file-text"
            size = tr("{n} KB", n=max(1, round(attachment.size / 1024)))
            self._rows.take(self._new_button, _LEFT).show_file(
                attachment,
                f"{attachment.name}{LEFT_TO_RIGHT} · {size}",
                icon_name,
                tr("Anlage {name} anzeigen", name=shown(attachment.name)),
            )
        if len(attachments) > SHOWN:
            text = tr("{n} weitere Anlagen ansehen", n=len(attachments) - SHOWN)
            more = self._rows.take(self._new_button, _LEFT)
            more.show_file(attachments[SHOWN], text, "paperclip", text)
        self._rows.finish()

    def _new_button(self) -> FileButton:
        button = FileButton()
        button.asked.connect(self.attachment_requested)
        return button
