"""The real window on a data folder, without a screen, and how long it takes until it is painted."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.inbox.places import DAY
from desktop import app
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.services.demo.foundation import DEMO_PASSWORD
from desktop.settings import DataFolder
from tests.support.program import RunningProgram

PATIENCE_MS = 60_000
_FULL_SCREEN = (1920, 1080)


class RunningClock:
    """Ten o'clock of the demonstration's day when it is made, and runs on from there."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._start = berlin_instant(DAY, clock_time(10))

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._begun)

    def today(self) -> date:
        return berlin_day(self.now())

    def machine_now(self) -> datetime:
        return datetime.now(UTC)


class Desk:
    """A clerk's window at 1920 x 1080; ``close`` ends it."""

    def __init__(self, folder: Path, login: str = "clerk1") -> None:
        self.folder = DataFolder(folder)
        self.context = app.build_context(self.folder, clock=RunningClock())
        self.program = RunningProgram(self.context, self.folder.exchange)
        self.program.window.resize(*_FULL_SCREEN)
        self.program.sign_in(login, DEMO_PASSWORD)

    def rest(self) -> None:
        """Until nothing runs any more; a long list may be read to its end meanwhile."""
        deadline = QDeadlineTimer(PATIENCE_MS)
        while self.program.tasks.is_busy() and not deadline.hasExpired():
            QTest.qWait(5)
        QTest.qWait(20)

    def close(self) -> None:
        """Close window and database."""
        self.program.close()
        self.context.close()


class Painted(QObject):
    """Waits until a widget was painted while something is true."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._shown: Callable[[], bool] = lambda: False
        self._done = False
        self._widget = widget
        widget.installEventFilter(self)
        # Wakes the loop where the last event came before what is waited for.
        self._tick = QTimer(self, interval=10)
        self._tick.timeout.connect(self._look_again)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._shown():
            self._done = True
        return False

    def _look_again(self) -> None:
        """Painted before it was true as far as we could see: paint once more, and count it."""
        if not self._done and self._shown() and self._widget.isVisible():
            self._widget.update()

    def after(self, act: Callable[[], object], shown: Callable[[], bool]) -> float:
        """Milliseconds from the act until the widget is painted with what ``shown`` waits for."""
        self._shown, self._done = shown, False
        deadline = QDeadlineTimer(PATIENCE_MS)
        self._tick.start()
        begun = time.perf_counter()
        act()
        while not self._done:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if deadline.hasExpired():
                raise TimeoutError("it was never painted")
        taken = (time.perf_counter() - begun) * 1000
        self._tick.stop()
        self._shown = lambda: False
        return taken

    def leave(self) -> None:
        """Watch no longer."""
        with suppress(RuntimeError):
            self._widget.removeEventFilter(self)
