"""Files for the ERP: written aside, forced to the disk, then renamed into place."""

import contextlib
import os
import stat
from pathlib import Path
from typing import BinaryIO


class ErpFolder:
    """The folder from which the ERP takes its runs; it is made when it is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, content: bytes) -> None:
        """Put one file in place, whole or not at all; the same name again replaces it.

        Raises:
            OSError: the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._folder / name, content)


def write_whole(target: Path, content: bytes) -> None:
    """Write ``target`` so that nobody ever sees half of it; it is replaced where it exists.

    A link is followed. What is no file (a pipe, a terminal) is written to as it is. A new file can
    be read by its owner only, one that exists keeps its permissions.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    place = target.resolve()
    if place.exists() and not place.is_file():
        with place.open("wb") as file:
            file.write(content)
        return
    # Always the same name: what a killed attempt left is overwritten by the next one.
    part = place.with_name(f".{place.name}.part")
    try:
        with _open_private(part) as file:
            if place.exists():
                part.chmod(stat.S_IMODE(place.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    _sync_folder(place.parent)


def _open_private(part: Path) -> BinaryIO:
    """Open a new file that only its owner can read: it holds IBANs in full."""
    part.unlink(missing_ok=True)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync_folder(folder: Path) -> None:
    """Force the rename to the disk, where the system can; the file itself is there already."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
