"""Files handed to other programs, only after a click: private copies that are removed again."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop.domain.errors import UserError
from desktop.domain.file_names import kept_name

_PREFIX = "mieterdesk-view-"
_FORGOTTEN_AFTER = 24 * 3600
_LONGEST_NAME = 80
_MOST_BYTES = 200
"""File systems count bytes, and a letter can have four."""


def safe_name(name: str) -> str:
    """A file name of harmless signs that keeps its ending, so that the right program opens it."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    plain = "".join(sign if sign.isalnum() or sign in "-_ " else "_" for sign in stem).strip()
    end = "".join(sign for sign in ending if sign.isascii() and sign.isalnum())[:10]
    cut = plain[:_LONGEST_NAME].encode()[:_MOST_BYTES].decode(errors="ignore")
    body = cut or "Anlage"
    return kept_name(f"{body}.{end}" if end else body)


class PrivateCopies:
    """Copies only this person can read; ``remove_all`` takes them away when the person goes."""

    def __init__(self, write: Callable[[Path, bytes], None]) -> None:
        """``write`` puts a whole file in place, readable for its owner alone."""
        self._write = write
        self._folders: list[Path] = []

    def hand_out(self, name: str, data: bytes) -> None:
        """Write a copy and let the system open it.

        Raises:
            UserError: ``attachment.not_handed_out``.
        """
        try:
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._folders.append(folder)
            copy = folder / safe_name(name)
            self._write(copy, data)
        except OSError as error:
            raise UserError("attachment.not_handed_out") from error
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(os.fspath(copy))):
            shutil.rmtree(folder, ignore_errors=True)
            raise UserError("attachment.no_program")

    def remove_all(self) -> None:
        """Remove every copy; one that another program holds open is removed by a later run."""
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)
        self._folders = [folder for folder in self._folders if folder.exists()]


def remove_forgotten() -> None:
    """Remove copies that a killed run left behind a day ago."""
    before = time.time() - _FORGOTTEN_AFTER
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError):
                if not folder.is_symlink() and folder.stat().st_mtime < before:
                    shutil.rmtree(folder, ignore_errors=True)
