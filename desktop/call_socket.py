"""How one program of a user calls another on Linux and macOS: a socket in the file system.

Python's own, watched by Qt: Qt's library for networks is 3 MB that nothing else here asks for.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier

_CONNECT_SECONDS = 1.0
_AT_ONCE = 64
_OWNER_ONLY = 0o600


class Listener(QObject):
    """Answers every call with what ``answer`` gives, until ``close``.

    Where no socket can be made, nobody is heard.
    """

    def __init__(self, address: str, answer: Callable[[], bytes], parent: QObject) -> None:
        """Listen at a path, in place of what a killed program left there."""
        super().__init__(parent)
        self._address, self._answer = address, answer
        self._socket = _listening(address)
        if self._socket is not None:
            read = QSocketNotifier.Type.Read
            self._notifier = QSocketNotifier(self._socket.fileno(), read, self)
            self._notifier.activated.connect(self._on_notifier_activated)

    def close(self) -> None:
        """Hear no more and leave nothing behind."""
        if self._socket is not None:
            self._notifier.setEnabled(False)
            _remove(self._address)
            self._socket.close()
            self._socket = None

    def _on_notifier_activated(self) -> None:
        while self._socket is not None:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller:
                try:
                    caller.sendall(self._answer())
                except OSError:
                    # It did not wait for the answer.
                    continue


def call(address: str, seconds: float) -> bytes:
    """Return what the listener at an address answers within this time; nothing if there is none."""
    said = b""
    deadline = time.monotonic() + seconds
    try:
        with socket.socket(socket.AF_UNIX) as calling:
            calling.settimeout(_CONNECT_SECONDS)
            calling.connect(address)
            while (left := deadline - time.monotonic()) > 0:
                calling.settimeout(left)
                part = calling.recv(_AT_ONCE)
                if not part:
                    break
                said += part
    except OSError:
        return said
    return said


def _listening(address: str) -> socket.socket | None:
    listening = socket.socket(socket.AF_UNIX)
    try:
        _remove(address)
        listening.bind(address)
        # Before it listens nobody can call, whatever rights the file was made with.
        Path(address).chmod(_OWNER_ONLY)
        listening.listen()
        listening.settimeout(0.0)
    except OSError:
        listening.close()
        return None
    return listening


def _remove(address: str) -> None:
    # What is somebody else's stays; then there is nothing to listen at, which ``bind`` says.
    with suppress(OSError):
        Path(address).unlink()
