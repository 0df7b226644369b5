"""What a person sees when the program cannot start: why, what is safe, what to do, where it lies.

Somebody who starts the program with a double click sees no standard error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit

from desktop.domain.errors import UserError
from desktop.domain.upgrade import UpgradeProgress
from desktop.tasks import Lane, Task, TaskRunner
from desktop.texts import tr
from desktop.views.front_window import FrontWindow
from desktop.views.preparing import (
    PATIENCE_BEHIND_FRONT_MS,
    PATIENCE_MS,
    Preparation,
    PreparingWindow,
)
from desktop.views.small_window import SmallWindow
from desktop.views.widgets.buttons import ActionButton, Variant
from desktop.views.widgets.key_values import KeyValue, KeyValueGrid
from desktop.views.widgets.messages import InPlaceMessage, MessageKind

R = TypeVar("R")
_SHOWN_BACKUPS = 5
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class StartProblem:
    """Why the program cannot start.

    ``sentence`` is for people, ``folder`` the data folder, ``backups`` lines that name copies of
    the database (the newest first); None where no copy would help. ``mend`` restores the newest
    backup, off the window's thread; None where there is none.
    """

    sentence: str
    folder: str
    backups: tuple[str, ...] | None = None
    mend: Callable[[], object] | None = None
    take_key: Callable[[str], object] | None = None
    """Takes the recovery key that was typed, off the window's thread; None where none is asked."""


