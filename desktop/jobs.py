"""What is under way off the window's thread: tasks, who waits for them, and threads that do them.

``desktop.tasks`` is the door to it; nothing else makes jobs or lanes.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from desktop import crash
from desktop.domain.errors import UserError

UNEXPECTED = "program.unexpected"
"""Code of the ``UserError`` a screen gets for a bug; the crash report tells the rest."""


class Stale(Enum):
    """What to do with a task that a later one of its scope has overtaken."""

    RUN = "run"
    """It runs all the same (it may write), only its result is dropped."""
    SKIP = "skip"
    """If it has not begun, it need not run: it only reads."""


class Task:
    """What was handed over; lets a screen cancel it, and the function tell how far it is.

    Make one yourself where the function asks for it: ``task = Task()``, then
    ``tasks.run(lambda: take_in(context, inbox, is_cancelled=task.is_cancelled,
    on_progress=task.report), task=task, on_progress=...)``.
    """

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._report: Callable[[object], None] = _nobody_listens

    def cancel(self) -> None:
        """Ask the function to end; neither result nor error is delivered. It is not torn away."""
        self._cancelled.set()

    def is_cancelled(self) -> bool:
        """Whether somebody asked to end; long functions look between their steps."""
        return self._cancelled.is_set()

    def report(self, progress: object) -> None:
        """Tell how far the work is; ``on_progress`` gets it on the window's thread."""
        self._report(progress)

    def report_to(self, listener: Callable[[object], None]) -> None:
        """Where ``report`` goes; the runner of tasks sets it."""
        self._report = listener


@dataclass(slots=True)
class Job:
    """A task under way, with everything that is needed to deliver it."""

    function: Callable[[], object] | None
    task: Task
    on_done: Callable[[Any], None] | None = None
    on_error: Callable[[UserError], None] | None = None
    on_progress: Callable[[Any], None] | None = None
    scope: str | None = None
    generation: int = 0
    stale: Stale = Stale.RUN
    result: object = None
    error: UserError | None = None

    def execute(self) -> None:
        """Run the function in the thread of its lane and keep what came of it."""
        assert self.function is not None, "a job is done once"
        try:
            self.result = self.function()
        except UserError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - a bug becomes a crash report, not a dead lane
            crash.report(error)
            self.error = UserError(UNEXPECTED)

    def deliver(self, otherwise: Callable[[UserError], None]) -> None:
        """Call back; an error nobody asked for goes to ``otherwise``, never into the void."""
        if self.error is not None:
            (self.on_error or otherwise)(self.error)
        elif self.on_done is not None:
            self.on_done(self.result)

    def let_go(self) -> None:
        """Hold nothing any more that belongs to the window; called in its thread.

        The thread of a lane has its last job until it gets the next one. If a closed dialog were
        held by that job alone, it would be taken down there, which Qt does not survive.
        """
        self.function = self.on_done = self.on_error = self.on_progress = None
        self.result = self.error = None
        self.task.report_to(_nobody_listens)  # it would lead to this job


@dataclass(slots=True)
class Scopes:
    """Counts the calls of every scope: only the latest is waited for."""

    latest: dict[str, int] = field(default_factory=dict)

    def advance(self, scope: str | None) -> int:
        """Begin a new generation of the scope and return its number."""
        if scope is None:
            return 0
        self.latest[scope] = self.latest.get(scope, 0) + 1
        return self.latest[scope]

    def is_awaited(self, job: Job) -> bool:
        """Whether somebody still waits for what the job brings."""
        if job.task.is_cancelled():
            return False
        return job.scope is None or self.latest.get(job.scope) == job.generation


class LaneThreads:
    """The threads of one lane and the queue they share."""

    def __init__(self, name: str, count: int, work: Callable[[Job], None]) -> None:
        self._work = work
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._active: set[Task] = set()
        self._count = count
        self._name = name
        self._threads: list[threading.Thread] = []

    def put(self, job: Job) -> None:
        """Hand a job over; threads are made when they are first needed."""
        self._active.add(job.task)
        self._queue.put(job)
        if len(self._threads) < self._count:
            name = f"lane-{self._name}-{len(self._threads) + 1}"
            thread = threading.Thread(target=self._loop, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Work off what waits, then end the threads. Parallel lanes are asked to cancel first."""
        if self._count > 1:
            for task in tuple(self._active):
                task.cancel()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _loop(self) -> None:
        while (job := self._queue.get()) is not None:
            self._work(job)
            self._active.discard(job.task)


def _nobody_listens(progress: object) -> None:
    """Progress that nobody asked for."""
    del progress
