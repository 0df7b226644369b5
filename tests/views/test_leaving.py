"""The end of a run: a window only where the backup takes long, and a way out of it at any time."""

import time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.errors import UserError
from desktop.services.operation.backups import BackupProgress, BackupStep
from desktop.tasks import Task, Tasks
from desktop.views import leaving
from desktop.views.leaving import LeavingWindow, leave_when_done
from tests.support.program import PATIENCE_MS, application, theme_controller


@pytest.fixture(autouse=True)
def looks(monkeypatch: pytest.MonkeyPatch) -> None:
    application()
    theme_controller()
    monkeypatch.setattr(leaving, "PATIENCE_MS", 1)


def window() -> LeavingWindow | None:
    shown = (one for one in QApplication.topLevelWidgets() if isinstance(one, LeavingWindow))
    return next((one for one in shown if one.isVisible()), None)


def leave(work: object, task: Task | None = None) -> None:
    assert callable(work)
    tasks = Tasks()
    try:
        leave_when_done(tasks, task or Task(), work)
    finally:
        tasks.stop()
        tasks.deleteLater()


def until_cancelled(task: Task) -> None:
    for _ in range(PATIENCE_MS):
        if task.is_cancelled():
            return
        time.sleep(0.001)
    raise AssertionError("nobody left")


def click_leave_when(text: str, said: list[str] | None = None) -> QTimer:
    """A person who leaves as soon as the button says this, and has heard what is ``said``."""
    timer = QTimer(interval=5)

    def look() -> None:
        found = window()
        if found is not None and found.leave.text() == text:
            timer.stop()
            (said if said is not None else []).append(found.accessibleName())
            QTest.mouseClick(found.leave, Qt.MouseButton.LeftButton)

    timer.timeout.connect(look)
    timer.start()
    return timer


def test_a_backup_that_is_done_at_once_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "PATIENCE_MS", 60_000)
    done: list[int] = []
    leave(lambda: done.append(1))
    assert done == [1]
    assert window() is None


def test_who_does_not_want_to_wait_ends_without_a_backup() -> None:
    task = Task()

    def slow() -> None:
        task.report(BackupProgress(BackupStep.DATABASE, 1, 2))
        until_cancelled(task)

    person = click_leave_when("Ohne Sicherung beenden")
    leave(slow, task)
    assert task.is_cancelled()
    assert not person.isActive()
    assert window() is None


def test_a_step_told_before_the_window_stood_is_what_it_opens_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patience = 200  # milliseconds: told long before
    monkeypatch.setattr(leaving, "PATIENCE_MS", patience)
    task, said = Task(), list[str]()

    def told_once() -> None:
        task.report(BackupProgress(BackupStep.PROOF_OF_DATABASE, 1, 2))
        until_cancelled(task)

    person = click_leave_when("Ohne Sicherung beenden", said)
    leave(told_once, task)
    assert not person.isActive()
    assert "Die Sicherung beginnt" not in said[0]


def test_a_backup_that_failed_is_told_before_the_end() -> None:
    said: list[str] = []

    def fail() -> None:
        raise UserError("backup.failed", folder="/media/usb")

    person = click_leave_when("Beenden", said)
    leave(fail)
    assert window() is None
    assert not person.isActive()
    assert "/media/usb" in said[0]


def test_progress_of_more_bytes_than_a_bar_can_count() -> None:
    shown = LeavingWindow()
    shown.show_progress(BackupProgress(BackupStep.DATABASE, 3 << 32, 4 << 32))
    assert shown.bar.value() / shown.bar.maximum() == pytest.approx(0.75, abs=0.01)
    shown.deleteLater()
