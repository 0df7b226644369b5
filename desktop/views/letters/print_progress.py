"""How far a batch is on its way to paper, and the button that calls it off in time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.services.letters.watch import PrintProgress, PrintStage
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import TextLabel

SHOWN_FROM = 10
"""Fewer letters are done before anybody has read how far they are."""


def stage_text(progress: PrintProgress) -> str:
    """Return what is being done and how far it is."""
    if progress.stage is PrintStage.CODES:
        return tr(
            "Codes werden erzeugt: {done} von {total}", done=progress.done, total=progress.total
        )
    if progress.stage is PrintStage.FREEZING:
        return tr(
            "Briefe werden zusammengestellt: {done} von {total}",
            done=progress.done,
            total=progress.total,
        )
    return tr("{n} Briefe gehen auf Papier", n=progress.total)


class PrintProgressBar(QWidget):
    """Hidden until a larger batch reports; ``cancel_requested`` comes once at most."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        now = theme.current()
        self.text = TextLabel("", TextStyle.BODY)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Fortschritt des Drucks"))
        self.cancel = ActionButton(tr("Abbrechen"), size=ButtonSize.SMALL)
        self.cancel.setAccessibleName(tr("Druck abbrechen"))
        self.cancel.clicked.connect(self._on_cancel_clicked)
        row = QHBoxLayout()
        row.setSpacing(now.space(3))
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(now.space(1))
        column.addWidget(self.text)
        column.addLayout(row)
        self.hide()

    def begin(self) -> None:
        """Something is on its way; nothing is shown before it says how much it is."""
        self.hide()
        self.cancel.set_blocked("")

    def show_progress(self, progress: PrintProgress) -> None:
        """Show how far it is."""
        if progress.total < SHOWN_FROM:
            return
        self.text.setText(stage_text(progress))
        self.bar.setRange(0, progress.total)
        done = progress.total if progress.stage is PrintStage.PRINTING else progress.done
        self.bar.setValue(done)
        self.bar.setAccessibleDescription(self.text.text())
        if progress.stage is not PrintStage.CODES:
            self.cancel.set_blocked(tr("Der Stapel ist angelegt und wird jetzt gedruckt."))
        self.show()

    def end(self) -> None:
        """It is done, or it failed."""
        self.hide()

    def _on_cancel_clicked(self) -> None:
        self.cancel.set_blocked(tr("wird abgebrochen"))
        self.cancel_requested.emit()
