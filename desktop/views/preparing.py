"""What a person sees while the program opens its data for longer than a moment.

A database of an older version is copied, and brought to the schema of this one. Before the first
list is read, cases are judged that nobody has judged yet: all open ones after an update, and those
of a debit run whose file moment passed meanwhile. For a large company that takes a minute, and
somebody who sees nothing starts the program a second time.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar

from desktop.domain.upgrade import UpgradeProgress
from desktop.texts import tr
from desktop.texts.upgrade import upgrade_text
from desktop.views.small_window import SmallWindow
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.progress_row import show_share

PATIENCE_MS = 700
"""A start that is quicker shows nothing: a window that flashes up only startles."""
PATIENCE_BEHIND_FRONT_MS = 4_000
"""Where the sign-in page stands already there is something to do meanwhile."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far the start has come: ``done`` of ``total`` cases have their place in the lists."""

    done: int
    total: int


class PreparingWindow(SmallWindow):
    """A small window of its own. ``quit_requested``: somebody does not want to wait.

    Closing it means to quit; what was done until then stays, and the next start goes on there.
    """

    quit_requested = Signal()

    def __init__(self) -> None:
        """Say that the data are opened, without knowing how long it takes."""
        super().__init__(tr("Mieterdesk wird geöffnet"))
        self.step = TextLabel(tr("Die Daten werden geöffnet …"))
        self.step.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.lay_out(self.step, self.bar)
        self._say(self.step.text())

    def show_progress(self, progress: Preparation | UpgradeProgress) -> None:
        """Say how far it is, and that ending now loses nothing."""
        if isinstance(progress, UpgradeProgress):
            if progress.total:
                show_share(self.bar, progress.done, progress.total)
            else:
                self.bar.setRange(0, 0)
            self._say(upgrade_text(progress))
            return
        self.bar.setRange(0, max(progress.total, progress.done))
        self.bar.setValue(progress.done)
        self._say(
            tr(
                "Vorgänge werden in die Listen eingeordnet: {done} von {total}. "
                "Wer jetzt beendet, verliert nichts; der nächste Start macht dort weiter.",
                done=progress.done,
                total=max(progress.total, progress.done),
            )
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.quit_requested.emit()

    def _say(self, sentence: str) -> None:
        self.step.setText(sentence)
        self.bar.setAccessibleName(sentence)
        self.setAccessibleName(f"{self.title.text()}: {sentence}")
