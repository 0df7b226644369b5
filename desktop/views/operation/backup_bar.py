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

_STEPS = 10_000


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

    def begin(self, sentence: str) -> None:
        """A backup, or the proof of one, begins: ``sentence`` says so."""
        self.step.setText(sentence)
        self.bar.setRange(0, 0)
        self.show()

    def show_progress(self, progress: BackupProgress) -> None:
        """So far it is."""
        show_on(self.bar, progress)
        self.step.setText(step_text(progress))


def show_on(bar: QProgressBar, progress: BackupProgress) -> None:
    """Let the bar stand where it is; bytes of a large file are more than a bar can count."""
    steps = max(min(progress.total, _STEPS), 1)
    bar.setRange(0, steps)
    bar.setValue(progress.done * steps // max(progress.total, 1))


def step_text(progress: BackupProgress) -> str:
    """Return what is being done, in words."""
    match progress.step:
        case BackupStep.DATABASE if progress.done == progress.total:
            # Nothing can be told while the copy is checked.
            return tr("Die Kopie der Datenbank wird geprüft …")
        case BackupStep.DATABASE:
            return tr("Die Datenbank wird kopiert …")
        case BackupStep.PROOF_OF_DATABASE if progress.done == progress.total:
            return tr("Die Sicherung wird mit ihrem Verzeichnis verglichen …")
        case BackupStep.PROOF_OF_DATABASE:
            return tr("Die Sicherung wird gelesen …")
        case _:
            return tr("Dokument {n} von {total}", n=progress.done, total=progress.total)
