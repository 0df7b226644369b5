"""A start that takes longer says how far it is, and can be given up without losing anything."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert

from desktop.app import build_context
from desktop.database import backup
from desktop.database.schema_versions import known_revisions
from desktop.domain.errors import UserError
from desktop.domain.upgrade import UpgradeProgress, UpgradeStep
from desktop.models.standing import StandingNote
from desktop.opening import open_folder
from desktop.services.context import ServiceContext
from desktop.services.inbox.standings import is_current, waiting_cases
from desktop.settings import DataFolder
from desktop.tasks import Task, Tasks
from desktop.texts.upgrade import upgrade_text
from desktop.views import start_problem
from desktop.views.preparing import Preparation, PreparingWindow
from desktop.views.start_problem import StartProblem, StartProblemWindow, start
from tests.support.older_files import file_of_revision
from tests.support.program import application, theme_controller

PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def looks(monkeypatch: pytest.MonkeyPatch) -> None:
    application()
    theme_controller()
    monkeypatch.setattr(start_problem, "PATIENCE_MS", 0)


@contextmanager
def looking(look: Callable[[], None]) -> Iterator[None]:
    """Look again and again; a problem at the start is quit, so that the test hears of it."""

    def quit_problems() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, StartProblemWindow) and window.isVisible():
                window.close()

    timer = QTimer(interval=2)
    timer.timeout.connect(look)
    timer.timeout.connect(quit_problems)
    timer.start()
    try:
        yield
    finally:
        timer.stop()


def start_alone(attempt: Callable[[Task], str]) -> str:
    """Start with an attempt, in lanes of its own."""
    tasks = Tasks()
    try:
        return start(tasks, attempt, lambda error: StartProblem(error.code, ""))
    finally:
        tasks.stop()
        tasks.deleteLater()


def started(attempt: Callable[[Task], str], answer: Callable[[PreparingWindow], None]) -> str:
    """Start with an attempt, and do something as soon as the window says how far it is."""
    answered: list[PreparingWindow] = []

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if not isinstance(window, PreparingWindow) or not window.isVisible() or answered:
                continue
            if window.bar.maximum() > 0:
                answered.append(window)
                answer(window)

    with looking(look):
        return start_alone(attempt)


class Slow:
    """An attempt that tells how far it is until it may end, or is not awaited any more."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.gave_up = threading.Event()

    def __call__(self, task: Task) -> str:
        for _ in range(PATIENCE_SECONDS * 100):
            task.report(Preparation(500, 1200))
            if self.may_end.wait(0.01):
                return "open"
            if task.is_cancelled():
                self.gave_up.set()
                raise UserError("start.given_up")
        raise AssertionError("nobody answered")


def test_how_far_it_is_stands_in_a_window_that_goes_by_itself() -> None:
    slow = Slow()
    said: list[str] = []

    def read(window: PreparingWindow) -> None:
        said.append(window.step.text())
        assert (window.bar.value(), window.bar.maximum()) == (500, 1200)
        assert window.step.text() in window.accessibleName()
        slow.may_end.set()

    assert started(slow, read) == "open"
    assert "500 von 1200" in said[0]
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, PreparingWindow)]
    assert not any(window.isVisible() for window in shown)


def test_a_step_told_before_the_window_stood_is_what_it_opens_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    may_end = threading.Event()
    patience = 200  # milliseconds: told long before
    monkeypatch.setattr(start_problem, "PATIENCE_MS", patience)

    def told_once(task: Task) -> str:
        task.report(UpgradeProgress(UpgradeStep.CHANGING, 3, 28))
        assert may_end.wait(PATIENCE_SECONDS)
        return "open"

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, PreparingWindow) and window.isVisible():
                said.append(window.step.text())
                may_end.set()

    with looking(look):
        assert start_alone(told_once) == "open"
    assert "Schritt 4 von 28" in said[0]


def test_who_does_not_want_to_wait_ends_it() -> None:
    slow = Slow()
    with pytest.raises(UserError) as refused:
        started(slow, lambda window: window.leave.click())
    assert refused.value.code == "start.given_up"
    assert slow.gave_up.is_set()


def test_a_start_states_what_an_update_left_before_the_window_opens(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    context = build_context(folder)
    with context.database.write() as unit:
        notes = [{"kind": "first", "word": str(number)} for number in range(1, 1201)]
        unit.session.execute(insert(StandingNote), notes)
    assert waiting_cases(context) == 1200
    context.close()
    opened = open_folder(folder, build_context)
    try:
        assert waiting_cases(opened.context) == 0
        assert is_current(opened.context)
    finally:
        opened.context.close()
        opened.lock.unlock()


def test_a_database_of_an_older_version_says_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PAGES", 2)
    folder = DataFolder(tmp_path / "data")
    folder.create()
    file_of_revision(folder.database_file, "0001")
    said: list[str] = []
    awaited: list[str] = []
    seen = threading.Event()

    def slowly(
        data_folder: DataFolder, *, on_upgrade: Callable[[UpgradeProgress], None]
    ) -> ServiceContext:
        def told(progress: UpgradeProgress) -> None:
            seen.clear()
            awaited.append(upgrade_text(progress))
            on_upgrade(progress)
            assert seen.wait(PATIENCE_SECONDS), progress

        return build_context(data_folder, on_upgrade=told)

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, PreparingWindow) and window.step.text() in awaited[-1:]:
                said.append(f"{window.step.text()} {window.bar.value()}/{window.bar.maximum()}")
                seen.set()

    with looking(look):
        opened = open_folder(folder, slowly)
    opened.context.close()
    opened.lock.unlock()
    last = len(known_revisions()) - 1
    for words in ("wird sie gesichert", "Sicherung der Datenbank", "umgestellte Datenbank"):
        assert any(words in text for text in said), words
    assert any(f"Schritt {last} von {last}" in text for text in said)
    assert any(text.endswith(f" {last - 1}/{last}") for text in said)
    assert all("die Datenbank bleibt, wie sie war" in text for text in said)
