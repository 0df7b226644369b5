"""Drives the window that says why the program cannot start, while ``open_folder`` waits for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.views.small_window import SmallWindow
from desktop.views.start_problem import StartProblemWindow

PATIENCE_MS = 60_000
Step = Callable[[StartProblemWindow], None]


def window_of_a_problem() -> StartProblemWindow | None:
    """The window, if it shows a problem and waits for an answer."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, StartProblemWindow) and window.isVisible():
            return window if window.retry.isEnabled() else None
    return None


def click_retry(window: StartProblemWindow) -> None:
    """Try again."""
    QTest.mouseClick(window.retry, Qt.MouseButton.LeftButton)


def click_quit(window: StartProblemWindow) -> None:
    """Give up."""
    QTest.mouseClick(window.leave, Qt.MouseButton.LeftButton)


def _close_what_stands_there() -> None:
    """Whoever waits behind a window waits no longer."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, SmallWindow) and window.isVisible():
            window.close()


@contextmanager
def a_person_answers(*steps: Step) -> Iterator[list[str]]:
    """Take the steps one after the other, whenever the window waits; yields what it said.

    A step that fails, or a window that never comes, ends the wait and fails the test.
    """
    said: list[str] = []
    waiting = list(steps)
    failures: list[BaseException] = []
    deadline = QDeadlineTimer(PATIENCE_MS)

    def look() -> None:
        window = window_of_a_problem()
        if deadline.hasExpired():
            failures.append(AssertionError("the window came too late"))
            _close_what_stands_there()
        if window is None:
            return
        try:
            assert waiting, f"the window says once more: {window.message.title.text()}"
            said.append(window.message.title.text())
            waiting.pop(0)(window)
        except Exception as error:  # noqa: BLE001 - told to the test, not to the event loop
            failures.append(error)
            window.close()

    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    try:
        yield said
    finally:
        timer.stop()
        if failures:
            raise failures[0]
    assert not waiting, f"the window came only {len(said)} times"
