"""How far a dry run, an import or a taking back is, and the button that ends it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.services.master_data.view import Progress
from desktop.texts import tr
from desktop.texts.foreign import shown
from desktop.views.widgets.progress_row import ProgressRow

_WHOLE = 1000


class ImportBar(ProgressRow):
    """Counts rows and parts of imports."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(tr("Fortschritt"), parent)

    def show_progress(self, progress: Progress) -> None:
        """So far it is."""
        sentence = tr("{file}: {n} Zeilen gelesen", file=shown(progress.file), n=progress.rows)
        self.show_share(round(progress.share * _WHOLE), _WHOLE, sentence)

    def show_rows(self, done: int) -> None:
        """So many rows are taken back."""
        self.say(tr("{n} Zeilen zurückgenommen", n=done))

    def show_part(self, done: int, whole: int) -> None:
        """So many of so many are done."""
        self.show_share(done, whole, tr("{done} von {whole}", done=done, whole=whole))
