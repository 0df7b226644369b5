"""The only door between threads: nothing that may take long runs on the thread of the window.

A screen hands a function over and gets its result back on its own thread. Work on the database goes
one after the other in a lane of its own, so that what a person does last also happens last; files
and network wait in parallel. Results nobody waits for any more are dropped, never delivered late.
"""

import sys
from collections.abc import Callable
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.jobs import UNEXPECTED, Job, LaneThreads, Scopes, Stale, Task

if TYPE_CHECKING:
    from desktop.database.engine import Database

__all__ = ["UNEXPECTED", "Lane", "Stale", "SynchronousTasks", "Task", "TaskRunner", "Tasks"]

R = TypeVar("R")
_PARALLEL = 4
_TURN_S = 0.001
"""How long a thread may go on computing when another one wants its turn: painting a list goes in
and out of Python several times, each of which would cost Python's own five milliseconds."""


class Lane(StrEnum):
    """Where a function runs."""

    DATABASE = "database"
    """One after the other, in the order of asking."""
    FILES = "files"
    """Up to four at a time: exchange folders, documents, long sweeps."""
    SEARCH = "search"
    """One after the other, beside the database lane: no question of the search, however long it
    takes, holds up a case that somebody opens or an answer that is stored."""


class TaskRunner(Protocol):
    """What screens know of ``Tasks``."""

    def run(
        self,
        function: Callable[..., R],
        *args: object,
        on_done: Callable[[R], None] | None = None,
        on_error: Callable[[UserError], None] | None = None,
        on_progress: Callable[[Any], None] | None = None,
        lane: Lane = Lane.DATABASE,
        scope: str | None = None,
        stale: Stale = Stale.RUN,
        task: Task | None = None,
    ) -> Task:
        """Run ``function(*args)`` off the window's thread; the callbacks come back on it.

        A later call with the same ``scope`` drops the result of this one, and ``drop`` does too.
        Errors that a person can do something about go to ``on_error``; a bug is reported as a
        crash, and ``on_error`` gets ``program.unexpected`` so that a screen can end its waiting.
        """

    def drop(self, scope: str) -> None:
        """Let nothing of ``scope`` be delivered that was asked for until now."""


