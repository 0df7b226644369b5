"""Where the key of an encrypted data folder comes from, and which folder needs which."""

import contextlib
import os
import re
import stat
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Protocol

from desktop.domain.errors import UserError
from desktop.domain.master_key import KEY_BYTES, MasterKey, typed_key
from desktop.settings import DataFolder, is_untouched

KEY_FILE_VARIABLE = "MIETERDESK_KEY_FILE"
_MARK = "key.check"
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_PLAIN_DATABASE = b"SQLite format 3\x00"


def load_master_key(environ: Mapping[str, str] = os.environ) -> MasterKey | None:
    """Return the key in the file that ``MIETERDESK_KEY_FILE`` names, None where it names none.

    The file holds 64 hexadecimal digits and is readable for its owner only.

    Raises:
        UserError: ``key.not_readable``, ``key.open_to_others`` or ``key.not_a_key``, each with
            ``file``.
    """
    named = environ.get(KEY_FILE_VARIABLE)
    if not named:
        return None
    file = Path(named)
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            text = opened.read(4 * KEY_BYTES)
    except (OSError, ValueError) as error:
        raise UserError("key.not_readable", file=named) from error
    # Windows has no such bits; there the folder's rights decide.
    if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UserError("key.open_to_others", file=named)
    try:
        return MasterKey(bytes.fromhex(text.decode("ascii").strip()))
    except ValueError as error:
        raise UserError("key.not_a_key", file=named) from error


class KeyRing(Protocol):
    """Where the operating system keeps keys, by their fingerprints."""

    def check(self) -> None:
        """Make sure that it keeps something; raises ``key_ring.unreachable``."""

    def keep(self, key: MasterKey) -> None:
        """Keep a key; raises ``key_ring.unreachable``."""

    def find(self, fingerprint: str) -> MasterKey | None:
        """Return a key, None where it has it not; raises ``key_ring.unreachable``."""

    def forget(self, key: MasterKey) -> None:
        """Forget a key, if that is possible."""


class KeyChain:
    """The keys of one program run: from the file that is named, typed ones, those of the ring."""

    def __init__(self, ring: KeyRing) -> None:
        """Hold nothing yet."""
        self.ring = ring
        self._held: dict[str, MasterKey] = {}
        self._wanted: str | None = None
        self._typed: MasterKey | None = None

    def hold(self, key: MasterKey) -> None:
        """Have a key at hand until the program ends: somebody typed it, or it was just made."""
        self._held[key.fingerprint] = key

    def key_for(self, folder: DataFolder) -> MasterKey | None:
        """Return the key to open a folder with; None for one that is not encrypted.

        The file that ``MIETERDESK_KEY_FILE`` names comes before all others.

        Raises:
            UserError: as ``load_master_key``; ``key.ring_unreachable``, ``key.not_in_ring`` or
                ``key.check_damaged`` where the recovery key is needed.
        """
        named = load_master_key()
        if named is not None:
            return named
        try:
            fingerprint = known_fingerprint(folder)
        except UserError as error:
            if error.code != "key.check_damaged" or self._typed is None:
                raise
            # Whoever opens the folder with it looks whether it fits.
            return self._typed
        return None if fingerprint is None else self._found(fingerprint)

    def key_for_backup(self, folder: DataFolder, fingerprint: str | None) -> MasterKey | None:
        """Return the key to restore a backup into a folder with; None where both are plain.

        ``fingerprint`` is what the backup says of its key. A folder that lost all but its backups
        does not say any more which key it needs: the backup does.

        Raises:
            UserError: as ``key_for``; ``key.wrong`` where the key is not that of the backup.
        """
        key = self.key_for(folder)
        if fingerprint is None or (key is not None and key.fingerprint == fingerprint):
            return key
        if key is not None:
            raise UserError("key.wrong")
        return self._found(fingerprint)

    def _found(self, fingerprint: str) -> MasterKey:
        self._wanted = fingerprint
        if fingerprint in self._held:
            return self._held[fingerprint]
        try:
            found = self.ring.find(fingerprint)
        except UserError as error:
            raise UserError("key.ring_unreachable") from error
        if found is None or found.fingerprint != fingerprint:
            raise UserError("key.not_in_ring")
        self.hold(found)
        return found

    def take_typed(self, folder: DataFolder, text: str) -> None:
        """Hold the recovery key of a folder that somebody typed, and keep it if that is possible.

        Where the folder does not say which it needs, it is the one that was looked for last. Where
        what it says is damaged, its database tells.

        Raises:
            UserError: ``key.typed_wrong``: it is no key, or not that of this folder.
        """
        try:
            key = typed_key(text)
        except ValueError as error:
            raise UserError("key.typed_wrong") from error
        try:
            fits = key.fingerprint == (known_fingerprint(folder) or self._wanted)
        except UserError as error:
            if error.code != "key.check_damaged":
                raise
            fits = not _keeps_out(folder, key)
        if not fits:
            raise UserError("key.typed_wrong")
        self.hold(key)
        self._typed = key
        with contextlib.suppress(UserError):
            self.ring.keep(key)


