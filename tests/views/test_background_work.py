"""Work in the background: begun when the first list is there, ended when the window closes."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.errors import UserError
from desktop.tasks import UNEXPECTED, Lane, Stale, Task
from desktop.views import background_work
from desktop.views.background_work import BackgroundWork, Job

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


@pytest.mark.parametrize("closes", [False, True])
def test_the_first_round_waits_for_the_first_list(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, *, closes: bool
) -> None:
    monkeypatch.setattr(background_work, "FIRST_AFTER_MS", 20)
    rounds: list[object] = []
    work = BackgroundWork(_Runner(), (Job("intake", rounds.append, 60.0),))
    qapp.processEvents()
    assert rounds == []
    if closes:
        work.stop()
    QTest.qWait(60)
    # Whoever has closed the window by then has no database any more.
    assert len(rounds) == (0 if closes else 1)


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
