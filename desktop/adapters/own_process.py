"""This program started once more, as a process of its own that is spoken to through pipes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

_MAIN = Path(__file__).resolve().parents[2] / "main.py"


def own_program(argument: str) -> tuple[str, ...]:
    """Return how this program is started with one argument, packaged or from its source."""
    if getattr(sys, "frozen", False):
        return sys.executable, argument
    return sys.executable, str(_MAIN), argument


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a process with pipes in both directions; raises OSError where there is none."""
    import subprocess

    return subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # What a library complains of may name what a tenant wrote.
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def clear_away(process: subprocess.Popen[bytes]) -> None:
    """End a process that has ended or shall, and leave nothing of it behind."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            # What is still to be written would reach nobody.
            with contextlib.suppress(OSError):
                pipe.close()
