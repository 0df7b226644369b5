"""Where a data folder keeps its things. The first window of a run needs no more than this."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import UserError

DATA_DIR_VARIABLE = "MIETERDESK_DATA_DIR"

_BEFORE_A_BEGINNING = (
    "last-crash.txt",
    "window.open",
    "window.lock",
    "restore.lock",
    "window.socket",
    "key.check",
    "key.check.part",
    ".first-start",
    "demo",
    "dictionaries",
    "settings.json",
)
"""Names of what may lie in a folder in which nobody has begun yet, beside ``_LOGS``."""
_LOGS = "mieterdesk.log"
"""What names of logs begin with."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One folder holds everything that a run of the program keeps."""

    path: Path

    @property
    def database_file(self) -> Path:
        """The embedded database, used unless the settings name a server."""
        return self.path / "mieterdesk.sqlite"

    @property
    def documents(self) -> Path:
        """Every content once, under its SHA-256."""
        return self.path / "documents"

    @property
    def exchange(self) -> Path:
        """The folder shared with the portal, unless the settings name another."""
        return self.path / "exchange"

    @property
    def backups(self) -> Path:
        """Backups on demand, unless a person chooses another folder."""
        return self.path / "backups"

    @property
    def dictionaries(self) -> Path:
        """Dictionaries somebody puts here come before those of the computer."""
        return self.path / "dictionaries"

    @property
    def code_key_file(self) -> Path:
        """Key of the registration codes, unless the settings name one for several workplaces."""
        return self.path / "codes.key"

    @property
    def store_keys_file(self) -> Path:
        """Keys of stores that speak S3, for companies that keep their documents in one."""
        return self.path / "document-stores.json"

    @property
    def anchors_file(self) -> Path:
        """The end of the audit log on every day, unless the settings name another place."""
        return self.path / "audit-anchors.jsonl"

    @property
    def settings_file(self) -> Path:
        """The settings of this workplace."""
        return self.path / "settings.json"

    @property
    def log_file(self) -> Path:
        """What went wrong, with bank details, codes and passwords blacked out."""
        return self.path / "mieterdesk.log"

    def create(self) -> None:
        """Creates the folder where it is missing, readable for its owner only.

        Raises:
            UserError: ``data_folder.not_usable`` when that is not possible.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UserError("data_folder.not_usable", folder=str(self.path)) from error

    def has_lost_its_database(self) -> bool:
        """Whether documents, backups, or changes not yet written back are there, but no database.

        A new, empty database in its place would look as if everything had been lost.
        """
        try:
            if self.database_file.exists() and self.database_file.stat().st_size > 0:
                return False
            changes = self.database_file.with_name(self.database_file.name + "-wal")
            if changes.exists() and changes.stat().st_size > 0:
                return True
            if self.documents.is_dir() and any(self.documents.iterdir()):
                return True
            return any(file.stat().st_size > 0 for file in self._own_backups())
        except OSError:
            # What cannot be looked at is not lost; opening it says what is the matter.
            return False

    def has_traces(self) -> bool:
        """Whether anything lies here that tells of somebody who has begun.

        What is not known is somebody's, and so is what cannot be looked at.
        """
        try:
            return self.path.exists() and not all(map(self._is_of_no_weight, self.path.iterdir()))
        except OSError:
            return True

    def _is_of_no_weight(self, entry: Path) -> bool:
        if entry.name in _BEFORE_A_BEGINNING or entry.name.startswith(_LOGS):
            return True
        if entry == self.database_file:
            # A start that was killed before its schema stood.
            return entry.stat().st_size == 0
        return entry in (self.documents, self.exchange) and not any(entry.iterdir())

    def _own_backups(self) -> Iterator[Path]:
        """Files in ``backups/`` that have the name of a backup; others' files are not ours."""
        from desktop.domain.backup_rotation import in_order

        if self.backups.is_dir():
            for backup in in_order(file.name for file in self.backups.iterdir()):
                yield self.backups / backup.name

    def copies_of_the_database(self) -> tuple[Path, ...]:
        """Files in this folder and ``backups/`` that may be copies of it, the newest first."""
        found: list[tuple[float, Path]] = []
        for folder in (self.path, self.backups):
            for file in folder.glob("*.sqlite"):
                with contextlib.suppress(OSError):
                    if file != self.database_file and file.stat().st_size > 0:
                        found.append((file.stat().st_mtime, file))
        return tuple(file for _, file in sorted(found, reverse=True))


def resolve_data_folder(
    option: Path | None = None, environ: Mapping[str, str] = os.environ
) -> DataFolder:
    """The option wins over ``MIETERDESK_DATA_DIR``, that over the platform's own place.

    Raises:
        UserError: ``data_folder.no_home`` where neither is given and the account has no home.
    """
    if option is not None:
        return DataFolder(option.absolute())
    if named := environ.get(DATA_DIR_VARIABLE):
        return DataFolder(Path(named).absolute())
    import platformdirs

    try:
        return DataFolder(Path(platformdirs.user_data_dir("Mieterdesk", appauthor=False)))
    except RuntimeError as error:
        raise UserError("data_folder.no_home") from error
