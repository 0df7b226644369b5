"""Asks for the reason of a rejection, from a list; each brings its prepared reply."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.services.conversation.text_modules import TextModule
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import Row, TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone


class RejectionDialog(QDialog):
    """A window-modal list. ``chosen`` carries the prepared reply of the reason."""

    chosen = Signal(object)

    def __init__(self, replies: tuple[TextModule, ...], parent: QWidget | None = None) -> None:
        """Offer ``replies``; the first is marked."""
        super().__init__(parent)
        self.setWindowTitle(tr("Antrag ablehnen"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._replies = replies
        now = theme.current()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Gründe"))
        for reply in replies:
            item = QListWidgetItem(reply.title)
            item.setSizeHint(QSize(0, now.row_height(Row.TABLE)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self._on_confirm_clicked)
        self.confirm = ActionButton(
            tr("Antwort vorbereiten"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.confirm.setShortcut("Ctrl+Return")
        self.confirm.clicked.connect(self._on_confirm_clicked)
        cancel = ActionButton(tr("Abbrechen"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(tr("Antrag ablehnen"), TextStyle.TITLE))
        column.addWidget(
            TextLabel(
                tr("Wählen Sie den Grund. Die Antwort können Sie danach noch ändern."),
                TextStyle.BODY,
                Tone.SECONDARY,
                wrap=Qt.TextFlag.TextWordWrap,
            )
        )
        column.addWidget(self.list)
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(460))
        self.list.setFocus()

    def _on_confirm_clicked(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._replies):
            self.chosen.emit(self._replies[row])
            self.accept()
