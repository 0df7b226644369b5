"""A second start on a data folder raises the window that is open there, and ends.

The window that holds the folder listens at a local socket (on Windows a named pipe) that only its
own user reaches. Whoever calls there learns whether a window has come forward; nothing else is told
or taken. The claim on the folder is its lock (``desktop.opening``), never this socket: one that a
killed program left behind is replaced by whoever holds the lock.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

from PySide6.QtCore import QObject

from desktop.settings import DataFolder

if sys.platform == "win32":
    from desktop.call_pipe import Listener, call
else:
    from desktop.call_socket import Listener, call

_CAME = b"came forward\n"
_ANSWER_SECONDS = 3.0
"""A window that has not answered by then is frozen, or busy with its end."""
_LONGEST_PATH = 88
"""Bytes: what a socket's path may have on every system, and some to spare."""


class SecondStarts(QObject):
    """Listens for second starts as long as the window is open; ``stop`` ends that."""

    def __init__(
        self, folder: DataFolder, come_forward: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """Call ``come_forward`` for each; it says whether a window came, none does at the end.

        To be made by who holds the folder's lock.

        Where no socket can be made, a second start says that a window is open, as it would anyway.
        """
        super().__init__(parent)
        self._listener = Listener(_address(folder), lambda: _CAME if come_forward() else b"", self)

    def stop(self) -> None:
        """Hear no more; the next start finds nobody here."""
        self._listener.close()


def open_window_came_forward(folder: DataFolder) -> bool:
    """Call the window that is open on the folder; whether there is one and it has answered.

    Waits some seconds for it, so not on the window's thread.
    """
    _allow_others_to_come_forward()
    return call(_address(folder), _ANSWER_SECONDS) == _CAME


def _address(folder: DataFolder) -> str:
    """Return where the window of a folder listens: in the folder, which is its owner's only.

    A path that is too long for a socket, and Windows, get a name of the folder's and user's own.
    """
    path = folder.path.resolve()
    inside = str(path / "window.socket")
    if sys.platform != "win32" and len(os.fsencode(inside)) <= _LONGEST_PATH:
        return inside
    whose = f"{os.path.normcase(path)}\0{Path.home()}"
    name = f"mieterdesk-{hashlib.sha256(os.fsencode(whose)).hexdigest()[:20]}"
    return name if sys.platform == "win32" else str(Path(gettempdir(), name))


def _allow_others_to_come_forward() -> None:
    """Windows lets only the program that was started last bring a window to the front."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)
