"""When something counts as shown, and what is told of it."""

import argparse
from pathlib import Path

import pytest

from benchmarks.bare.screen import BYTES, CORNER, HEIGHT, WIDTH, Frame
from benchmarks.package_start import NAMES, PROGRAM, ROWS, WINDOW, tell

HEADER = b"\xff" * 160
GREY = 0xF0


def _frame(folder: Path, points: dict[tuple[int, int], int]) -> Frame:
    """A grey screen but for some points, by row and column."""
    content = bytearray(bytes([GREY]) * (WIDTH * HEIGHT * BYTES))
    for (row, column), shade in points.items():
        place = (row * WIDTH + column) * BYTES
        content[place : place + BYTES] = bytes([shade]) * BYTES
    file = folder / "frame"
    file.write_bytes(HEADER + content)
    return Frame(file)


def test_a_window_is_painted_when_its_corner_is(tmp_path: Path) -> None:
    rows, columns = CORNER
    assert _frame(tmp_path, {}).is_painted(CORNER)
    assert not _frame(tmp_path, {(rows.start, columns.start): 0}).is_painted(CORNER)
    assert not _frame(tmp_path, {(rows.stop - 1, columns.stop - 1): 0}).is_painted(CORNER)
    # Only the corner is looked at.
    assert _frame(tmp_path, {(rows.stop, columns.stop): 0}).is_painted(CORNER)


@pytest.mark.parametrize(("shade", "told"), [(0, True), (40, True), (170, False)])
def test_rows_are_there_when_letters_are_and_no_grey_bars(
    tmp_path: Path, shade: int, told: bool
) -> None:
    rows, columns = NAMES
    letters = {(row, column): shade for row in rows[:20] for column in columns[:20]}
    assert _frame(tmp_path, letters).has_text(NAMES) is told
    assert not _frame(tmp_path, {}).has_text(NAMES)
    # A screen on which nothing was painted yet is black, and no text.
    black = {(row, column): 0 for row in rows for column in columns}
    assert not _frame(tmp_path, {**black, **letters}).has_text(NAMES)


@pytest.mark.parametrize(
    ("start", "rows", "memory", "status"),
    [(1.4, 1.2, 90, 0), (1.6, 1.2, 90, 1), (1.4, 1.4, 90, 1), (1.4, 1.2, 110, 1)],
)
def test_a_goal_that_is_missed_is_told(
    start: float, rows: float, memory: float, status: int
) -> None:
    samples = {
        PROGRAM: [{"painted": start, "rows": rows, "sign-in MB": 70.0, "MB": 60 + memory}],
        WINDOW: [{"painted": 1.0, "MB": 60.0}],
        ROWS: [{"rows": 1.0, "MB": 90.0}],
    }
    wanted = argparse.Namespace(start_limit=1.5, rows_limit=1.3, memory_limit=100.0)
    assert tell(samples, wanted) == status
