"""A screen of Xvfb whose points are read from its frame buffer: what is on it cannot be claimed."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

WIDTH, HEIGHT, BYTES = 1440, 900, 4
PATIENCE = 180.0
DARK = 110
"""A point whose colours are all below this belongs to a letter; bars that stand in for rows that
are still read are far lighter."""
LIGHT = 200
"""The ground of a list; an empty screen is black."""
LETTERS = 150
"""So many dark points are several rows of text."""

Area = tuple[range, range]
"""Rows and columns of the screen."""
CORNER: Area = (range(40, 60), range(40, 60))
"""A window covers it, whatever is in it."""


class Frame:
    """The points of a screen as they are now."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def is_painted(self, area: Area) -> bool:
        """Whether no point of the area is black: an empty screen is."""
        return all(any(point) for point in self._points(area))

    def has_text(self, area: Area) -> bool:
        """Whether rows of letters stand in the area of a painted window, which is light."""
        points = list(self._points(area))
        dark = sum(max(point) < DARK for point in points)
        light = sum(min(point) > LIGHT for point in points)
        return dark >= LETTERS and light > len(points) / 2

    def _points(self, area: Area) -> Iterable[bytes]:
        """The points are the last of the file, row by row."""
        rows, columns = area
        line = WIDTH * BYTES
        with self._file.open("rb") as file:
            file.seek(self._file.stat().st_size - line * HEIGHT + rows.start * line)
            content = file.read(line * len(rows))
        for row in range(len(rows)):
            for column in columns:
                place = row * line + column * BYTES
                yield content[place : place + 3]


class Screen:
    """A new screen for one program; ``with`` ends both."""

    def __init__(self, scratch: Path) -> None:
        """Keep the frame buffer under ``scratch``."""
        frames = scratch / "frames"
        frames.mkdir(exist_ok=True)
        read, write = os.pipe()
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-fbdir", frames),
                *("-screen", "0", f"{WIDTH}x{HEIGHT}x24"),
            ],
            pass_fds=(write,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        self.frame = Frame(frames / "Xvfb_screen0")
        self._environment = {
            "DISPLAY": display,
            "HOME": str(scratch),
            "LC_ALL": "C.UTF-8",
            "PATH": os.environ["PATH"],
        }
        self._running: subprocess.Popen[bytes] | None = None
        self._began = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in (self._running, self._server):
            if process is not None:
                process.terminate()
                process.wait()

    def start(self, command: Iterable[str | Path]) -> None:
        """Start the program; from here on the seconds count."""
        self._began = time.perf_counter()
        self._running = subprocess.Popen(list(command), env=self._environment)

    def sign_in(self, login: str, password: str) -> None:
        """Sign in by keys, as fast as they can be pressed."""
        for keys in (
            # Without a window manager the first keys would come before the window has the focus.
            ["search", "--sync", "--onlyvisible", "--name", "Mieterdesk", "windowfocus", "--sync"],
            ["type", "--delay", "0", f"{login}\t{password}"],
            ["key", "--delay", "0", "Return"],
        ):
            subprocess.run(["xdotool", *keys], env=self._environment, check=True)

    def until(self, shows: Callable[[], bool]) -> float:
        """Seconds since the start until the screen shows something."""
        while time.perf_counter() - self._began < PATIENCE:
            if shows():
                return time.perf_counter() - self._began
            time.sleep(0.002)
        raise TimeoutError("it was never shown")

    def held_mb(self) -> float:
        """What the program holds in memory."""
        assert self._running is not None
        pages = int(Path(f"/proc/{self._running.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
