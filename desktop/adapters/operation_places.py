"""The folders of a program run: how much room there is, and where backups go."""

import contextlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.adapters.document_store import FolderDocumentStore
from desktop.domain.master_key import MasterKey
from desktop.domain.operation import PlaceKind, Space

_NAME = re.compile(r"mieterdesk-\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?\.sqlite")


@dataclass(frozen=True, slots=True)
class FolderOfBackups:
    """Satisfies the port ``BackupFolder``; the folder is made by the first backup."""

    path: Path
    key: MasterKey | None = None

    @property
    def documents(self) -> FolderDocumentStore:
        """The copies of documents, in a folder of their own."""
        return FolderDocumentStore(self.path / "documents", self.key)

    def files(self) -> tuple[str, ...]:
        """Return the names of the database backups, oldest first; others' files are not ours."""
        if not self.path.is_dir():
            return ()
        return tuple(
            sorted(file.name for file in self.path.iterdir() if _NAME.fullmatch(file.name))
        )

    def remove(self, name: str) -> None:
        """Remove one database backup.

        Raises:
            OSError: it cannot be removed.
        """
        (self.path / name).unlink()

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

    def spaces(self) -> tuple[Space, ...]:
        """Return the room of each folder, or of where it will be made."""
        return tuple(_space(kind, folder) for kind, folder in self.folders.items())

    def backup_folder(self, chosen: Path | None = None) -> FolderOfBackups:
        """Return the folder for backups."""
        return FolderOfBackups(chosen or self.backups, self.key)


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
