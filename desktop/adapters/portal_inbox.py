"""The folder in which the portal leaves its events (rules of Maildir, ``docs/portal-exchange.md``).

::

    to-desktop/new/<name>/           the portal renames complete folders to here
    to-desktop/cur/<claim>/<name>/   ours: taken out of new/ by one rename, until its commit
    to-desktop/done/<name>/          empty marker of what was dealt with
    to-desktop/quarantine/<name>/    as it came, until a person has dealt with it

``<claim>`` is new with every folder taken, so that a folder that was delivered twice under one name
is told from one that a killed run has dealt with. Links are never followed, and nothing but plain
files is opened: a named pipe would make us wait for ever.
"""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from desktop.adapters.plain_files import opened_plain
from desktop.domain.errors import UserError
from desktop.domain.portal_event import EVENT_FILE
from desktop.domain.portal_folder import (
    FileKind,
    FolderFile,
    FolderName,
    FolderPlace,
    PortalFolder,
)

_BLOCK = 1 << 20
_LONGEST_NAME = 255
_REPARSE_POINT = 0x400


class FolderInbox:
    """Reads ``<exchange>/to-desktop``; the folders are made when they are missing.

    With ``must_exist`` the exchange folder itself is not: it is somebody's share, and a new empty
    folder in its place would look as if nothing had come.
    """

    def __init__(self, exchange_folder: Path, *, must_exist: bool = False) -> None:
        self._must_exist = must_exist
        self._root = exchange_folder / "to-desktop"
        self._new = self._root / "new"
        self._current = self._root / "cur"
        self._done = self._root / "done"
        self._quarantine = self._root / "quarantine"

    def prepare(self) -> None:
        """Make the folders and look whether they can be used.

        Raises:
            UserError: ``intake.folder_unusable``.
        """
        try:
            if self._must_exist:
                self._root.parent.stat()
            for folder in (
                self._root / "tmp",
                self._new,
                self._current,
                self._done,
                self._quarantine,
            ):
                folder.mkdir(parents=True, exist_ok=True)
                if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            with os.scandir(self._new):
                pass
        except OSError as error:
            raise UserError("intake.folder_unusable", folder=str(self._root)) from error

    def waiting(self) -> Iterator[FolderName]:
        """Yield the folders in ``new/``; files and links there are nobody's business."""
        with os.scandir(self._new) as entries:
            for entry in entries:
                if _is_real_folder(entry):
                    yield FolderName.of(entry.name)

    def peek(self, name: FolderName, limit: int) -> bytes | None:
        """Return the event of a waiting folder; None where there is none of at most ``limit``."""
        try:
            with opened_plain(self._new / os.fsdecode(name.raw) / EVENT_FILE) as handle:
                if os.fstat(handle).st_size > limit:
                    return None
                return _read(handle, limit)
        except OSError:
            return None

    def claim(self, name: FolderName) -> PortalFolder | None:
        """Take a waiting folder by one rename; None if it is gone or is no folder."""
        claim = uuid4().hex
        place = self._current / claim
        place.mkdir()
        taken = place / os.fsdecode(name.raw)
        try:
            (self._new / taken.name).rename(taken)
        except FileNotFoundError:
            place.rmdir()
            return None
        except OSError:
            place.rmdir()
            raise
        if not stat.S_ISDIR(taken.lstat().st_mode):
            # Somebody put a link or a file in the folder's place since we listed it.
            taken.rename(self._new / taken.name)
            place.rmdir()
            return None
        return PortalFolder(FolderPlace.CLAIMED, name, FolderName.of(claim))

    def claimed(self) -> Iterator[PortalFolder]:
        """Yield the folders that a run took and did not finish, in the order of their claims."""
        for place in sorted(self._current.iterdir()):
            if not stat.S_ISDIR(place.lstat().st_mode):
                continue
            taken = sorted(entry.name for entry in place.iterdir())
            if not taken:
                with contextlib.suppress(OSError):
                    place.rmdir()
            for name in taken[:1]:
                yield PortalFolder(
                    FolderPlace.CLAIMED, FolderName.of(name), FolderName.of(place.name)
                )

    def kept(self, kept_in: FolderName, name: FolderName) -> PortalFolder | None:
        """Return a folder of the quarantine; None if somebody took it away."""
        folder = PortalFolder(FolderPlace.QUARANTINE, name, kept_in)
        return folder if self._is_folder(folder) else None

    def files(self, folder: PortalFolder) -> tuple[FolderFile, ...]:
        """Return all entries of the folder, by name."""
        with os.scandir(self._path(folder)) as entries:
            return tuple(sorted(map(_folder_file, entries), key=lambda file: file.name))

    def read(self, folder: PortalFolder, file: FolderName, limit: int) -> bytes:
        """Return a plain file's content, at most ``limit`` bytes of it; never follows a link."""
        with opened_plain(self._path(folder) / os.fsdecode(file.raw)) as handle:
            return _read(handle, limit)

    def chunks(self, folder: PortalFolder, file: FolderName) -> Iterator[bytes]:
        """Yield a plain file's content piece by piece; never follows a link."""
        with opened_plain(self._path(folder) / os.fsdecode(file.raw)) as handle:
            while block := os.read(handle, _BLOCK):
                yield block

    def free_name(self, folder: PortalFolder) -> FolderName:
        """Return the folder's own name, or one that tells it from a namesake kept already."""
        if not os.path.lexists(self._quarantine / os.fsdecode(folder.name.raw)):
            return folder.name
        suffix = b"~" + uuid4().hex.encode("ascii")
        return FolderName(folder.name.raw[: _LONGEST_NAME - len(suffix)] + suffix)

    def quarantine(self, folder: PortalFolder, kept_in: FolderName) -> None:
        """Move the folder as it is into the quarantine; a second time does nothing."""
        if folder.place is FolderPlace.QUARANTINE:
            return
        target = self._quarantine / os.fsdecode(kept_in.raw)
        if self._is_folder(folder) and not os.path.lexists(target):
            self._path(folder).rename(target)
        self._leave(folder)

    def finish(self, folder: PortalFolder) -> None:
        """Leave an empty marker with the folder's name, and remove the folder with its content."""
        with contextlib.suppress(FileExistsError):
            (self._done / os.fsdecode(folder.name.raw)).mkdir()
        if self._is_folder(folder):
            shutil.rmtree(self._path(folder))
        self._leave(folder)

    def _path(self, folder: PortalFolder) -> Path:
        if folder.place is FolderPlace.QUARANTINE:
            return self._quarantine / os.fsdecode(folder.place_name.raw)
        return self._current / os.fsdecode(folder.place_name.raw) / os.fsdecode(folder.name.raw)

    def _is_folder(self, folder: PortalFolder) -> bool:
        try:
            return stat.S_ISDIR(self._path(folder).lstat().st_mode)
        except FileNotFoundError:
            return False

    def _leave(self, folder: PortalFolder) -> None:
        """Remove the claim that held the folder."""
        if folder.place is FolderPlace.CLAIMED:
            with contextlib.suppress(OSError):
                self._path(folder).parent.rmdir()


def _is_real_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and not _is_link(entry)
    except FileNotFoundError:
        return False


def _is_link(entry: os.DirEntry[str]) -> bool:
    """Tell a symbolic link, and on Windows a junction too."""
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return entry.is_symlink() or bool(attributes & _REPARSE_POINT)


def _folder_file(entry: os.DirEntry[str]) -> FolderFile:
    name = FolderName.of(entry.name)
    if _is_link(entry):
        return FolderFile(name, FileKind.LINK, 0)
    if not entry.is_file(follow_symlinks=False):
        return FolderFile(name, FileKind.OTHER, 0)
    return FolderFile(name, FileKind.PLAIN, entry.stat(follow_symlinks=False).st_size)


def _read(handle: int, limit: int) -> bytes:
    parts: list[bytes] = []
    while limit > 0 and (block := os.read(handle, min(_BLOCK, limit))):
        parts.append(block)
        limit -= len(block)
    return b"".join(parts)
