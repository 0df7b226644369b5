"""A run that did not come to its end is told at the next start, once."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.last_run import LastRun, RunMark

ROOT = Path(__file__).resolve().parent.parent
RUN = """
import faulthandler, os, pathlib, sys
sys.path.insert(0, sys.argv[2])
from desktop.last_run import RunMark
mark = RunMark(pathlib.Path(sys.argv[1]))
mark.begin()
{end}
"""


def run(folder: Path, end: str) -> int:
    """A run of its own process that ends as ``end`` says."""
    code = RUN.format(end=end)
    return subprocess.run(
        [sys.executable, "-c", code, str(folder), str(ROOT)], capture_output=True, check=False
    ).returncode


@pytest.fixture
def next_start(tmp_path: Path) -> RunMark:
    return RunMark(tmp_path)


def test_a_run_that_ends_well_leaves_nothing(tmp_path: Path, next_start: RunMark) -> None:
    assert run(tmp_path, "mark.end()") == 0
    assert list(tmp_path.iterdir()) == []
    assert next_start.begin() is None
    next_start.end()


def test_a_killed_run_is_told_once(tmp_path: Path, next_start: RunMark) -> None:
    assert run(tmp_path, "os._exit(9)") == 9
    assert next_start.begin() == LastRun("")
    next_start.end()
    assert next_start.begin() is None
    next_start.end()


def test_a_crash_of_the_interpreter_leaves_places_without_whose_home_it_is(
    tmp_path: Path, next_start: RunMark
) -> None:
    assert run(tmp_path, "faulthandler._sigabrt()") != 0
    last = next_start.begin()
    next_start.end()
    assert last is not None
    assert "Fatal Python error" in last.trace
    assert str(ROOT) not in last.trace
    assert str(tmp_path) not in last.trace


def test_marks_are_private(tmp_path: Path, next_start: RunMark) -> None:
    next_start.begin()
    if sys.platform != "win32":
        assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.iterdir())
    next_start.end()


def test_a_folder_that_cannot_be_written_keeps_nobody_from_working(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    mark = RunMark(tmp_path / "file")
    assert mark.begin() is None
    mark.end()
