"""What the operation of the program needs from the outside world."""

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop.domain.backup_manifest import Extras
from desktop.domain.operation import Space
from desktop.services.ports import DocumentStore


class BackupFolder(Protocol):
    """A folder that holds backups: database files by their day, documents by their hash."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def documents(self) -> DocumentStore:
        """The copies of documents."""

    def files(self) -> tuple[str, ...]:
        """Return the names of the database backups that lie here, oldest first."""

    def remove(self, name: str) -> None:
        """Remove one database backup with what is noted of it.

        Raises:
            OSError: it cannot be removed.
        """

    def sweep(self, *, before: datetime) -> None:
        """Remove half copies that a killed backup wrote for the last time before that instant."""

    @property
    def keys(self) -> DocumentStore:
        """The copies of keys that are not made of the key of an encrypted data folder."""

    def note(self, name: str, content: bytes) -> None:
        """Put what is noted of a backup beside it, whole or not at all.

        Raises:
            OSError: it cannot be written.
        """

    def noted(self, name: str) -> bytes | None:
        """Return what was noted of the backup ``name``; None where nothing can be read."""

    def remove_document(self, name: str) -> None:
        """Remove one content by its name in the store.

        Raises:
            OSError: it cannot be removed.
        """


class Places(Protocol):
    """The folders of this program run."""

    def spaces(self) -> tuple[Space, ...]:
        """Return how much room there is where the folders lie. Never fails."""

    def backup_folder(self, chosen: Path | None = None) -> BackupFolder:
        """Return the folder for backups: the one chosen, or that of the data folder."""

    def extras(self) -> Extras:
        """Return what belongs into a backup besides database and documents. Never fails."""

    def scratch(self) -> AbstractContextManager[Path]:
        """Lend a new folder that only this person can read; it is gone afterwards.

        What a killed program left of an earlier one is removed first.

        Raises:
            UserError: ``data_folder.not_writable``.
        """
