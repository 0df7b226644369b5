"""How far a dry run, an import or a taking back is, and the button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.services.master_data.view import Progress
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import TextLabel, Tone

_WHOLE = 1000


class ImportBar(QWidget):
    """Hidden until something runs. ``cancelled`` fires when a person has had enough of it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.step = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Fortschritt"))
        self.cancel = ActionButton(tr("Abbrechen"), size=ButtonSize.SMALL)
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space(3))
        row.addWidget(self.step)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, words: str) -> None:
        """Something begins that is called so."""
        self.step.setText(words)
        self.bar.setRange(0, 0)
        self.show()

    def show_progress(self, progress: Progress) -> None:
        """So far it is."""
        self.bar.setRange(0, _WHOLE)
        self.bar.setValue(round(progress.share * _WHOLE))
        self.step.setText(
            tr("{file}: {n} Zeilen gelesen", file=shown(progress.file), n=progress.rows)
        )

    def show_rows(self, done: int) -> None:
        """So many rows are taken back."""
        self.step.setText(tr("{n} Zeilen zurückgenommen", n=done))

    def show_part(self, done: int, whole: int) -> None:
        """So many of so many are done."""
        self.bar.setRange(0, whole)
        self.bar.setValue(done)
        self.step.setText(tr("{done} von {whole}", done=done, whole=whole))
