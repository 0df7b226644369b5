"""How far a running backup is, and the button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.services.operation.backups import BackupProgress, BackupStep
from desktop.texts import tr
from desktop.views import theme
from desktop.views.theme_tokens import TextStyle
from desktop.views.widgets.buttons import ActionButton, ButtonSize
from desktop.views.widgets.labels import TextLabel, Tone


class BackupBar(QWidget):
    """Hidden until a backup runs. ``cancelled`` fires when a person has had enough of it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.step = TextLabel("", TextStyle.SMALL, Tone.SECONDARY)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Fortschritt der Sicherung"))
        self.cancel = ActionButton(tr("Abbrechen"), size=ButtonSize.SMALL)
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space(3))
        row.addWidget(self.step)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self) -> None:
        """A backup begins."""
        self.step.setText(tr("Die Sicherung beginnt …"))
        self.bar.setRange(0, 0)
        self.show()

    def show_progress(self, progress: BackupProgress) -> None:
        """So far it is."""
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        copying = progress.step is BackupStep.DATABASE
        if copying and progress.done == progress.total:
            # Nothing can be told while the copy is checked.
            self.step.setText(tr("Die Kopie der Datenbank wird geprüft …"))
        elif copying:
            self.step.setText(tr("Die Datenbank wird kopiert …"))
        else:
            self.step.setText(tr("Dokument {n} von {total}", n=progress.done, total=progress.total))
