"""The settings of this workplace (not of a company), which lie in its data folder."""

import contextlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import msgspec

from desktop.data_folder import DATA_DIR_VARIABLE, DataFolder, resolve_data_folder
from desktop.domain.errors import UserError
from desktop.looks import ThemeChoice
from desktop.texts import Language

__all__ = [
    "DATA_DIR_VARIABLE",
    "AppSettings",
    "DataFolder",
    "ThemeChoice",
    "WindowLayout",
    "is_untouched",
    "load_settings",
    "peek_settings",
    "read_settings",
    "resolve_data_folder",
    "save_settings",
]


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


def is_untouched(folder: DataFolder) -> bool:
    """Whether nobody has begun to work with a folder, and no server is named in its place.

    What is not known is somebody's, and so is what cannot be looked at.
    """
    if folder.has_traces():
        return False
    written = folder.settings_file
    try:
        return not written.exists() or _decode(written.read_bytes()).database_url is None
    except (OSError, ValueError):
        return False


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
