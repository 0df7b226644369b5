"""Says before a batch is printed once more that its letters with codes get new ones."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.letters.view import BatchRow
from desktop.texts import ntr, tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.labels import TextLabel, Tone


class NewCodesDialog(QDialog):
    """A window-modal question; ``confirmed`` comes when the person goes on."""

    confirmed = Signal()

    def __init__(self, batch: BatchRow, parent: QWidget | None = None) -> None:
        """Ask about this batch."""
        super().__init__(parent)
        title = tr("Stapel {number} mit neuen Codes drucken?", number=batch.number)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = theme.current()
        many = ntr(
            "{n} Brief enthält einen Registrierungscode.",
            "{n} Briefe enthalten einen Registrierungscode.",
            batch.codes,
        )
        rest = tr(
            "Ein Code wird nie zweimal gedruckt: Jeder dieser Briefe bekommt einen neuen, und der "
            "frühere Code gilt in diesem Moment nicht mehr. Vernichten Sie bitte, was schon auf "
            "Papier ist. Wer sich inzwischen registriert hat, bekommt keinen Brief mehr."
        )
        self.go_on = ActionButton(
            tr("Neue Codes drucken"), variant=Variant.PRIMARY, shortcut="Ctrl+Return"
        )
        self.go_on.setShortcut("Ctrl+Return")
        self.cancel = ActionButton(tr("Abbrechen"))
        self.cancel.clicked.connect(self.reject)
        self.go_on.clicked.connect(self._on_go_on_clicked)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.space(5), now.space(4), now.space(5), now.space(4))
        column.setSpacing(now.space(2))
        column.addWidget(TextLabel(title, TextStyle.TITLE))
        for words in (many, rest):
            column.addWidget(
                TextLabel(words, TextStyle.BODY, Tone.SECONDARY, wrap=Qt.TextFlag.TextWordWrap)
            )
        column.addLayout(buttons)
        self.setMinimumWidth(now.px(480))
        self.cancel.setFocus()

    def _on_go_on_clicked(self) -> None:
        self.accept()
        self.confirmed.emit()
