"""How far a check or an extract of the audit log is, and the button that ends it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.texts import tr
from desktop.views.widgets.progress_row import ProgressRow

Progress = tuple[int, int | None]
"""Lines that were read, and how many there are; None where nobody knows."""


class TrailBar(ProgressRow):
    """Counts lines of the log."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(tr("Fortschritt im Protokoll"), parent)

    def show_progress(self, progress: Progress) -> None:
        """So far it is."""
        done, total = progress
        if total is None:
            self.say(tr("{n} Zeilen gelesen", n=done))
        else:
            self.show_share(done, total, tr("Zeile {n} von {total}", n=done, total=total))
