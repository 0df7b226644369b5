"""How far a running backup is, and the button that ends it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.services.operation.backups import BackupProgress, BackupStep
from desktop.texts import tr
from desktop.views.widgets.progress_row import ProgressRow


class BackupBar(ProgressRow):
    """Counts what a backup, or the proof of one, has read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(tr("Fortschritt der Sicherung"), parent)

    def show_progress(self, progress: BackupProgress) -> None:
        """So far it is."""
        self.show_share(progress.done, progress.total, step_text(progress))


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
