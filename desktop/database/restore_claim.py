"""One program at a time restores into a data folder, and whoever starts there learns of it.

The claim is a lock of the operating system on a file: it ends with the process, however that ends.
The file itself stays and says nothing. On a drive that knows no locks nobody can be told: a restore
goes on without a claim there, and the replacement itself still refuses while a database is open.
"""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import UserError

CLAIM = "restore.lock"
_TAKEN = frozenset({errno.EWOULDBLOCK, errno.EAGAIN})
if sys.platform == "win32":
    _TAKEN = frozenset({errno.EACCES, errno.EDEADLK})
_TRIES = 3
_PAUSE_SECONDS = 0.05
"""Whoever only looks has the file for a moment; a restore has it for longer than all tries."""


@contextmanager
def claimed_for_restoring(folder: Path) -> Iterator[None]:
    """Hold the claim on the data folder ``folder``, as far as its drive knows locks.

    Raises:
        UserError: ``restore.running`` where another one holds it; ``data_folder.not_writable``.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / CLAIM, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UserError("data_folder.not_writable", folder=str(folder)) from error
    try:
        if _is_taken(descriptor, _claim):
            raise UserError("restore.running")
        yield
    finally:
        os.close(descriptor)


def is_being_restored(folder: Path) -> bool:
    """Whether a program restores into the data folder just now; no where that cannot be told."""
    try:
        descriptor = os.open(folder / CLAIM, os.O_RDWR)
    except OSError:
        return False
    try:
        return _is_taken(descriptor, _look)
    finally:
        os.close(descriptor)


def _is_taken(descriptor: int, lock: Callable[[int], None]) -> bool:
    """Lock the file until it is closed; whether somebody else has it, no where nobody can tell."""
    for remaining in reversed(range(_TRIES)):
        try:
            lock(descriptor)
        except OSError as error:
            if error.errno not in _TAKEN:
                return False
        else:
            return False
        if remaining:
            time.sleep(_PAUSE_SECONDS)
    return True


if sys.platform == "win32":
    import msvcrt

    def _claim(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    # There is no shared lock here: two who look at the same moment are told apart by trying again.
    _look = _claim
else:
    import fcntl

    def _claim(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _look(descriptor: int) -> None:
        # Shared: others who look do not take each other for a restore.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
