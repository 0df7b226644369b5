"""A folder of this computer or of a network drive.

A content is written aside under a name that cannot be a SHA-256, brought to the disk and only then
renamed: whoever finds a file by its name finds all of it, also after a power cut.
"""

import contextlib
import errno
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from desktop.adapters.document_store.shelf import LostError, UnreachableError
from desktop.domain.errors import UserError
from desktop.domain.stored_document import Shelved

NAME = re.compile(r"[0-9a-f]{64}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC})
_BINARY = getattr(os, "O_BINARY", 0)
_AT_ONCE = 8
"""So many files are brought to the disk at the same time."""


class FolderShelf:
    """Satisfies ``Shelf`` with one flat folder, made at the first content.

    With ``must_exist`` it is somebody else's: a network drive that is not there is no empty one.
    """

    def __init__(self, folder: Path, *, must_exist: bool = False) -> None:
        self._folder = folder
        self._must_exist = must_exist

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._folder

    def together(self) -> "FolderGroup":
        """Begin a group of files that come to the disk at once."""
        return FolderGroup(self)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        try:
            self.require()
        except OSError as error:
            raise UnreachableError from error
        return (self._folder / name).is_file()

    def open(self, name: str) -> BinaryIO:
        """Open the file of this name."""
        try:
            return (self._folder / name).open("rb")
        except FileNotFoundError as error:
            # A drive that is not there has not lost anything.
            self.has(name)
            raise LostError from error
        except OSError as error:
            raise LostError from error

    def listed(self) -> Iterator[Shelved]:
        """Yield the files whose names can be those of contents."""
        try:
            self.require()
            if not self._folder.is_dir():
                return
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if NAME.fullmatch(entry.name) and entry.is_file():
                        yield Shelved(entry.name, _since(entry))
        except OSError as error:
            raise UnreachableError from error

    def sweep(self, *, before: datetime) -> None:
        """Remove half files; what cannot be looked at or removed now stays until the next time."""
        for part in self._folder.glob(".*.part"):
            with contextlib.suppress(OSError):
                if datetime.fromtimestamp(part.stat().st_mtime, UTC) < before:
                    part.unlink()

    def require(self) -> None:
        """Look whether the folder is there, if it must be.

        Raises:
            OSError: it is not.
        """
        if self._must_exist and not self._folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def prepare(self) -> None:
        """Make the folder, if it is ours.

        Raises:
            OSError: it cannot be made, or is not there.
        """
        self.require()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def failure(self, error: OSError) -> UserError:
        """Return what to say of a failure of the disk."""
        if error.errno in _FULL:
            return UserError("documents.disk_full")
        if self._must_exist and not self._folder.is_dir():
            return UserError("documents.unreachable")
        return UserError("documents.not_writable")


@dataclass(frozen=True, slots=True)
class _Part:
    """A file that is written aside and still open; ``name`` is what it becomes."""

    path: Path
    file: BinaryIO
    name: str
    is_sound: Callable[[], bool]


class FolderGroup:
    """Satisfies ``ShelfGroup``: all is written aside, brought to the disk and only then renamed.

    To bring many files to the disk at the same time takes hardly longer than one: they share what
    the file system writes for each. The names come to the disk by one more write for all of them.
    """

    def __init__(self, shelf: FolderShelf) -> None:
        self._shelf = shelf
        self._parts: list[_Part] = []
        self._is_prepared = False

    def add(
        self, blocks: Iterable[bytes], name: Callable[[], str], is_sound: Callable[[], bool]
    ) -> None:
        """Write aside.

        Raises:
            UserError: ``documents.disk_full``, ``documents.not_writable`` or
                ``documents.unreachable``.
        """
        path = self._shelf.folder / f".{uuid4().hex}.part"
        with self._guarded():
            if not self._is_prepared:
                self._shelf.prepare()
                self._is_prepared = True
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        file = os.fdopen(descriptor, "wb")
        try:
            for block in blocks:
                with self._guarded():
                    file.write(block)
            with self._guarded():
                file.flush()
            self._parts.append(_Part(path, file, name(), is_sound))
        except BaseException:
            _close(file)
            _remove(path)
            raise

    def settle(self) -> None:
        """Bring all files to the disk, rename them, and bring their names to the disk."""
        parts = self._parts
        with self._guarded():
            if len(parts) > 1:
                from concurrent.futures import ThreadPoolExecutor

                shares = [parts[first::_AT_ONCE] for first in range(min(_AT_ONCE, len(parts)))]
                with ThreadPoolExecutor(len(shares), "sync") as threads:
                    list(threads.map(_sync, shares))
            else:
                _sync(parts)
        for part in parts:
            self._name(part)
        self._parts = []
        if parts:
            with self._guarded():
                # Also where a name was there: whoever gave it may have died before this.
                _sync_folder(self._shelf.folder)

    def drop(self) -> None:
        """Remove what lies aside; what was renamed already stays, and nobody speaks of it."""
        for part in self._parts:
            _close(part.file)
            _remove(part.path)
        self._parts = []

    def _name(self, part: _Part) -> None:
        """Give a file its name, unless what has it is the same content."""
        _close(part.file)
        target = self._shelf.folder / part.name
        with self._guarded():
            if target.is_file() and part.is_sound():
                part.path.unlink()
            else:
                part.path.replace(target)

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn failures of the disk into ours."""
        try:
            yield
        except OSError as error:
            raise self._shelf.failure(error) from error


def _since(entry: os.DirEntry[str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(entry.stat().st_mtime, UTC)
    except OSError:
        return None


def _sync(parts: Sequence[_Part]) -> None:
    for part in parts:
        os.fsync(part.file.fileno())


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _close(file: BinaryIO) -> None:
    """Close; what could not be flushed was reported already."""
    try:
        file.close()
    except OSError:
        # The disk is full: Python tries to flush once more and fails again.
        return


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk; Windows does it by itself and cannot be asked to."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network drives cannot be asked to either; they have written what was closed.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(descriptor)
