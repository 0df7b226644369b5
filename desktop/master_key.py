"""Where the key of an encrypted data folder comes from, and which folder needs which."""

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from desktop.domain.errors import UserError
from desktop.domain.master_key import KEY_BYTES, MasterKey
from desktop.settings import DataFolder

KEY_FILE_VARIABLE = "MIETERDESK_KEY_FILE"
_MARK = "key.check"


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


def agree_on_key(folder: DataFolder, key: MasterKey | None) -> None:
    """Make sure that a data folder is opened with the key it was made with, or with none.

    A folder that holds nothing yet is encrypted from now on where there is a key.

    Raises:
        UserError: ``key.needed``, ``key.wrong``, ``key.folder_is_plain`` (it was made without a
            key), ``data_folder.not_writable`` with ``folder``.
    """
    mark = folder.path / _MARK
    try:
        known = mark.read_text(encoding="ascii").strip() if mark.exists() else None
        if key is None:
            if known is not None:
                raise UserError("key.needed")
        elif known is None:
            if _holds_something(folder):
                raise UserError("key.folder_is_plain")
            mark.touch(mode=0o600)
            mark.write_text(key.fingerprint + "\n", encoding="ascii")
        elif known != key.fingerprint:
            raise UserError("key.wrong")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("data_folder.not_writable", folder=str(folder.path)) from error


def _holds_something(folder: DataFolder) -> bool:
    if folder.database_file.exists() and folder.database_file.stat().st_size > 0:
        return True
    return folder.documents.is_dir() and any(folder.documents.iterdir())
