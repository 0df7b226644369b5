"""Notices that nobody has used the program for a while, so that its windows can be locked.

Two clocks count, as in ``desktop.views.wake``: the one on the wall also counts while the computer
sleeps, the other one cannot be set.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

LOOK_EVERY_MS = 10_000
_USES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.FocusIn,
    }
)


class IdleWatch(QObject):
    """``idle`` fires when nothing was typed or moved in any window for ``minutes``; 0 is never."""

    idle = Signal()

    def __init__(
        self,
        minutes: int,
        now: Callable[[], datetime],
        parent: QObject | None = None,
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin to look; ``now`` is the clock on the wall, ``seconds`` the one of the process."""
        super().__init__(parent)
        self.minutes = minutes
        self._now = now
        self._seconds = seconds
        self._wall, self._counted = now(), seconds()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        # A filter of the application would see every event of the program to find these few.
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._on_application_focus_window_changed)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Compare the clocks with the last use."""
        limit = timedelta(minutes=self.minutes)
        counted = timedelta(seconds=self._seconds() - self._counted)
        if limit and max(counted, self._now() - self._wall) >= limit:
            self._note_use()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let everything pass, and note what a person does."""
        if event.type() in _USES:
            self._note_use()
        return False

    def _note_use(self) -> None:
        self._wall, self._counted = self._now(), self._seconds()

    def _on_application_focus_window_changed(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
