"""Work in the background: begun when the first list is there, ended when the window closes."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.errors import UserError
from desktop.tasks import UNEXPECTED, Lane, Stale, Task
from desktop.views import background_work
from desktop.views.background_work import FIRST_AFTER_MS, BackgroundWork, Job

R = TypeVar("R")


class _Runner:
    """Runs at once and remembers the tasks it was handed."""

    def __init__(self) -> None:
        self.handed: list[Task] = []

    def run(
        self,
        function: Callable[..., R],
        *args: object,
        on_done: Callable[[R], None] | None = None,
        on_error: Callable[[UserError], None] | None = None,
        on_progress: Callable[[Any], None] | None = None,
        lane: Lane = Lane.DATABASE,
        scope: str | None = None,
        stale: Stale = Stale.RUN,
        task: Task | None = None,
    ) -> Task:
        task = task or Task()
        self.handed.append(task)
        function(*args)
        return task

    def drop(self, scope: str) -> None:
        raise AssertionError(scope)


def test_the_first_round_waits_for_the_first_list(qtbot: QtBot) -> None:
    rounds: list[object] = []
    work = BackgroundWork(_Runner(), (Job("intake", rounds.append, 60.0),))
    assert work._first.interval() == FIRST_AFTER_MS > 1_000
    QApplication.processEvents()
    assert rounds == []
    work._first.start(0)
    qtbot.waitUntil(lambda: bool(rounds))
    assert len(rounds) == 1


@pytest.mark.usefixtures("qapp")
def test_whoever_closes_the_window_before_the_first_round_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is no database any more by then."""
    monkeypatch.setattr(background_work, "FIRST_AFTER_MS", 20)
    rounds: list[object] = []
    work = BackgroundWork(_Runner(), (Job("intake", rounds.append, 60.0),))
    work.stop()
    QTest.qWait(60)
    assert rounds == []


@pytest.mark.usefixtures("qapp")
def test_a_job_hears_that_the_window_closes() -> None:
    asked: list[Callable[[], bool]] = []
    runner = _Runner()
    work = BackgroundWork(runner, (Job("intake", asked.append, 60.0),))
    work.run_now()
    work.stop()
    (is_cancelled,) = asked
    assert not is_cancelled()
    # What the lanes do with everything under way when the window closes.
    runner.handed[0].cancel()
    assert is_cancelled()


@pytest.mark.usefixtures("qapp")
def test_a_job_with_a_bug_rests_and_says_so_once() -> None:
    rounds: list[object] = []
    said: list[str] = []

    class Failing(_Runner):
        def run(self, function: Callable[..., R], *args: object, **options: Any) -> Task:
            task = super().run(function, *args)
            options["on_error"](UserError(UNEXPECTED))
            return task

    job = Job("intake", rounds.append, 0.001)
    work = BackgroundWork(Failing(), (job,))
    work.failed.connect(said.append)
    work.run_now()
    begun = len(rounds)
    assert begun >= 1
    QTest.qWait(20)
    assert len(rounds) == begun
    assert len(said) == 1
