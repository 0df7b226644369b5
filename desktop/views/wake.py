"""Notices that time went by unseen: the computer slept, or somebody set its clock.

Two clocks are compared. The one on the wall jumps when it is set and runs on while the computer
sleeps; the other one counts the seconds of this process, on most systems not those of a sleep.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

LOOK_EVERY_MS = 5_000
JUMP = timedelta(seconds=30)
"""A difference of the two clocks, or a gap between two looks, that no busy computer explains."""


class WakeDetector(QObject):
    """Looks every few seconds; ``woke`` fires when what is shown is of another time than now."""

    woke = Signal()

    def __init__(
        self,
        now: Callable[[], datetime],
        parent: QObject | None = None,
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin to look; ``now`` is the clock on the wall, ``seconds`` the one of the process."""
        super().__init__(parent)
        self._now = now
        self._seconds = seconds
        self._wall, self._counted = now(), seconds()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Compare the clocks since the last look."""
        wall, counted = self._now(), self._seconds()
        on_the_wall = wall - self._wall
        in_process = timedelta(seconds=counted - self._counted)
        self._wall, self._counted = wall, counted
        late = in_process > JUMP + timedelta(milliseconds=LOOK_EVERY_MS)
        if late or abs(on_the_wall - in_process) > JUMP:
            self.woke.emit()
