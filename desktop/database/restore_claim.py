"""One program at a time restores into a data folder, and whoever starts there learns of it.

The claim is a lock of the operating system on a file: it ends with the process, however that ends.
The file itself stays and says nothing.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import UserError

CLAIM = "restore.lock"


@contextmanager
def claimed_for_restoring(folder: Path) -> Iterator[None]:
    """Hold the claim on the data folder ``folder``.

    Raises:
        UserError: ``restore.running`` where another one holds it; ``data_folder.not_writable``.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / CLAIM, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UserError("data_folder.not_writable", folder=str(folder)) from error
    try:
        if not _locked(descriptor):
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
        return not _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Lock the file without waiting, until it is closed; whether nobody else has."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
