"""Reads again soon after something changed, without reading at every change of a flood."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.views.courtesy import Courtesy

MOST_IN_A_SECOND = 2
LONGEST_S = 1.5
"""What is due waits for a hand that scrolls, but no longer than this."""
_SECOND = 1.0


class Soon(QObject):
    """``due`` fires shortly after ``ask``: at most twice a second, and not while somebody scrolls.

    What one person does is followed at once. What an intake brings, ten cases a second, is not:
    each reading costs the window as much as a turn of the wheel.
    """

    due = Signal()

    def __init__(
        self,
        after_ms: int,
        courtesy: Courtesy,
        parent: QObject,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Fire ``after_ms`` after it was asked for; ``now`` tells seconds."""
        super().__init__(parent)
        self._courtesy = courtesy
        self._now = now
        self._asked = 0.0
        self._fired: list[float] = []
        self._timer = QTimer(self, singleShot=True, interval=after_ms)
        self._timer.timeout.connect(self._on_timer_timeout)

    def ask(self) -> None:
        """Something changed; what is asked for already comes no later for it."""
        if not self._timer.isActive():
            self._asked = self._now()
            self._timer.start()

    def _on_timer_timeout(self) -> None:
        now = self._now()
        self._fired = [before for before in self._fired if now - before < _SECOND]
        held = self._courtesy.is_moving() and now - self._asked < LONGEST_S
        if held or len(self._fired) >= MOST_IN_A_SECOND:
            self._timer.start()
            return
        self._fired.append(now)
        self.due.emit()
