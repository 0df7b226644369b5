"""What takes long on the page *Verbrauch*: one thing at a time, with progress and an end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import UserError
from desktop.tasks import Lane, Task
from desktop.views.master_data.import_bar import ImportBar
from desktop.views.workplace import Workplace

R = TypeVar("R")


class UsageRun(QObject):
    """``changed`` fires when something began or ended, ``cancelled`` when a person ended it."""

    changed = Signal()
    cancelled = Signal()

    def __init__(self, workplace: Workplace, bar: ImportBar, parent: QObject) -> None:
        """Show progress in ``bar``."""
        super().__init__(parent)
        self._workplace = workplace
        self._bar = bar
        self._task: Task | None = None
        bar.cancelled.connect(self._on_bar_cancelled)

    @property
    def is_busy(self) -> bool:
        """Whether something runs."""
        return self._task is not None

    def start(
        self,
        words: str,
        make: Callable[[Task], Callable[..., R]],
        *arguments: object,
        done: Callable[[R], None],
        failed: Callable[[UserError], None],
        progress: Callable[[Any], None],
    ) -> None:
        """Begin something that is called so; ``make`` gives the function its task."""
        task = self._task = Task()
        self._bar.begin(words)
        self.changed.emit()
        self._workplace.ask(
            make(task),
            *arguments,
            done=partial(self._end, task, done),
            failed=partial(self._end, task, failed),
            progress=progress,
            lane=Lane.FILES,
            task=task,
        )

    def _end(self, task: Task, then: Callable[[R], None], what: R) -> None:
        if task is self._task:
            self._over()
            then(what)

    def _on_bar_cancelled(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._over()
            self.cancelled.emit()

    def _over(self) -> None:
        self._task = None
        self._bar.hide()
        self.changed.emit()
