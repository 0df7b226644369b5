"""What takes a while with a batch: reading, the dry run, publishing, taking back.

Each goes on while the page shows something else; who cancels is told what became of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance

from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.uploads import use_cases as uploads
from desktop.services.uploads.commands import NewUpload
from desktop.services.uploads.view import UploadProgress
from desktop.tasks import Lane, Task
from desktop.views.background_work import between_steps
from desktop.views.workplace import Workplace

R = TypeVar("R")
Watch = Callable[[], bool]
Work = Callable[[ServiceContext, Actor, Watch, Callable[[UploadProgress], None]], R]


class Activity(StrEnum):
    """What is being done with a batch."""

    READING = "reading"
    TRYING = "trying"
    PUBLISHING = "publishing"
    TAKING_BACK = "taking_back"


@dataclass(slots=True)
class Running:
    """Something under way; ``stop`` is no task of the runner's, so that its result is delivered."""

    activity: Activity
    progress: UploadProgress | None = None
    stop: Task = field(default_factory=Task)


class UploadWork(QObject):
    """All signals carry the id of the batch first.

    ``made`` comes with a new one, ``changed`` whenever something begins, moves on or ends. ``read``
    carries whether all is read, ``tried`` a ``PublicationPlan``, ``published`` a
    ``PublicationResult``, ``taken_back`` how many documents, ``failed`` a ``UserError`` (with 0: no
    batch was made).
    """

    made = Signal(int)
    changed = Signal(int)
    read = Signal(int, bool)
    tried = Signal(int, object)
    published = Signal(int, object)
    taken_back = Signal(int, int)
    failed = Signal(int, object)

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        """Start with nothing to do."""
        super().__init__(parent)
        self._workplace = workplace
        self._running: dict[int, Running] = {}

    def running(self, upload_id: int) -> Running | None:
        """What is being done with a batch."""
        return self._running.get(upload_id)

    def cancel(self, upload_id: int) -> None:
        """Ask what runs to end after its step."""
        found = self._running.get(upload_id)
        if found is not None:
            found.stop.cancel()

    def begin(self, command: NewUpload, paths: tuple[Path, ...]) -> None:
        """Make a batch of files and read them."""

        def made(upload_id: int) -> None:
            self.made.emit(upload_id)
            self.add(upload_id, paths)

        self._workplace.ask(
            uploads.make_upload,
            command,
            done=made,
            failed=lambda error: self.failed.emit(0, error),
        )

    def add(self, upload_id: int, paths: tuple[Path, ...]) -> None:
        """Add files to a batch and read them."""
        files = self._workplace.upload_files

        def work(
            context: ServiceContext,
            actor: Actor,
            watch: Watch,
            tell: Callable[[UploadProgress], None],
        ) -> bool:
            uploads.add_files(context, actor, files, upload_id, paths)
            return uploads.read_upload(
                context, actor, files, upload_id, is_cancelled=watch, on_progress=tell
            )

        self._run(upload_id, Activity.READING, work, self.read)

    def read_on(self, upload_id: int) -> None:
        """Read what nobody has read yet."""
        files = self._workplace.upload_files

        def work(
            context: ServiceContext,
            actor: Actor,
            watch: Watch,
            tell: Callable[[UploadProgress], None],
        ) -> bool:
            return uploads.read_upload(
                context, actor, files, upload_id, is_cancelled=watch, on_progress=tell
            )

        self._run(upload_id, Activity.READING, work, self.read)

    def read_again(self, upload_id: int) -> None:
        """Read files once more that could not be read."""
        files = self._workplace.upload_files

        def work(
            context: ServiceContext,
            actor: Actor,
            watch: Watch,
            tell: Callable[[UploadProgress], None],
        ) -> bool:
            uploads.read_again(context, actor, upload_id)
            return uploads.read_upload(
                context, actor, files, upload_id, is_cancelled=watch, on_progress=tell
            )

        self._run(upload_id, Activity.READING, work, self.read)

    def attempt(self, upload_id: int) -> None:
        """Try the publication without doing it."""

        def work(
            context: ServiceContext,
            actor: Actor,
            watch: Watch,
            tell: Callable[[UploadProgress], None],
        ) -> object:
            return uploads.plan_publication(
                context, actor, upload_id, is_cancelled=watch, on_progress=tell
            )

        self._run(upload_id, Activity.TRYING, work, self.tried)

    def publish(self, upload_id: int, *, late_accepted: bool) -> None:
        """Publish what is ready."""

        def work(
            context: ServiceContext,
            actor: Actor,
            watch: Watch,
            tell: Callable[[UploadProgress], None],
        ) -> object:
            return uploads.publish_upload(
                context,
                actor,
                upload_id,
                late_accepted=late_accepted,
                is_cancelled=watch,
                on_progress=tell,
            )

        self._run(upload_id, Activity.PUBLISHING, work, self.published)

    def take_back(self, upload_id: int, reason: str) -> None:
        """Recall the whole batch."""

        def work(
            context: ServiceContext,
            actor: Actor,
            watch: Watch,
            tell: Callable[[UploadProgress], None],
        ) -> int:
            return uploads.take_back_upload(
                context, actor, upload_id, reason, is_cancelled=watch, on_progress=tell
            )

        self._run(upload_id, Activity.TAKING_BACK, work, self.taken_back)

    def _run(self, upload_id: int, activity: Activity, work: Work[R], told: SignalInstance) -> None:
        if upload_id in self._running:
            return
        running = self._running[upload_id] = Running(activity)
        task = Task()
        watch = partial(between_steps, self._workplace.courtesy, running.stop.is_cancelled)
        self.changed.emit(upload_id)

        def on_progress(progress: UploadProgress) -> None:
            running.progress = progress
            self.changed.emit(upload_id)

        def done(result: R) -> None:
            self._end(upload_id)
            told.emit(upload_id, result)

        def failed(error: UserError) -> None:
            self._end(upload_id)
            self.failed.emit(upload_id, error)

        def both_watched(context: ServiceContext, actor: Actor) -> R:
            # The window is closed while it runs: the runner's own task says so.
            return work(context, actor, lambda: watch() or task.is_cancelled(), task.report)

        self._workplace.ask(
            both_watched,
            done=done,
            failed=failed,
            progress=on_progress,
            lane=Lane.FILES,
            task=task,
        )

    def _end(self, upload_id: int) -> None:
        self._running.pop(upload_id, None)
        self.changed.emit(upload_id)
