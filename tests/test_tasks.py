"""The door between threads: nothing late, nothing lost, nothing on the wrong thread."""

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop import crash
from desktop.database import migrate
from desktop.database.engine import Database, open_database
from desktop.database.unit_of_work import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.numbering import next_number
from desktop.tasks import UNEXPECTED, Lane, Stale, SynchronousTasks, Task, TaskRunner, Tasks
from tests.support.surprises import LogWatch


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    runner = Tasks()
    yield runner
    runner.stop()


@pytest.fixture
def gate(tasks: Tasks) -> Iterator[threading.Event]:
    """What tasks of a test wait for; at its end it is open, so that none is waited for for ever."""
    found = threading.Event()
    yield found
    found.set()


def test_result_comes_back_on_the_thread_that_asked(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[int] = []
    tasks.run(
        threading.get_ident, on_done=lambda ran_on: seen.extend((ran_on, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] != seen[1] == threading.get_ident()


class Asking:
    """Stands for a dialog that asks something and is closed before the answer comes."""

    def __init__(self, taken_down_on: list[int]) -> None:
        weakref.finalize(self, lambda: taken_down_on.append(threading.get_ident()))

    def work(self) -> None:
        """What is to be done on another thread."""

    def show(self, result: object) -> None:
        """What is to be done with the result."""


def _delivered(tasks: Tasks, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not tasks.is_busy())


def _stopped(tasks: Tasks, qtbot: QtBot) -> None:
    del qtbot
    tasks.stop()


@pytest.mark.parametrize("ended", [_delivered, _stopped])
@pytest.mark.parametrize("lane", list(Lane))
def test_who_asked_is_taken_down_on_the_thread_of_the_window(
    tasks: Tasks, qtbot: QtBot, lane: Lane, ended: Callable[[Tasks, QtBot], None]
) -> None:
    taken_down_on: list[int] = []

    def ask_and_close() -> None:
        dialog = Asking(taken_down_on)
        tasks.run(dialog.work, on_done=dialog.show, on_error=dialog.show, lane=lane)

    ask_and_close()
    # The lane may not need another job to let go of this one.
    ended(tasks, qtbot)
    assert taken_down_on == [threading.get_ident()]


def test_database_lane_keeps_the_order(tasks: Tasks, qtbot: QtBot) -> None:
    ran: list[int] = []
    done: list[object] = []
    for number in range(50):
        tasks.run(ran.append, number, on_done=done.append)
    qtbot.waitUntil(lambda: len(done) == 50)
    assert ran == list(range(50))


def test_files_lane_does_not_wait_for_the_database_lane(
    tasks: Tasks, gate: threading.Event, qtbot: QtBot
) -> None:
    done: list[str] = []
    tasks.run(gate.wait, on_done=lambda _: done.append("database"))
    tasks.run(lambda: "files", on_done=done.append, lane=Lane.FILES)
    qtbot.waitUntil(lambda: done == ["files"])
    gate.set()
    qtbot.waitUntil(lambda: done == ["files", "database"])


def test_only_the_latest_of_a_scope_is_delivered(
    tasks: Tasks, gate: threading.Event, qtbot: QtBot
) -> None:
    ran, done = list[str](), list[str]()

    def work(name: str) -> str:
        gate.wait()
        ran.append(name)
        return name

    tasks.run(work, "first", on_done=done.append, scope="list")
    tasks.run(work, "second", on_done=done.append, scope="list", stale=Stale.SKIP)
    tasks.run(work, "third", on_done=done.append, scope="list", stale=Stale.SKIP)
    gate.set()
    qtbot.waitUntil(lambda: bool(done))
    assert (ran, done) == (["first", "third"], ["third"])


def test_dropped_and_cancelled_results_are_not_delivered(
    tasks: Tasks, gate: threading.Event, qtbot: QtBot
) -> None:
    done: list[object] = []
    tasks.run(gate.wait, on_done=done.append, scope="page")
    cancelled = tasks.run(lambda: "cancelled", on_done=done.append)
    tasks.drop("page")
    cancelled.cancel()
    gate.set()
    tasks.run(lambda: "end", on_done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert done == ["end"]


def test_a_user_error_goes_to_its_handler(tasks: Tasks, qtbot: QtBot) -> None:
    def fail() -> None:
        raise UserError("conflict.changed")

    errors: list[UserError] = []
    tasks.run(fail, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].code == "conflict.changed"


def test_an_error_without_handler_is_not_lost(tasks: Tasks, qtbot: QtBot) -> None:
    def fail() -> None:
        raise UserError("access.denied")

    with qtbot.waitSignal(tasks.failed) as caught:
        tasks.run(fail)
    assert caught.args is not None
    assert caught.args[0].code == "access.denied"


def test_a_bug_becomes_a_crash_report_and_the_lane_lives_on(
    tasks: Tasks, qtbot: QtBot, log_watch: LogWatch
) -> None:
    reports: list[crash.CrashReport] = []
    forget = crash.add_listener(reports.append)
    errors: list[UserError] = []
    done: list[int] = []
    try:
        with log_watch.expected(50, logger="mieterdesk.crash"):
            tasks.run(lambda: 1 // 0, on_error=errors.append)
            tasks.run(lambda: 7, on_done=done.append)
            qtbot.waitUntil(lambda: bool(done))
    finally:
        forget()
    assert [error.code for error in errors] == [UNEXPECTED]
    assert "ZeroDivisionError" in reports[0].summary
    assert done == [7]


def test_progress_is_told_and_a_long_task_sees_that_it_was_cancelled(
    tasks: Tasks, qtbot: QtBot
) -> None:
    task, seen, ended = Task(), list[int](), threading.Event()

    def work() -> None:
        number = 0
        while not task.is_cancelled():
            number += 1
            if number <= 3:
                task.report(number)
        ended.set()

    tasks.run(work, task=task, on_progress=seen.append, lane=Lane.FILES)
    qtbot.waitUntil(lambda: seen == [1, 2, 3])
    task.cancel()
    assert ended.wait(10)


def test_stop_finishes_what_a_person_did(qapp: object) -> None:
    tasks, written = Tasks(), list[str]()
    for number in range(20):
        tasks.run(written.append, str(number), scope="draft")
    tasks.stop()
    assert written == [str(number) for number in range(20)]


def test_busy_from_the_first_task_to_the_last(tasks: Tasks, qtbot: QtBot) -> None:
    signs: list[str] = []
    tasks.became_busy.connect(lambda: signs.append("busy"))
    tasks.became_idle.connect(lambda: signs.append("idle"))
    tasks.run(lambda: 1)
    tasks.run(lambda: 2)
    assert tasks.is_busy()
    qtbot.waitUntil(lambda: not tasks.is_busy())
    assert signs == ["busy", "idle"]


def test_commits_are_announced_on_the_windows_thread(db: Database, qtbot: QtBot) -> None:
    tasks = Tasks(db)
    heard: list[tuple[frozenset[Change], int]] = []
    tasks.changed.connect(lambda changes: heard.append((changes, threading.get_ident())))

    def change() -> None:
        with db.write() as unit:
            next_number(unit, "case")
            unit.changed(ChangeKind.CASE, 7)

    tasks.run(change)
    qtbot.waitUntil(lambda: bool(heard))
    tasks.stop()
    assert heard == [(frozenset({Change(ChangeKind.CASE, 7)}), threading.get_ident())]


def test_commits_of_another_program_are_noticed(
    empty_database_address: Path, sqlite_template: Path, qtbot: QtBot
) -> None:
    migrate.backup(sqlite_template, empty_database_address)
    ours, others = open_database(empty_database_address), open_database(empty_database_address)
    tasks = Tasks(ours)
    heard: list[frozenset[Change]] = []
    tasks.changed.connect(heard.append)
    tasks.watch_others(ours, seconds=0.01)
    with ours.write() as unit:
        next_number(unit, "case")
    with others.write() as unit:
        next_number(unit, "case")
    qtbot.waitUntil(lambda: bool(heard))
    tasks.stop()
    ours.close()
    others.close()
    assert Change(ChangeKind.CASE) in heard[0]


def test_a_long_write_leaves_threads_to_those_who_read_files(
    empty_database_address: Path, sqlite_template: Path, qtbot: QtBot
) -> None:
    """Whoever looks for commits of others waits for the writer, however often it is time to."""
    migrate.backup(sqlite_template, empty_database_address)
    done: list[str] = []
    looks: list[bool] = []
    with closing(open_database(empty_database_address)) as database:
        tasks = Tasks(database)
        tasks.watch_others(database, seconds=0.01)
        tasks._watch.timeout.connect(lambda: looks.append(True))
        with database.write():
            qtbot.waitUntil(lambda: len(looks) > 10)
            tasks.run(lambda: "a file", on_done=done.append, lane=Lane.FILES)
            qtbot.waitUntil(lambda: bool(done))
        tasks.stop()


def test_the_synchronous_twin_does_the_same_at_once(qapp: object) -> None:
    twin = SynchronousTasks()
    runner: TaskRunner = twin
    done: list[Any] = []
    errors: list[UserError] = []

    def fail() -> None:
        raise UserError("access.denied")

    runner.run(lambda a, b: a + b, 1, 2, on_done=done.append)
    runner.run(fail, on_error=errors.append)
    assert (done, [error.code for error in errors]) == ([3], ["access.denied"])
