"""Faults of the file system for one process: builds ``shim.c`` and speaks to it (Linux only)."""

import ctypes
import errno
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from pathlib import Path

IS_LINUX = sys.platform == "linux"
SOURCE = Path(__file__).with_name("shim.c")


class Call(IntFlag):
    """Kinds of calls that change a file system, as ``shim.c`` numbers them."""

    WRITE = 1
    SIZE = 2
    SYNC = 4
    CREATE = 8
    MOVE = 16
    OPEN = 32


EVERY_CALL = Call.WRITE | Call.SIZE | Call.SYNC | Call.CREATE | Call.MOVE | Call.OPEN


class Trap(IntEnum):
    """What happens at the chosen call."""

    COUNT = 0
    FAIL = 1
    FAIL_FROM_HERE = 2
    KILL = 3
    KILL_TORN = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """An error number with the calls that can meet it."""

    error: int
    calls: Call


FAULTS = {
    "disk full": Fault(errno.ENOSPC, Call.WRITE | Call.SIZE | Call.CREATE),
    "read-only": Fault(errno.EROFS, EVERY_CALL & ~Call.SYNC),
    "no access": Fault(errno.EACCES, Call.CREATE | Call.MOVE | Call.OPEN),
    "I/O error": Fault(errno.EIO, EVERY_CALL),
}


def why_impossible() -> str | None:
    """What is missing for building the shim here; None if nothing is."""
    if not IS_LINUX:
        return "faults of the file system are played on Linux only"
    return None if shutil.which("cc") else "there is no C compiler (cc)"


def build(folder: Path) -> Path:
    """Compile the shim into ``folder``; the name of the library, for ``LD_PRELOAD``."""
    library = folder / "shim.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-w", "-o", library, SOURCE, "-ldl"], check=True
    )
    return library


class Shim:
    """The preloaded shim of this process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.shim_seen.restype = ctypes.c_long
        self._library.shim_faults.restype = ctypes.c_long
        self._library.shim_arm.argtypes = [
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_long,
            ctypes.c_int,
        ]

    @staticmethod
    def is_loaded() -> bool:
        """Whether this process was started with the shim."""
        return hasattr(ctypes.CDLL(None), "shim_arm")

    def arm(
        self, folder: Path, trap: Trap, *, calls: Call = EVERY_CALL, number: int = 0, error: int = 0
    ) -> None:
        """Count calls below ``folder`` from now on; at the chosen one the trap closes."""
        self._library.shim_arm(bytes(folder), int(trap), int(calls), number, error)

    def disarm(self) -> None:
        """Let everything pass again."""
        self._library.shim_disarm()

    @property
    def seen(self) -> int:
        """Calls of the chosen kinds since the shim was armed."""
        return int(self._library.shim_seen())

    @property
    def faults(self) -> int:
        """How many of them failed."""
        return int(self._library.shim_faults())