class Tasks(QObject):
    """Runs functions in lanes of their own threads and delivers on the thread it was made on.

    ``changed`` carries the frozenset of ``Change`` of every commit of this program, and of others
    where ``watch_others`` was asked for. ``failed`` carries a ``UserError`` for which the call gave
    no ``on_error``. All signals come on the window's thread. Call ``stop`` before the object goes.
    """

    changed = Signal(object)
    failed = Signal(object)
    became_busy = Signal()
    became_idle = Signal()
    _finished = Signal(object)
    _progressed = Signal(object, object)
    _noticed = Signal(object)

    def __init__(self, database: "Database | None" = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_TURN_S)
        self._scopes = Scopes()
        self._running: dict[int, Job] = {}
        queued = Qt.ConnectionType.QueuedConnection
        self._finished.connect(self._on_finished, queued)
        self._progressed.connect(self._on_progressed, queued)
        self._noticed.connect(self.changed, queued)
        self._lanes = {
            Lane.DATABASE: LaneThreads("database", 1, self._work),
            Lane.FILES: LaneThreads("files", _PARALLEL, self._work),
            Lane.SEARCH: LaneThreads("search", 1, self._work),
        }
        self._unsubscribe = database.subscribe(self._noticed.emit) if database else _nothing
        self._stop_listening = _nothing
        self._watch = QTimer(self)

    def watch_others(self, database: "Database", seconds: float = 2.0) -> None:
        """Notice what other programs commit, and announce it like our own.

        A server tells of it at once; a file is looked at every few seconds.
        """
        if not database.is_embedded:
            self._stop_listening = database.listen()
            return
        seen = [database.commits_of_others()]
        looking = Lock()

        def look() -> None:
            try:
                now = database.commits_of_others()
                if now != seen[0]:
                    seen[0] = now
                    database.announce(frozenset(Change(kind) for kind in ChangeKind))
            finally:
                looking.release()

        def look_again() -> None:
            # Who looks waits for whoever writes: one at a time, or no thread is left for files.
            if looking.acquire(blocking=False):
                self._lanes[Lane.FILES].put(Job(look, Task()))

        self._watch.timeout.connect(look_again)
        self._watch.start(round(seconds * 1000))

    def run(
        self,
        function: Callable[..., R],
        *args: object,
        on_done: Callable[[R], None] | None = None,
        on_error: Callable[[UserError], None] | None = None,
        on_progress: Callable[[Any], None] | None = None,
        lane: Lane = Lane.DATABASE,
        scope: str | None = None,
        stale: Stale = Stale.RUN,
        task: Task | None = None,
    ) -> Task:
        """See ``TaskRunner.run``. Only from the thread this object lives on."""
        assert QThread.currentThread() is self.thread(), "tasks are handed over by the window"
        task = task or Task()
        job = Job(
            function=lambda: function(*args),
            task=task,
            on_done=on_done,
            on_error=on_error,
            on_progress=on_progress,
            scope=scope,
            generation=self._scopes.advance(scope),
            stale=stale,
        )
        task.report_to(lambda progress: self._progressed.emit(job, progress))
        self._running[id(job)] = job
        if len(self._running) == 1:
            self.became_busy.emit()
        self._lanes[lane].put(job)
        return task

    def drop(self, scope: str) -> None:
        """See ``TaskRunner.drop``; a screen calls it when it closes."""
        self._scopes.advance(scope)

    def is_busy(self) -> bool:
        """Whether anything runs or waits to run."""
        return bool(self._running)

    def stop(self) -> None:
        """End all lanes; what a person did is still written, what was only read is not awaited.

        Long tasks are asked to cancel; nothing is delivered any more.
        """
        self._watch.stop()
        self._stop_listening()
        self._stop_listening = _nothing
        self._unsubscribe()
        self._unsubscribe = _nothing
        for scope in tuple(self._scopes.latest):
            self._scopes.advance(scope)
        for lane in self._lanes.values():
            lane.stop()
        for job in self._running.values():
            job.let_go()

    def _work(self, job: Job) -> None:
        """Do one job in the thread of a lane."""
        skipped = job.task.is_cancelled() or (
            job.stale is Stale.SKIP and not self._scopes.is_awaited(job)
        )
        if not skipped:
            job.execute()
        self._finished.emit(job)

    @Slot(object)
    def _on_finished(self, job: Job) -> None:
        if self._running.pop(id(job), None) is not None and not self._running:
            self.became_idle.emit()
        try:
            if self._scopes.is_awaited(job):
                job.deliver(self.failed.emit)
        finally:
            job.let_go()

    @Slot(object, object)
    def _on_progressed(self, job: Job, progress: object) -> None:
        if job.on_progress is not None and self._scopes.is_awaited(job):
            job.on_progress(progress)


class SynchronousTasks(QObject):
    """The twin for tests: everything happens at once, on the calling thread, in the same order."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, database: "Database | None" = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scopes = Scopes()
        self._unsubscribe = database.subscribe(self.changed.emit) if database else _nothing

    def run(
        self,
        function: Callable[..., R],
        *args: object,
        on_done: Callable[[R], None] | None = None,
        on_error: Callable[[UserError], None] | None = None,
        on_progress: Callable[[Any], None] | None = None,
        lane: Lane = Lane.DATABASE,
        scope: str | None = None,
        stale: Stale = Stale.RUN,
        task: Task | None = None,
    ) -> Task:
        """See ``TaskRunner.run``; lane and staleness mean nothing here."""
        del lane
        task = task or Task()
        generation = self._scopes.advance(scope)
        job = Job(
            lambda: function(*args),
            task,
            on_done,
            on_error,
            on_progress,
            scope,
            generation,
            stale,
        )
        if on_progress is not None:
            task.report_to(on_progress)
        if not task.is_cancelled():
            job.execute()
            if self._scopes.is_awaited(job):
                job.deliver(self.failed.emit)
        return task

    def drop(self, scope: str) -> None:
        """See ``TaskRunner.drop``."""
        self._scopes.advance(scope)

    def is_busy(self) -> bool:
        """Never: what was asked for is done when ``run`` returns."""
        return False

    def stop(self) -> None:
        """Hear no more of the database."""
        self._unsubscribe()
        self._unsubscribe = _nothing


def _nothing() -> None:
    """Nothing to take back."""
