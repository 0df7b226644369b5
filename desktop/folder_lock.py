"""The claim of one window on a data folder."""

from __future__ import annotations

from PySide6.QtCore import QLockFile

from desktop.domain.errors import UserError
from desktop.settings import DataFolder


def hold_window(data_folder: DataFolder) -> QLockFile:
    """Claim the folder for one window; the claim ends with ``unlock`` or with this process.

    Raises:
        UserError: ``window.already_open``, ``data_folder.not_usable`` or
            ``data_folder.not_writable``.
    """
    data_folder.create()
    lock = QLockFile(str(data_folder.path / "window.lock"))
    # A window may be open for days; only the end of its process makes the claim void.
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        if lock.error() is QLockFile.LockError.LockFailedError:
            raise UserError("window.already_open")
        raise UserError("data_folder.not_writable", folder=str(data_folder.path))
    return lock
