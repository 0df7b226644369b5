"""Looks whether a newer version lies ready in the folder an administrator named.

The program asks nobody on a network: it reads the names of files, in a folder of this house.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop import __version__
from desktop.domain.newer_version import NewerVersion, newest_above
from desktop.tasks import Lane, TaskRunner

LOOK_EVERY_MS = 3_600_000
Names = Callable[[str], tuple[str, ...]]


def no_names(_folder: str) -> tuple[str, ...]:
    """Return the names of no folder, for a program that is told of none."""
    return ()


class UpdateWatch(QObject):
    """``changed`` fires when a newer version was found, or is not there any more."""

    changed = Signal()

    def __init__(
        self, tasks: TaskRunner, names: Names, folder: str | None, parent: QObject | None = None
    ) -> None:
        """Look into ``folder`` now and then; None is no folder."""
        super().__init__(parent)
        self._tasks = tasks
        self._names = names
        self.folder = folder or ""
        self.found: NewerVersion | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QTimer.singleShot(0, self, self.look)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look_into(self, folder: str | None) -> None:
        """Another folder was named, or none."""
        if self.folder != (folder or ""):
            self.folder = folder or ""
            self.look()

    def look(self) -> None:
        """Read the names, off the window's thread: the folder may lie on another computer."""
        folder, names = self.folder, self._names
        if not folder:
            self._show(None)
            return
        self._tasks.run(
            lambda: newest_above(names(folder), __version__, sys.platform),
            on_done=self._show,
            lane=Lane.FILES,
            scope=f"{id(self)}:update",
        )

    def _show(self, found: NewerVersion | None) -> None:
        if self.found != found:
            self.found = found
            self.changed.emit()
