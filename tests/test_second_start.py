"""A second start raises the window that is open on the folder, and leaves nothing in its way."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import ModuleType

import pytest
from PySide6.QtCore import QDeadlineTimer, QObject
from PySide6.QtWidgets import QApplication

from desktop import call_pipe, call_socket
from desktop.folder_lock import hold_window
from desktop.second_start import SecondStarts, open_window_came_forward
from desktop.settings import DataFolder
from tests.support.program import PATIENCE_MS, application

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder() -> Iterator[DataFolder]:
    """A data folder that a window of this process holds.

    Its path is short: the socket lies in it, which is not so where the path is a long one.
    """
    application()
    with TemporaryDirectory(prefix="md-") as short:
        made = DataFolder(Path(short) / "data")
        lock = hold_window(made)
        yield made
        lock.unlock()


def _until_ended(thread: Thread) -> None:
    deadline = QDeadlineTimer(PATIENCE_MS)
    while thread.is_alive():
        QApplication.processEvents()
        thread.join(0.01)
        assert not deadline.hasExpired(), "it waits for ever"


def _called(folder: DataFolder) -> bool:
    """What a call from another thread, as from another program, gets for an answer."""
    answers: list[bool] = []
    thread = Thread(target=lambda: answers.append(open_window_came_forward(folder)))
    thread.start()
    _until_ended(thread)
    return answers[0]


def test_a_second_start_ends_quietly_and_the_first_comes_forward(folder: DataFolder) -> None:
    came: list[bool] = []

    def come() -> bool:
        came.append(True)
        return True

    listening = SecondStarts(folder, come)
    ended: list[subprocess.CompletedProcess[bytes]] = []

    def start() -> None:
        call = [sys.executable, "main.py", "--data-dir", str(folder.path)]
        surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        ended.append(
            subprocess.run(call, cwd=ROOT, env=surroundings, capture_output=True, check=False)
        )

    thread = Thread(target=start)
    thread.start()
    _until_ended(thread)
    listening.stop()
    assert (ended[0].returncode, ended[0].stdout, ended[0].stderr) == (0, b"", b"")
    assert came == [True]
    assert not folder.database_file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe ends with its program")
def test_what_a_killed_window_left_is_in_nobodys_way(folder: DataFolder) -> None:
    left = folder.path / "window.socket"
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(left))
        killed.listen()
    assert left.exists()
    assert not _called(folder)
    listening = SecondStarts(folder, lambda: True)
    assert _called(folder)
    # Only the owner may call: that is to write.
    assert left.stat().st_mode & 0o022 == 0
    listening.stop()
    assert not left.exists()
    assert not _called(folder)


def test_folders_with_long_names_are_not_mixed_up(tmp_path: Path) -> None:
    application()
    one, other = (DataFolder(tmp_path / ("langer-name-" * 10) / name) for name in ("a", "b"))
    listening = SecondStarts(one, lambda: True)
    assert _called(one)
    assert not _called(other)
    listening.stop()


def test_who_is_about_to_end_sends_nobody_away(folder: DataFolder) -> None:
    """Its last window is closed, and what it has left to do takes a moment."""
    listening = SecondStarts(folder, lambda: False)
    assert not _called(folder)
    listening.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="sockets in the file system are tested")
@pytest.mark.parametrize("way", [call_socket, call_pipe], ids=["socket", "pipe"])
def test_both_ways_to_call_tell_what_was_answered(way: ModuleType, folder: DataFolder) -> None:
    """Qt makes a socket of a pipe here, so that what Windows runs is run, too."""
    address, parent = str(folder.path / "calls"), QObject()
    answers = iter([b"yes", b""])
    listener = way.Listener(address, lambda: next(answers), parent)
    said: list[bytes] = []
    for _ in range(2):
        thread = Thread(target=lambda: said.append(way.call(address, 30.0)))
        thread.start()
        _until_ended(thread)
    assert said == [b"yes", b""]
    listener.close()
    assert way.call(address, 30.0) == b""
    assert not Path(address).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe is Qt's own matter")
def test_a_window_that_does_not_answer_is_not_waited_for_long(folder: DataFolder) -> None:
    address = str(folder.path / "calls")
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(address)
        frozen.listen()
        assert call_socket.call(address, 0.05) == b""
