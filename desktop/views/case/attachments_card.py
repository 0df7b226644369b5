"""Card *Anlagen*: the files of a case by name; a click shows one beside the text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.cases.view import AttachmentView
from desktop.texts import tr
from desktop.texts.foreign import LEFT_TO_RIGHT, shown
from desktop.views import theme
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.card import Card
from desktop.views.widgets.layouts import clear_layout

SHOWN = 4
"""So many files have a button of their own; all of them stand in the viewer."""


class AttachmentsCard(Card):
    """``attachment_requested`` carries the ``AttachmentView`` to be shown."""

    attachment_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty and hidden."""
        super().__init__(tr("Anlagen"), count=0, parent=parent)
        self._buttons = QWidget()
        self._column = QVBoxLayout(self._buttons)
        # Room for the focus ring, which is drawn around a button.
        room = theme.current().px(3)
        self._column.setContentsMargins(room, room, room, room)
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
        clear_layout(self._column)
        for attachment in attachments[:SHOWN]:
            icon_name = "image" if attachment.media_type.startswith("image/") else "file-text"
            size = tr("{n} KB", n=max(1, round(attachment.size / 1024)))
            button = ActionButton(
                f"{attachment.name}{LEFT_TO_RIGHT} · {size}",
                icon_name=icon_name,
                size=ButtonSize.SMALL,
            )
            button.setAccessibleName(tr("Anlage {name} anzeigen", name=shown(attachment.name)))
            button.clicked.connect(
                lambda _=False, chosen=attachment: self.attachment_requested.emit(chosen)
            )
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if len(attachments) > SHOWN:
            more = ActionButton(
                tr("{n} weitere Anlagen ansehen", n=len(attachments) - SHOWN),
                icon_name="paperclip",
                size=ButtonSize.SMALL,
            )
            more.clicked.connect(lambda: self.attachment_requested.emit(attachments[SHOWN]))
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
