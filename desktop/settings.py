"""Where a data folder keeps its things, and the settings of this workplace (not of a company)."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import msgspec

from desktop.domain.backup_rotation import in_order
from desktop.domain.errors import UserError
from desktop.texts import Language

DATA_DIR_VARIABLE = "MIETERDESK_DATA_DIR"


class ThemeChoice(StrEnum):
    """Colours of the interface; ``SYSTEM`` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


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

    def _own_backups(self) -> Iterator[Path]:
        """Files in ``backups/`` that have the name of a backup; others' files are not ours."""
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


class WindowLayout(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one person left the window. Geometry is Qt's, in Base64; sizes are pixels.

    ``columns`` are widths by the name of a table; ``last_view`` is the key of the sidebar's entry
    that was open, ``sorts`` the orders by the key of a list. Whoever restores it takes nothing for
    granted: what is not known or does not fit is left as it is.
    """

    geometry: str = ""
    splitters: dict[str, tuple[int, ...]] = {}
    columns: dict[str, tuple[int, ...]] = {}
    last_view: str = ""
    sorts: dict[str, str] = {}
    filter_open: bool = False
    spelling: bool = True


class AppSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of this workplace; what concerns a company lies in the database."""

    database_url: str | None = None
    """Address of a PostgreSQL server, without a password; None is the embedded database."""
    exchange_dir: str | None = None
    """Folder shared with the portal; None is ``exchange/`` of the data folder."""
    erp_export_dir: str | None = None
    """Folder for files that are handed to the ERP by themselves; None is the data folder's."""
    code_key_file: str | None = None
    """Key of the registration codes that several workplaces share; None is the data folder's."""
    audit_anchor_file: str | None = None
    """File that gets the end of the audit log every day; None is one of the data folder. One on
    another computer also tells of lines that somebody cut off who can write to the database."""
    language: Language = Language.GERMAN
    theme: ThemeChoice = ThemeChoice.SYSTEM
    font_percent: Annotated[int, msgspec.Meta(ge=80, le=200)] = 100
    auto_intake: bool = True
    auto_deliver: bool = True
    poll_seconds: Annotated[float, msgspec.Meta(ge=1, le=3600)] = 5.0
    """Pause between two looks into the exchange folder."""
    lock_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 15
    """After so long without a key or the mouse the windows lock themselves; 0 is never."""
    update_dir: str | None = None
    """Folder in which newer versions of the program are laid ready; None looks nowhere."""
    demo_password: str | None = None
    """The password of everybody in a demonstration, shown on its sign-in page; None elsewhere."""
    layouts: dict[str, WindowLayout] = {}
    """By sign-in name."""

    def __post_init__(self) -> None:
        """Refuses what no file system takes as a path."""
        named = (
            self.exchange_dir,
            self.erp_export_dir,
            self.code_key_file,
            self.audit_anchor_file,
            self.update_dir,
        )
        if any("\0" in (path or "") for path in named):
            raise ValueError("a path with U+0000")


def load_settings(folder: DataFolder) -> AppSettings:
    """Reads the settings; without a file the defaults hold.

    Raises:
        UserError: ``settings.unreadable`` for a file that cannot be understood. It is kept aside
            under the name in ``kept_as``, so the next start begins with the defaults.
            ``settings.not_readable`` when the file system refuses.
    """
    try:
        return read_settings(folder)
    except UserError as error:
        if error.code != "settings.not_understood":
            raise
        kept_as = _keep_aside(folder.settings_file)
        raise UserError("settings.unreadable", kept_as=kept_as.name) from error


def read_settings(folder: DataFolder) -> AppSettings:
    """Reads the settings and changes nothing; without a file the defaults hold.

    Raises:
        UserError: ``settings.not_understood`` for a file that cannot be understood,
            ``settings.not_readable`` when the file system refuses.
    """
    try:
        return _decode(folder.settings_file.read_bytes())
    except FileNotFoundError:
        return AppSettings()
    except OSError as error:
        raise UserError("settings.not_readable", file=str(folder.settings_file)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UserError("settings.not_understood", file=str(folder.settings_file)) from error


def peek_settings(folder: DataFolder) -> AppSettings:
    """The settings if they can be read, else the defaults; for the looks of what says so."""
    try:
        return _decode(folder.settings_file.read_bytes())
    except (OSError, ValueError):
        return AppSettings()


_BEFORE_A_BEGINNING = (
    "mieterdesk.log*",
    "last-crash.txt",
    "window.open",
    "window.lock",
    "window.socket",
    "key.check",
    "key.check.part",
    ".first-start",
    "demo",
    "dictionaries",
    "settings.json",
)
"""Names of what may lie in a folder in which nobody has begun yet."""


def is_untouched(folder: DataFolder) -> bool:
    """Whether nobody has begun to work with a folder, and no server is named in its place.

    What is not known is somebody's, and so is what cannot be looked at.
    """
    try:
        if not folder.path.exists():
            return True
        written = folder.settings_file
        if written.exists() and _decode(written.read_bytes()).database_url is not None:
            return False
        return all(_is_of_no_weight(folder, entry) for entry in folder.path.iterdir())
    except (OSError, ValueError):
        return False


def _is_of_no_weight(folder: DataFolder, entry: Path) -> bool:
    if any(entry.match(known) for known in _BEFORE_A_BEGINNING):
        return True
    if entry == folder.database_file:
        # A start that was killed before its schema stood.
        return entry.stat().st_size == 0
    return entry in (folder.documents, folder.exchange) and not any(entry.iterdir())


def _decode(raw: bytes) -> AppSettings:
    """Settings as they are written; of how windows were left only what can be understood.

    A width that is no number is no reason to begin with the defaults, let alone with another
    database.
    """
    plain = msgspec.json.decode(raw)
    if isinstance(plain, dict) and isinstance(plain.get("layouts"), dict):
        layouts = plain["layouts"].items()
        plain["layouts"] = {login: _known_layout(layout) for login, layout in layouts}
    return msgspec.convert(plain, AppSettings)


def _known_layout(stored: object) -> dict[str, object]:
    known: dict[str, object] = {}
    for field in msgspec.structs.fields(WindowLayout):
        if isinstance(stored, dict) and field.name in stored:
            with contextlib.suppress(msgspec.ValidationError):
                msgspec.convert(stored[field.name], field.type)
                known[field.name] = stored[field.name]
    return known


def save_settings(folder: DataFolder, settings: AppSettings) -> None:
    """Writes the settings; whoever reads meanwhile sees the old ones or the new ones, whole.

    Raises:
        UserError: ``settings.not_writable`` when the file system refuses.
    """
    content = msgspec.json.format(msgspec.json.encode(settings), indent=2)
    folder.create()
    written: Path | None = None
    try:
        with NamedTemporaryFile(
            dir=folder.path, prefix=".settings-", suffix=".json", delete=False
        ) as file:
            written = Path(file.name)
            file.write(content + b"\n")
            file.flush()
            os.fsync(file.fileno())
        written.replace(folder.settings_file)
    except OSError as error:
        if written is not None:
            with contextlib.suppress(OSError):
                written.unlink()
        raise UserError("settings.not_writable", file=str(folder.settings_file)) from error


def _keep_aside(file: Path) -> Path:
    """Renames to the first free name ``settings.json.bad``, ``settings.json.bad2`` and so on."""
    number = 1
    while (kept := file.with_name(f"{file.name}.bad{number if number > 1 else ''}")).exists():
        number += 1
    try:
        return file.rename(kept)
    except OSError as error:
        raise UserError("settings.not_readable", file=str(file)) from error
