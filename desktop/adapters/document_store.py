"""The folder ``documents``: every content once, unchanged, under its SHA-256.

A content is written aside under a name that cannot be a SHA-256, brought to the disk and only then
renamed: whoever finds a file by its hash finds all of it, also after a power cut.
"""

import contextlib
import errno
import hashlib
import os
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from desktop.domain.errors import UserError
from desktop.domain.stored_document import StoredDocument

_BLOCK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC})


class FolderDocumentStore:
    """Satisfies the port ``DocumentStore`` with one flat folder, made at the first content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, chunks: Iterable[bytes]) -> StoredDocument:
        """Store what the chunks make together; when this returns, it survives a power cut.

        An exception of ``chunks`` itself goes through and leaves nothing behind.

        Raises:
            UserError: ``documents.disk_full`` or ``documents.not_writable``.
        """
        part = self._folder / f".{uuid4().hex}.part"
        try:
            file = self._create(part)
        except OSError as error:
            raise _failure(error) from error
        try:
            stored = _write(file, chunks)
            self._keep(part, stored)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return stored

    def exists(self, sha256: str) -> bool:
        """Whether the content is there."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """Open the content for reading; the caller closes it.

        It is read once before: what has become something else is neither shown nor sent.

        Raises:
            UserError: ``documents.missing`` or ``documents.damaged``.
        """
        try:
            file = self.path(sha256).open("rb")
        except OSError as error:
            raise UserError("documents.missing") from error
        if not _is_content(file, sha256):
            file.close()
            raise UserError("documents.damaged")
        return file

    def path(self, sha256: str) -> Path:
        """Return where the content lies or would lie.

        Raises:
            ValueError: ``sha256`` is not 64 hexadecimal digits in lower case.
        """
        if _SHA256.fullmatch(sha256) is None:
            raise ValueError("not a SHA-256")
        return self._folder / sha256

    def sweep(self, *, before: datetime) -> None:
        """Remove what a killed ``put`` wrote for the last time before that instant.

        What cannot be looked at or removed now stays until the next time.
        """
        for part in self._folder.glob(".*.part"):
            with contextlib.suppress(OSError):
                if datetime.fromtimestamp(part.stat().st_mtime, UTC) < before:
                    part.unlink()

    def _create(self, part: Path) -> BinaryIO:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        return os.fdopen(descriptor, "wb")

    def _keep(self, part: Path, stored: StoredDocument) -> None:
        target = self.path(stored.sha256)
        try:
            if target.is_file() and target.stat().st_size == stored.size:
                part.unlink()
                return
            part.replace(target)
            _sync_folder(self._folder)
        except OSError as error:
            raise _failure(error) from error


_BINARY = getattr(os, "O_BINARY", 0)


def _is_content(file: BinaryIO, sha256: str) -> bool:
    """Read all of the file and go back to its beginning."""
    digest = hashlib.sha256()
    try:
        while block := file.read(_BLOCK):
            digest.update(block)
        file.seek(0)
    except OSError:
        return False
    return digest.hexdigest() == sha256


def _write(file: BinaryIO, chunks: Iterable[bytes]) -> StoredDocument:
    """Write all chunks and bring them to the disk; only failures of the disk become ours."""
    digest = hashlib.sha256()
    size = 0
    try:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            _guarded(file, chunk)
        _guarded(file, None)
    finally:
        _close(file)
    return StoredDocument(digest.hexdigest(), size)


def _guarded(file: BinaryIO, chunk: bytes | None) -> None:
    try:
        if chunk is not None:
            file.write(chunk)
        else:
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _failure(error) from error


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
    finally:
        os.close(descriptor)


def _failure(error: OSError) -> UserError:
    return UserError("documents.disk_full" if error.errno in _FULL else "documents.not_writable")