class StartProblemWindow(SmallWindow):
    """A small window of its own. ``retry_requested`` and ``quit_requested`` are its two ways out.

    Closing it means to quit. ``restore_requested``: the newest backup shall be restored.
    """

    retry_requested = Signal()
    restore_requested = Signal()
    quit_requested = Signal()

    def __init__(self, problem: StartProblem) -> None:
        """Show ``problem``."""
        super().__init__(tr("Mieterdesk kann nicht starten"))
        self.message = InPlaceMessage(MessageKind.ERROR, "")
        self.facts = KeyValueGrid(key_width=120)
        self.retry = ActionButton(
            tr("Erneut versuchen"), variant=Variant.PRIMARY, icon_name="rotate-ccw"
        )
        self.retry.clicked.connect(self.retry_requested)
        self.restore = ActionButton(tr("Neueste Sicherung zurückspielen"), icon_name="history")
        self.restore.setToolTip(
            tr("Was jetzt da ist, bleibt daneben liegen; nichts wird gelöscht.")
        )
        self.restore.clicked.connect(self.restore_requested)
        self.key = QLineEdit()
        self.key.setAccessibleName(tr("Wiederherstellungsschlüssel"))
        self.key.setPlaceholderText(tr("Wiederherstellungsschlüssel"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setMaxLength(_LONGEST_KEY)
        self.key.returnPressed.connect(self.retry_requested)
        self.lay_out(self.message, self.facts, self.key, self.restore, beside=self.retry)
        self.show_problem(problem)

    def show_problem(self, problem: StartProblem) -> None:
        """Say what is the matter now; both buttons can be used again."""
        self.set_busy(busy=False)
        self.message.show_message(MessageKind.ERROR, problem.sentence)
        self.setAccessibleName(f"{self.title.text()}: {problem.sentence}")
        facts = [KeyValue(tr("Datenordner"), problem.folder)]
        if problem.backups is not None:
            shown = "\n".join(problem.backups[:_SHOWN_BACKUPS])
            none = tr("In diesem Ordner liegt keine Sicherung.")
            facts.append(KeyValue(tr("Sicherungen"), shown or none))
        self.facts.show_rows(facts)
        self.restore.setVisible(problem.mend is not None)
        asks = problem.take_key is not None
        self.key.setVisible(asks)
        (self.key if asks else self.retry).setFocus(Qt.FocusReason.OtherFocusReason)

    def typed_key(self) -> str:
        """Return what was typed, and keep it no longer; "" where nothing was."""
        typed = self.key.text()
        self.key.clear()
        return typed

    def set_busy(self, *, busy: bool) -> None:
        """While it is tried once more nothing can be pressed twice."""
        self.retry.setEnabled(not busy)
        self.key.setEnabled(not busy)
        self.restore.setEnabled(not busy)
        self.retry.setText(tr("Wird geöffnet …") if busy else tr("Erneut versuchen"))
        self.retry.setAccessibleName(self.retry.text())

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.quit_requested.emit()


class _Start:
    """One start of the program: attempts, and the window between them."""

    def __init__(
        self,
        tasks: TaskRunner,
        attempt: Callable[[Task], object],
        describe: Callable[[UserError], StartProblem | None],
        front: FrontWindow | None,
    ) -> None:
        self._tasks = tasks
        self._front = front
        self._attempt = attempt
        self._describe = describe
        self._loop = QEventLoop()
        self._window: StartProblemWindow | None = None
        self._preparing: PreparingWindow | None = None
        self._told: Preparation | UpgradeProgress | None = None
        self._task = Task()
        patience = PATIENCE_MS if front is None else PATIENCE_BEHIND_FRONT_MS
        self._patience = QTimer(singleShot=True, interval=patience)
        self._patience.timeout.connect(self._on_patience_timeout)
        self._is_left = False
        self._mend: Callable[[], object] | None = None
        self._take_key: Callable[[str], object] | None = None
        self.result: list[object] = []
        self.error: UserError | None = None

    def run(self) -> None:
        """Until it worked, or the person gave up."""
        if self._front is not None:
            self._front.left.connect(self._on_given_up)
        self._try()
        if not (self.result or self._is_left):
            self._loop.exec()
        if self._front is not None:
            self._front.left.disconnect(self._on_given_up)
        self._end_preparing()
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()

    def _try(self) -> None:
        typed, take_key = "", self._take_key
        if self._window is not None:
            typed = self._window.typed_key()
            self._window.set_busy(busy=True)
        task = self._task = Task()
        self._told = None
        self._patience.start()

        def attempt() -> object:
            if typed and take_key is not None:
                take_key(typed)
            return self._attempt(task)

        self._tasks.run(
            attempt,
            on_done=self._on_done,
            on_error=self._on_error,
            on_progress=self._on_progress,
            lane=Lane.DATABASE,
            task=task,
        )

    def _on_progress(self, progress: Preparation | UpgradeProgress) -> None:
        self._told = progress  # what takes longest may have been told before the window shows
        if self._preparing is not None:
            self._preparing.show_progress(progress)

    def _on_patience_timeout(self) -> None:
        """It takes longer: say what is done, unless the window of a problem stands there."""
        if self._window is not None:
            return
        self._preparing = PreparingWindow()
        self._preparing.quit_requested.connect(self._on_given_up)
        if self._told is not None:
            self._preparing.show_progress(self._told)
        self._preparing.show()
        self._put_front_away()

    def _on_given_up(self) -> None:
        """The attempt ends with its next step; what it has done stays."""
        self._is_left = True
        self._task.cancel()
        self.error = UserError("start.given_up")
        self._loop.quit()

    def _end_preparing(self) -> None:
        self._patience.stop()
        preparing, self._preparing = self._preparing, None
        if preparing is not None:
            preparing.quit_requested.disconnect(self._on_given_up)
            preparing.close()
            preparing.deleteLater()

    def _on_done(self, result: object) -> None:
        self.result.append(result)
        self._loop.quit()

    def _on_error(self, error: UserError) -> None:
        self._end_preparing()
        self.error = error
        problem = None if self._is_left else self._describe(error)
        if problem is None:
            self._loop.quit()
            return
        self._mend, self._take_key = problem.mend, problem.take_key
        if self._window is not None:
            self._window.show_problem(problem)
            return
        self._window = StartProblemWindow(problem)
        self._window.retry_requested.connect(self._try)
        self._window.restore_requested.connect(self._restore)
        self._window.quit_requested.connect(self._on_quit)
        self._window.show()
        self._put_front_away()

    def _put_front_away(self) -> None:
        """Two windows would be one too many: the one in which nobody can sign in yet goes."""
        if self._front is not None:
            self._front.hide()

    def _restore(self) -> None:
        """Restore the newest backup, then try again."""
        if self._window is None or self._mend is None:
            return
        self._window.set_busy(busy=True)
        self._tasks.run(
            self._mend,
            on_done=lambda _restored: self._try(),
            on_error=self._on_error,
            lane=Lane.DATABASE,
        )

    def _on_quit(self) -> None:
        self._is_left = True
        self._loop.quit()


def start(
    tasks: TaskRunner,
    attempt: Callable[[Task], R],
    describe: Callable[[UserError], StartProblem | None],
    front: FrontWindow | None = None,
) -> R:
    """Return what ``attempt`` brings; while it fails a window says why and offers to try again.

    An error that ``describe`` has no problem for ends it without a question. ``front`` stands there
    meanwhile; who closes it gives up, and it is hidden when another window is needed.

    ``attempt`` runs off the window's thread, so that waiting for a server or another program's
    lock freezes nothing. It tells its task of a ``Preparation`` or an
    ``UpgradeProgress``, and ends when that is cancelled.

    Raises:
        UserError: the last failure, when the person gave up; ``start.given_up`` where it was not
            awaited.
    """
    started = _Start(tasks, attempt, describe, front)
    started.run()
    if started.result:
        result: R = started.result[0]  # type: ignore[assignment]  # what attempt returned
        return result
    assert started.error is not None
    raise started.error
