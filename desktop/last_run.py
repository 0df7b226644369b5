"""Whether the last run of the window on a data folder ended as it should, and if not, why.

A mark lies in the folder while a window is open. Who finds one at the start, holding the folder's
lock, knows that the last run never came to its end: killed, out of power, or crashed. A crash of
the interpreter leaves its stacks beside the mark, places in the code only.
"""

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path

from desktop import crash
from desktop.error_text import short_path
from desktop.logs import redact

_LARGEST = 200_000
_FILE = re.compile(r'File "(?P<path>[^"]+)"')


@dataclass(frozen=True, slots=True)
class LastRun:
    """A run that ended unexpectedly; ``trace`` is what the interpreter left, "" for nothing."""

    trace: str


@dataclass(frozen=True, slots=True)
class RunMark:
    """The mark of a window on a data folder."""

    folder: Path

    def begin(self) -> LastRun | None:
        """Begin a run; returns how the last one ended if it did not end as it should.

        A folder that cannot be written keeps nobody from working.
        """
        last = LastRun(self._trace()) if self._mark.exists() else None
        with contextlib.suppress(OSError):
            self._stacks.unlink(missing_ok=True)
            self._mark.touch(mode=0o600)
        crash.trace_faults_into(self._stacks)
        return last

    def end(self) -> None:
        """End the run as it should end."""
        crash.trace_no_faults()
        with contextlib.suppress(OSError):
            self._mark.unlink(missing_ok=True)
            self._stacks.unlink(missing_ok=True)

    @property
    def _mark(self) -> Path:
        return self.folder / "window.open"

    @property
    def _stacks(self) -> Path:
        return self.folder / "last-crash.txt"

    def _trace(self) -> str:
        try:
            with self._stacks.open(encoding="utf-8", errors="replace") as file:
                text = file.read(_LARGEST)
        except OSError:
            return ""
        return redact(_FILE.sub(lambda found: f'File "{short_path(found["path"])}"', text)).strip()
