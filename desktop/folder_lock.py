"""The claim of one window on a data folder."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QLockFile

from desktop.data_folder import DataFolder
from desktop.database.restore_claim import is_being_restored
from desktop.domain.errors import UserError


def is_claimed(data_folder: DataFolder) -> bool:
    """Whether ``hold_window`` may be refused; no is certain for a folder that is not being changed.

    A claim that a process has left behind counts too. It takes no time, unlike a claim, which waits
    for the disk.
    """
    return _file(data_folder).exists() or not os.access(data_folder.path, os.W_OK)


def hold_window(data_folder: DataFolder) -> QLockFile:
    """Claim the folder for one window; the claim ends with ``unlock`` or with this process.

    Raises:
        UserError: ``window.already_open``, ``restore.running``, ``data_folder.not_usable`` or
            ``data_folder.not_writable``.
    """
    data_folder.create()
    # In a window that has closed already, or by a command: nobody comes forward, and it takes long.
    if is_being_restored(data_folder.path):
        raise UserError("restore.running")
    lock = QLockFile(str(_file(data_folder)))
    # A window may be open for days; only the end of its process makes the claim void.
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        if lock.error() is QLockFile.LockError.LockFailedError:
            raise UserError("window.already_open")
        raise UserError("data_folder.not_writable", folder=str(data_folder.path))
    return lock


def _file(data_folder: DataFolder) -> Path:
    return data_folder.path / "window.lock"
