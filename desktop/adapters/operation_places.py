"""The folders of a program run: how much room there is, and where backups go."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.erp_files import write_whole
from desktop.adapters.plain_files import opened_plain
from desktop.domain.backup_manifest import Extras, manifest_name
from desktop.domain.backup_rotation import in_order
from desktop.domain.errors import UserError
from desktop.domain.master_key import MasterKey
from desktop.domain.operation import PlaceKind, Space

_SCRATCH = ".trial-"
_MOST_OF_A_FILE = 1 << 20
"""No settings and no key are longer."""
_MOST_NOTED = 1 << 30
"""Millions of documents have room in it; more is no note of ours."""


@dataclass(frozen=True, slots=True)
class FolderOfBackups:
    """Satisfies the port ``BackupFolder``; the folder is made by the first backup."""

    path: Path
    key: MasterKey | None = None

    @property
    def documents(self) -> FolderDocumentStore:
        """The copies of documents, in a folder of their own."""
        return FolderDocumentStore(self.path / "documents", self.key)

    @property
    def keys(self) -> FolderDocumentStore:
        """The copies of keys, readable for their owner only, sealed where there is a key."""
        return FolderDocumentStore(self.path / "keys", self.key)

    def files(self) -> tuple[str, ...]:
        """Return the names of the database backups, oldest first; others' files are not ours."""
        if not self.path.is_dir():
            return ()
        return tuple(one.name for one in in_order(file.name for file in self.path.iterdir()))

    def remove(self, name: str) -> None:
        """Remove one database backup with what is noted of it.

        Raises:
            OSError: it cannot be removed.
        """
        (self.path / name).unlink()
        (self.path / manifest_name(name)).unlink(missing_ok=True)

    def note(self, name: str, content: bytes) -> None:
        """Put what is noted of a backup beside it, whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        write_whole(self.path / manifest_name(name), content)

    def noted(self, name: str) -> bytes | None:
        """Return what was noted of the backup ``name``; None where nothing can be read."""
        try:
            with (self.path / manifest_name(name)).open("rb") as file:
                return file.read(_MOST_NOTED)
        except OSError:
            return None

    def remove_document(self, name: str) -> None:
        """Remove one content by its name in the store.

        Raises:
            OSError: it cannot be removed.
        """
        (self.path / "documents" / name).unlink()

    def sweep(self, *, before: datetime) -> None:
        """Remove half copies that a killed backup wrote for the last time before that instant.

        What cannot be looked at or removed now stays until the next time.
        """
        for part in self.path.glob("mieterdesk-*.sqlite.part*"):
            with contextlib.suppress(OSError):
                if datetime.fromtimestamp(part.stat().st_mtime, UTC) < before:
                    part.unlink()


@dataclass(frozen=True, slots=True)
class DataPlaces:
    """Satisfies the port ``Places``. ``backups`` is where they go unless a person chooses."""

    folders: Mapping[PlaceKind, Path]
    backups: Path
    key: MasterKey | None = None
    """That of an encrypted data folder: backups are encrypted with it, too."""
    settings_file: Path | None = None
    codes_key_file: Path | None = None
    """None where several workplaces share it: then its place is not the data folder."""

    def spaces(self) -> tuple[Space, ...]:
        """Return the room of each folder, or of where it will be made."""
        return tuple(_space(kind, folder) for kind, folder in self.folders.items())

    def backup_folder(self, chosen: Path | None = None) -> FolderOfBackups:
        """Return the folder for backups."""
        return FolderOfBackups(chosen or self.backups, self.key)

    def scratch(self) -> AbstractContextManager[Path]:
        """Lend a private folder in the data folder; it is gone afterwards."""
        return private_scratch(self.folders[PlaceKind.DATA])

    def extras(self) -> Extras:
        """Return what belongs into a backup besides database and documents."""
        return Extras(
            settings=_content(self.settings_file),
            codes_key=_content(self.codes_key_file),
            key_fingerprint=None if self.key is None else self.key.fingerprint,
        )


@contextlib.contextmanager
def private_scratch(parent: Path) -> Iterator[Path]:
    """Lend a new folder below ``parent`` that only this person can read; it is gone afterwards.

    Raises:
        UserError: ``data_folder.not_writable`` with ``folder``.
    """
    for left in parent.glob(f"{_SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        # 0700, and on the drive of the data: none with less room or less protection.
        folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=parent))
    except OSError as error:
        raise UserError("data_folder.not_writable", folder=str(parent)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _content(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        with opened_plain(file) as handle:
            return os.read(handle, _MOST_OF_A_FILE)
    except OSError:
        return None


def _space(kind: PlaceKind, folder: Path) -> Space:
    place = folder
    try:
        if kind is not PlaceKind.EXCHANGE:
            # Made when it is first needed; a missing exchange folder, though, is a lost drive.
            while not place.exists() and place != place.parent:
                place = place.parent
        usage = shutil.disk_usage(place)
    except OSError:
        return Space(kind, None, None)
    return Space(kind, usage.free, usage.total)
