"""Notes every moment in which the window's thread does not come back to its events."""

import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from types import FrameType

from PySide6.QtCore import QObject, QTimer

LIMIT_MS = 100.0
_BEAT_MS = 10
_LOOK_SECONDS = 0.02
_FRAMES = 14


@dataclass(slots=True)
class Stall:
    """One of them. ``cpu_ms`` is what the thread itself computed: the rest it waited.

    ``during`` is what the script was doing, ``stacks`` where the thread was seen, oldest first.
    """

    ms: float
    cpu_ms: float
    during: str
    stacks: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The innermost line of the program in the first stack."""
        for stack in self.stacks:
            for line in reversed(stack):
                if line.startswith("desktop/"):
                    return line
        return "outside of the program"


class StallWatch(QObject):
    """Beats on the window's thread; another thread looks whether it does."""

    def __init__(self) -> None:
        super().__init__()
        self.stalls: list[Stall] = []
        self.during = ""
        self.longest_ms = 0.0
        self._beat = time.perf_counter()
        self._cpu = time.thread_time()
        self._watched = threading.get_ident()
        self._seen: list[tuple[str, ...]] = []
        self._timer = QTimer(self, interval=_BEAT_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="stall watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._beat, self._cpu = time.perf_counter(), time.thread_time()
        self._timer.start()
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()
        self._ended.set()
        self._thread.join()

    def _on_timeout(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        late = (now - self._beat) * 1000 - _BEAT_MS
        used = (cpu - self._cpu) * 1000
        self._beat, self._cpu = now, cpu
        self.longest_ms = max(self.longest_ms, late)
        seen, self._seen = self._seen, []
        if late > LIMIT_MS:
            self.stalls.append(Stall(late, used, self.during, seen))

    def _look(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            late = (time.perf_counter() - self._beat) * 1000
            if late > LIMIT_MS / 2 and len(self._seen) < 12:
                frame = sys._current_frames().get(self._watched)  # noqa: SLF001 - the way to see it
                if frame is not None:
                    self._seen.append(_lines(frame))


def _lines(frame: FrameType) -> tuple[str, ...]:
    found = []
    for entry in traceback.extract_stack(frame):
        name = entry.filename.replace("\\", "/")
        for root in ("desktop", "benchmarks", "tests", "sqlalchemy"):
            at = name.rfind(f"/{root}/")
            if at >= 0:
                name = name[at + 1 :]
                break
        found.append(f"{name}:{entry.lineno} {entry.name}")
    return tuple(found[-_FRAMES:])
