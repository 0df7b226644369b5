"""When a window counts as painted, and what is told of it."""

import argparse
from pathlib import Path

import pytest

from benchmarks.package_start import BYTES, CORNER, HEIGHT, WIDTH, is_painted, tell

HEADER = b"\xff" * 160


def _frame(folder: Path, black: tuple[int, int] | None) -> Path:
    points = bytearray(b"\xf0" * (WIDTH * HEIGHT * BYTES))
    if black is not None:
        place = (black[0] * WIDTH + black[1]) * BYTES
        points[place : place + BYTES] = bytes(BYTES)
    file = folder / "frame"
    file.write_bytes(HEADER + points)
    return file


def test_a_window_is_painted_when_its_corner_is(tmp_path: Path) -> None:
    assert is_painted(_frame(tmp_path, None))
    assert not is_painted(_frame(tmp_path, (CORNER.start, CORNER.start)))
    assert not is_painted(_frame(tmp_path, (CORNER.stop - 1, CORNER.stop - 1)))
    # Only the corner is looked at.
    assert is_painted(_frame(tmp_path, (CORNER.stop, CORNER.stop)))


@pytest.mark.parametrize(("start", "memory", "status"), [(1.4, 90, 0), (1.6, 90, 1), (1.4, 110, 1)])
def test_a_goal_that_is_missed_is_told(start: float, memory: float, status: int) -> None:
    samples = {"program": [(start, 60 + memory)], "bare window": [(1.0, 60.0)]}
    wanted = argparse.Namespace(start_limit=1.5, memory_limit=100.0)
    assert tell(samples, wanted) == status
