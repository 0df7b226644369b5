"""A folder of this computer or of a network drive.

A content is written aside under a name that cannot be a SHA-256, brought to the disk and only then
renamed: whoever finds a file by its name finds all of it, also after a power cut.
"""

import contextlib
import errno
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
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

    def keep(
        self, blocks: Iterable[bytes], name: Callable[[], str], is_sound: Callable[[], bool]
    ) -> None:
        """Write aside, bring it to the disk and rename; then it survives a power cut.

        Raises:
            UserError: ``documents.disk_full``, ``documents.not_writable`` or
                ``documents.unreachable``.
        """
        part = self._folder / f".{uuid4().hex}.part"
        try:
            file = self._create(part)
        except OSError as error:
            raise self._failure(error) from error
        try:
            self._write(file, blocks)
            self._rename(part, self._folder / name(), is_sound)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        try:
            self._require()
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
            self._require()
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

    def _require(self) -> None:
        if self._must_exist and not self._folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def _create(self, part: Path) -> BinaryIO:
        self._require()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        return os.fdopen(descriptor, "wb")

    def _write(self, file: BinaryIO, blocks: Iterable[bytes]) -> None:
        """Write all blocks and bring them to the disk; only failures of the disk become ours."""
        try:
            for block in blocks:
                self._guarded(file, block)
            self._guarded(file, None)
        finally:
            _close(file)

    def _guarded(self, file: BinaryIO, block: bytes | None) -> None:
        try:
            if block is not None:
                file.write(block)
            else:
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._failure(error) from error

    def _rename(self, part: Path, target: Path, is_sound: Callable[[], bool]) -> None:
        try:
            if target.is_file() and is_sound():
                part.unlink()
                return
            part.replace(target)
            _sync_folder(self._folder)
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> UserError:
        if error.errno in _FULL:
            return UserError("documents.disk_full")
        if self._must_exist and not self._folder.is_dir():
            return UserError("documents.unreachable")
        return UserError("documents.not_writable")


def _since(entry: os.DirEntry[str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(entry.stat().st_mtime, UTC)
    except OSError:
        return None


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