def known_fingerprint(folder: DataFolder) -> str | None:
    """Return which key a folder needs; None for one that is not encrypted.

    Raises:
        UserError: ``key.check_damaged`` with ``file``, where the folder is encrypted and what it
            says of its key is no fingerprint; ``data_folder.not_writable`` with ``folder``.
    """
    mark = folder.path / _MARK
    try:
        if not mark.exists():
            return None
        said = mark.read_bytes().decode("ascii", "replace").strip()
        if _FINGERPRINT.fullmatch(said):
            return said
        if is_untouched(folder) or _is_plain(folder.database_file):
            # What a program left that was killed before anything was there, or a bad disk.
            return None
    except OSError as error:
        raise UserError("data_folder.not_writable", folder=str(folder.path)) from error
    raise UserError("key.check_damaged", file=str(mark))


def agree_on_key(folder: DataFolder, key: MasterKey | None) -> None:
    """Make sure that a data folder is opened with the key it was made with, or with none.

    A folder that holds nothing yet is encrypted from now on where there is a key. What it says of
    its key is written anew where that was damaged.

    Raises:
        UserError: as ``compare_key``; ``data_folder.not_writable`` with ``folder``.
    """
    compare_key(folder, key)
    mark = folder.path / _MARK
    if key is None:
        return
    said = f"{key.fingerprint}\n".encode()
    part = mark.with_name(f"{_MARK}.part")
    try:
        if mark.exists() and mark.read_bytes().strip() == said.strip():
            return
        # Whole or not at all: half of it would let nobody in.
        with open(part, "wb", opener=_private) as file:
            file.write(said)
            file.flush()
            os.fsync(file.fileno())
        part.replace(mark)
    except OSError as error:
        raise UserError("data_folder.not_writable", folder=str(folder.path)) from error


def compare_key(folder: DataFolder, key: MasterKey | None) -> None:
    """Look whether a data folder can be opened with a key, or with none; nothing is changed.

    Raises:
        UserError: ``key.needed``, ``key.wrong``, ``key.folder_is_plain`` (it was made without a
            key), ``key.check_damaged`` without a key, ``data_folder.not_writable`` with ``folder``.
    """
    try:
        known = known_fingerprint(folder)
    except UserError as error:
        if error.code != "key.check_damaged" or key is None:
            raise
        if _keeps_out(folder, key):
            raise UserError("key.wrong") from error
        return
    try:
        if key is None:
            if known is not None:
                raise UserError("key.needed")
        elif known is None:
            if _holds_something(folder):
                raise UserError("key.folder_is_plain")
        elif known != key.fingerprint:
            raise UserError("key.wrong")
    except OSError as error:
        raise UserError("data_folder.not_writable", folder=str(folder.path)) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_plain(database: Path) -> bool:
    """Whether there is a database that no key is needed for."""
    if not database.exists():
        return False
    with database.open("rb") as file:
        return file.read(len(_PLAIN_DATABASE)) == _PLAIN_DATABASE


def _keeps_out(folder: DataFolder, key: MasterKey) -> bool:
    """Whether there is a database that a key does not open."""
    file = folder.database_file
    if not file.exists() or file.stat().st_size == 0:
        return False
    from desktop.database.sqlite import DriverError, connect

    try:
        with closing(connect(file, query_only=True, key=key.derived("database"))) as opened:
            opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except DriverError:
        return True
    return False


def _holds_something(folder: DataFolder) -> bool:
    if folder.database_file.exists() and folder.database_file.stat().st_size > 0:
        return True
    return folder.documents.is_dir() and any(folder.documents.iterdir())
