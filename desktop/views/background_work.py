"""What the program does by itself while it runs: intake, delivery, the file for the ERP."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import UserError
from desktop.tasks import UNEXPECTED, Lane, Task, TaskRunner
from desktop.texts.errors import error_sentence
from desktop.views.courtesy import Courtesy

log = logging.getLogger(__name__)
LEASE_TAKEN = "lease.taken"
FIRST_AFTER_MS = 1_500
"""Who has just started the program waits for a list: nothing else computes until it is there."""


def _nothing_to_say(result: object) -> str:
    del result
    return ""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do again and again.

    ``work`` runs off the GUI thread and raises UserError; it is given a function that tells whether
    the window is being closed, so that it ends between two of its steps. ``report`` makes a
    sentence of its result, "" where there is nothing a person has to know.
    """

    name: str
    work: Callable[[Callable[[], bool]], object]
    every_seconds: float
    report: Callable[[Any], str] = _nothing_to_say


def between_steps(courtesy: Courtesy, is_cancelled: Callable[[], bool]) -> bool:
    """What a job asks between two of its steps: whether to end. It waits here for who scrolls."""
    courtesy.give_way(is_cancelled)
    return is_cancelled()


class BackgroundWork(QObject):
    """Runs each job at its pace, never twice at a time.

    ``failed`` carries a sentence, once for the same trouble; another program that does the job
    already is no trouble. ``reported`` carries what a job has to say. A job with a bug rests until
    the next start: its report was shown.
    """

    failed = Signal(str)
    reported = Signal(str)

    def __init__(
        self,
        tasks: TaskRunner,
        jobs: tuple[Job, ...],
        parent: QObject | None = None,
        *,
        courtesy: Courtesy | None = None,
    ) -> None:
        """Start with the first round soon; jobs give way by ``courtesy`` between their steps."""
        super().__init__(parent)
        self._tasks = tasks
        self._jobs = jobs
        self._courtesy = courtesy or Courtesy()
        self._busy: set[str] = set()
        self._said: dict[str, str] = {}
        self._timers: dict[str, QTimer] = {}
        for job in jobs:
            timer = QTimer(self, interval=round(job.every_seconds * 1000))
            timer.timeout.connect(lambda job=job: self._run(job))
            timer.start()
            self._timers[job.name] = timer
        self._first = QTimer(self, singleShot=True, interval=FIRST_AFTER_MS)
        self._first.timeout.connect(self.run_now)
        self._first.start()

    def run_now(self) -> None:
        """Begin a round of every job at once: time passed while nobody could work."""
        for job in self._jobs:
            if self._timers[job.name].isActive():
                self._run(job)

    def stop(self) -> None:
        """Begin no further round."""
        self._first.stop()
        for timer in self._timers.values():
            timer.stop()

    def _run(self, job: Job) -> None:
        if job.name in self._busy:
            return
        self._busy.add(job.name)
        task = Task()
        self._tasks.run(
            job.work,
            partial(between_steps, self._courtesy, task.is_cancelled),
            on_done=lambda result: self._on_done(job, result),
            on_error=lambda error: self._on_failed(job, error),
            lane=Lane.FILES,
            task=task,
        )

    def _on_done(self, job: Job, result: object) -> None:
        self._busy.discard(job.name)
        self._said.pop(job.name, None)
        if text := job.report(result):
            self.reported.emit(text)

    def _on_failed(self, job: Job, error: UserError) -> None:
        self._busy.discard(job.name)
        if error.code == UNEXPECTED:
            self._timers[job.name].stop()
        if error.code != LEASE_TAKEN and self._said.get(job.name) != error.code:
            self._said[job.name] = error.code
            self.failed.emit(error_sentence(error))
