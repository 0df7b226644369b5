"""What a person sees while a backup takes the place of the database; no other window is open."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QEventLoop, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar

from desktop.domain.errors import UserError
from desktop.domain.restore import Restored
from desktop.services.operation.backups import BackupProgress
from desktop.tasks import Lane, Task, TaskRunner
from desktop.texts import tr
from desktop.views.operation.backup_bar import step_text
from desktop.views.small_window import SmallWindow
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.progress_row import show_share


class RestoringWindow(SmallWindow):
    """A small window of its own. ``given_up``: somebody wants the present database to stay.

    It goes when the work has ended, however often somebody closes it.
    """

    given_up = Signal()

    def __init__(self) -> None:
        """Say what is done, without knowing how long it takes."""
        super().__init__(tr("Eine Sicherung wird zurückgespielt"))
        self.step = TextLabel(tr("Die Sicherung wird gelesen …"))
        self.step.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.lay_out(self.step, self.bar)
        self.leave.setText(tr("Abbrechen"))
        self.leave.setAccessibleName(self.leave.text())
        self.has_ended = False
        self._say(self.step.text())

    def show_progress(self, progress: BackupProgress) -> None:
        """So far it is."""
        show_share(self.bar, progress.done, progress.total)
        self._say(step_text(progress))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.has_ended:
            super().closeEvent(event)
            return
        # What is half done is ended in order: the work says when.
        event.ignore()
        self.leave.set_blocked(tr("wird abgebrochen"))
        self.given_up.emit()

    def _say(self, sentence: str) -> None:
        self.step.setText(sentence)
        self.bar.setAccessibleName(sentence)
        self.setAccessibleName(f"{self.title.text()}: {sentence}")


Restore = Callable[[Callable[[BackupProgress], None], Callable[[], bool]], Restored]
"""Restores; is told whom to tell how far it is, and asks whether it is to end."""


def restored_or_why_not(tasks: TaskRunner, restore: Restore) -> Restored | UserError:
    """Run ``restore`` off the window's thread and return what came of it, or why nothing did."""
    loop = QEventLoop()
    task, given_up = Task(), Event()
    outcome: list[Restored | UserError] = []
    window = RestoringWindow()
    window.given_up.connect(given_up.set)
    window.show()

    def ended(result: Restored | UserError) -> None:
        outcome.append(result)
        loop.quit()

    tasks.run(
        lambda: restore(task.report, given_up.is_set),
        on_done=ended,
        on_error=ended,
        on_progress=window.show_progress,
        lane=Lane.FILES,
        task=task,
    )
    if not outcome:
        loop.exec()
    window.has_ended = True
    window.close()
    window.deleteLater()
    return outcome[0]
