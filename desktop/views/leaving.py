"""What a person sees when the last window is closed and the backup takes longer than a moment."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar

from desktop.domain.errors import UserError
from desktop.services.operation.backups import BackupProgress
from desktop.tasks import Lane, Task, TaskRunner
from desktop.texts import tr
from desktop.texts.errors import error_sentence
from desktop.views.operation.backup_bar import step_text
from desktop.views.preparing import PATIENCE_MS
from desktop.views.small_window import SmallWindow
from desktop.views.widgets.labels import TextLabel
from desktop.views.widgets.messages import InPlaceMessage, MessageKind
from desktop.views.widgets.progress_row import show_share


class LeavingWindow(SmallWindow):
    """A small window of its own. ``given_up``: somebody wants to end without a backup.

    Closing it means the same.
    """

    given_up = Signal()

    def __init__(self) -> None:
        """Say what is done, without knowing how long it takes."""
        super().__init__(tr("Ihre Arbeit wird gesichert"))
        self.step = TextLabel(tr("Die Sicherung beginnt …"))
        self.step.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.message.hide()
        self.lay_out(self.step, self.bar, self.message)
        self.leave.setText(tr("Ohne Sicherung beenden"))
        self.leave.setAccessibleName(self.leave.text())
        self._say(self.step.text())

    def show_progress(self, progress: BackupProgress) -> None:
        """So far it is."""
        show_share(self.bar, progress.done, progress.total)
        self._say(step_text(progress))

    def show_failure(self, error: UserError) -> None:
        """It did not work: say why; all that is left is to end."""
        self.step.hide()
        self.bar.hide()
        sentence = error_sentence(error)
        self.message.show_message(
            MessageKind.ERROR,
            sentence,
            tr("Was Sie getan haben, ist in der Datenbank gespeichert."),
        )
        self.message.show()
        self.leave.setText(tr("Beenden"))
        self.leave.setAccessibleName(self.leave.text())
        self.setAccessibleName(f"{self.title.text()}: {sentence}")
        self.adjustSize()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.given_up.emit()

    def _say(self, sentence: str) -> None:
        self.step.setText(sentence)
        self.bar.setAccessibleName(sentence)
        self.setAccessibleName(f"{self.title.text()}: {sentence}")


class _Leaving:
    """One backup at the end, and the window that tells of it."""

    def __init__(self, tasks: TaskRunner, task: Task, back_up: Callable[[], object]) -> None:
        self._tasks = tasks
        self._task = task
        self._back_up = back_up
        self._loop = QEventLoop()
        self._window: LeavingWindow | None = None
        self._told: BackupProgress | None = None
        self._is_over = False
        self._patience = QTimer(singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._show)

    def run(self) -> None:
        """Until it is done, has failed and was read, or nobody wants to wait."""
        self._patience.start()
        self._tasks.run(
            self._back_up,
            on_done=self._on_done,
            on_error=self._on_error,
            on_progress=self._on_progress,
            lane=Lane.FILES,
            task=self._task,
        )
        if not self._is_over:
            self._loop.exec()
        self._patience.stop()
        window, self._window = self._window, None
        if window is not None:
            window.given_up.disconnect(self._on_given_up)
            window.close()
            window.deleteLater()

    def _show(self) -> LeavingWindow:
        if self._window is None:
            self._window = LeavingWindow()
            self._window.given_up.connect(self._on_given_up)
            if self._told is not None:
                self._window.show_progress(self._told)
            self._window.show()
        return self._window

    def _on_progress(self, progress: BackupProgress) -> None:
        self._told = progress  # a step that takes long may have been told before the window shows
        if self._window is not None:
            self._window.show_progress(progress)

    def _on_done(self, _result: object) -> None:
        self._end()

    def _on_error(self, error: UserError) -> None:
        self._patience.stop()
        self._show().show_failure(error)

    def _on_given_up(self) -> None:
        self._task.cancel()
        self._end()

    def _end(self) -> None:
        self._is_over = True
        self._loop.quit()


def leave_when_done(tasks: TaskRunner, task: Task, back_up: Callable[[], object]) -> None:
    """Run ``back_up`` and return when it is done; a window tells how far it is after a moment.

    Whoever closes that window ends without a backup; ``task`` is cancelled then. What went wrong is
    said until it is closed.
    """
    _Leaving(tasks, task, back_up).run()
