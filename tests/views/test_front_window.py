"""The window stands before the program behind it is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import window_start
from desktop.domain.errors import UserError
from desktop.folder_lock import hold_window
from desktop.last_run import LastRun
from desktop.settings import AppSettings, DataFolder
from desktop.views.main_window import MainWindow
from tests.support.office import PASSWORD, Office


class Rest:
    """What is loaded behind the window; it notes what became of it."""

    def __init__(self) -> None:
        self.loaded_in = ""
        self.fronts: list[MainWindow | None] = []

    def load(self) -> Rest:
        self.loaded_in = threading.current_thread().name
        return self

    def run_window(self, _folder: DataFolder, theme: object, front: MainWindow | None) -> int:
        self.fronts.append(front)
        assert front is None or front.isVisible()
        return 7


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    """A folder in which somebody has begun; no start changes the looks of other tests."""
    monkeypatch.setattr(window_start, "ThemeController", lambda *_: object())
    made = DataFolder(tmp_path / "data")
    made.create()
    made.database_file.write_bytes(b"something")
    return made


def close_all() -> None:
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            window.close()
            window.deleteLater()


def test_the_program_is_loaded_behind_a_window_that_is_painted(folder: DataFolder) -> None:
    rest = Rest()
    assert window_start.open_window(folder.path, rest.load) == 7
    assert rest.loaded_in == "loading"
    assert [type(front) for front in rest.fronts] == [MainWindow]
    close_all()


def test_no_window_stands_there_where_something_is_asked_first(folder: DataFolder) -> None:
    rest = Rest()
    folder.database_file.unlink()
    assert window_start.open_window(folder.path, rest.load) == 7
    assert rest.fronts == [None]


def test_no_window_stands_there_where_another_has_the_folder(folder: DataFolder) -> None:
    rest = Rest()
    claim = hold_window(folder)
    assert window_start.open_window(folder.path, rest.load) == 7
    claim.unlock()
    assert rest.fronts == [None]


@pytest.mark.skipif(
    os.name == "nt", reason="a folder on Windows is written into by whoever owns it"
)
def test_no_window_stands_there_where_nothing_can_be_written(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    asked: list[Path] = []

    def refuse(data_folder: DataFolder) -> None:
        asked.append(data_folder.path)
        raise UserError("data_folder.not_writable", folder=str(data_folder.path))

    monkeypatch.setattr(window_start, "hold_window", refuse)
    rest = Rest()
    assert window_start.open_window(folder.path, rest.load) == 7
    assert asked == [folder.path]
    assert rest.fronts == [None]


def test_a_window_waits_neither_for_a_parser_nor_for_what_checks_settings(tmp_path: Path) -> None:
    (tmp_path / "mieterdesk.sqlite").write_bytes(b"something")
    (tmp_path / "settings.json").write_text('{"theme": "dark", "demo_password": "x"}')
    loaded = subprocess.run(
        [sys.executable, "-c", _UNTIL_IT_IS_SHOWN, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ).stdout.split()
    assert "desktop.views.sign_in.sign_in_page" in loaded
    assert not {"msgspec", "locale", "sqlalchemy", "desktop.settings"} & set(loaded)


_UNTIL_IT_IS_SHOWN = """
import sys
import main
def load(*_):
    print(*sys.modules)
    sys.stdout.flush()
    import os
    os._exit(0)
from desktop import window_start
window_start._Loading = load
sys.argv = ["main.py", "--data-dir", sys.argv[1]]
main.main()
"""


def test_who_leaves_while_it_loads_ends_the_start(folder: DataFolder) -> None:
    rest = Rest()
    closed = threading.Event()

    def slowly() -> Rest:
        assert closed.wait(20)
        return rest.load()

    def close() -> None:
        close_all()
        closed.set()

    QTimer.singleShot(50, close)
    assert window_start.open_window(folder.path, slowly) == 0
    assert rest.fronts == []


def test_a_window_that_is_seen_late_loads_the_program_once(folder: DataFolder) -> None:
    """It was begun without: a window that started minimised is painted when somebody wants it."""
    rest = Rest()
    begun, seen = threading.Event(), threading.Event()

    def slowly() -> Rest:
        begun.set()
        assert seen.wait(20)
        return rest.load()

    def look() -> None:
        if begun.is_set():
            timer.stop()
            for window in QApplication.topLevelWidgets():
                if isinstance(window, MainWindow):
                    window.painted.emit()
            QTimer.singleShot(20, seen.set)

    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    assert window_start.open_window(folder.path, slowly) == 7
    assert [type(front) for front in rest.fronts] == [MainWindow]
    close_all()


def test_a_fault_while_it_loads_is_not_lost(folder: DataFolder) -> None:
    def fail() -> Rest:
        raise ImportError("a part is missing")

    with pytest.raises(ImportError, match="a part is missing"):
        window_start.open_window(folder.path, fail)
    close_all()


def too_early(settings: AppSettings) -> MainWindow:
    """A window at which somebody has signed in before there is a program behind it."""
    window = MainWindow(settings.demo_password)
    window.show()
    QTest.keyClicks(window.sign_in.login, "clerk1")
    QTest.keyClicks(window.sign_in.password, PASSWORD)
    window.sign_in.submit.click()
    assert not window.sign_in.submit.isEnabled()
    return window


def test_who_signs_in_too_early_is_heard_as_soon_as_the_program_is_there(office: Office) -> None:
    program = office.start()
    window = too_early(program.settings)
    window.equip(program.group.program, program.group)
    program.wait()
    assert window.workspace is not None
    assert window.workspace.workplace.actor.login == "clerk1"


def test_the_word_of_the_last_run_is_read_before_anybody_is_in(office: Office) -> None:
    program = office.start()
    window = too_early(program.settings)
    window.show_last_run(LastRun(""))
    window.equip(program.group.program, program.group)
    program.wait()
    assert window.workspace is None
    assert window.sign_in.last_run.isVisible()
    assert window.sign_in.login.text() == "clerk1"
    assert window.sign_in.submit.isEnabled()
