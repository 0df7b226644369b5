"""Forking a child that works, reading what it says, and killing it."""

import json
import os
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from tests.torture.findings import Finding, Wrong, half

PATIENCE_SECONDS = 90.0
"""So long may a child take on the slowest machine; then it hangs, and that is a finding."""


@dataclass(slots=True)
class Said:
    """Everything a child said until it ended; ``seconds`` from its first line to its end."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    errors: str = ""
    status: int = 0
    seconds: float = 0.0
    hung: bool = False

    def all(self, key: str) -> list[Any]:
        """The values of all lines of a kind."""
        return [line[key] for line in self.lines if key in line]

    @property
    def end(self) -> dict[str, Any]:
        """Its last line, with what it counted; empty if it did not come so far."""
        return next((line for line in self.lines if "finished" in line), {})

    def surprises(self) -> Iterator[Finding]:
        """Whatever nobody expected of it, besides being killed."""
        yield from (Finding(Wrong.UNCAUGHT, text) for text in self.all("uncaught"))
        if self.errors.strip():
            yield Finding(Wrong.UNCAUGHT, f"on standard error: {self.errors}")
        if self.hung:
            yield half("the program hangs")
        if not self.was_killed and not self.end:
            yield half(f"the program did not come to its end (status {self.status})")

    @property
    def was_killed(self) -> bool:
        """Whether it died by the hard signal."""
        return os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGKILL

    @property
    def was_working(self) -> bool:
        """Whether its work had begun and not ended when it died."""
        return self.was_killed and bool(self.all("doing")) and not self.all("finished")


def run(live: Callable[[int], None], *, kill_after: float | None = None) -> Said:
    """Fork; the child lives with the writing end of a pipe and never returns from here.

    ``kill_after`` are seconds from its first line. Without threads and open connections in this
    process, a fork is as good as a start.
    """
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.close(reading)
            _live(live, writing, errors.fileno())
        os.close(writing)
        said = _listen(reading, child, kill_after)
        errors.seek(0)
        said.errors = errors.read().decode(errors="replace")
        return said


def _live(live: Callable[[int], None], pipe: int, errors: int) -> NoReturn:
    status = 1
    try:
        os.dup2(errors, 2)
        live(pipe)
        status = 0
    except BaseException:  # noqa: BLE001 - it ends here, whatever it is; the parent reads it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        # Nothing of the parent is tidied up twice.
        os._exit(status)


def _listen(pipe: int, child: int, kill_after: float | None) -> Said:
    said, rest = Said(), b""
    begun: float | None = None
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        end = give_up_at
        if begun is not None and kill_after is not None:
            end = min(end, begun + kill_after)
        if not select.select([pipe], [], [], max(end - time.monotonic(), 0))[0]:
            said.hung = time.monotonic() >= give_up_at
            os.kill(child, signal.SIGKILL)
            kill_after, give_up_at = None, time.monotonic() + PATIENCE_SECONDS
            continue
        block = os.read(pipe, 65536)
        if not block:
            break
        begun = begun or time.monotonic()
        *lines, rest = (rest + block).split(b"\n")
        said.lines += [json.loads(line) for line in lines]
    os.close(pipe)
    said.status = os.waitpid(child, 0)[1]
    said.seconds = time.monotonic() - begun if begun is not None else 0.0
    return said
