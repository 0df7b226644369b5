"""How one program of a user calls another on Windows: a named pipe, as Qt makes it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_CONNECT_MS = 1_000
_STEP_MS = 10


class Listener(QObject):
    """Answers every call with what ``answer`` gives, until ``close``.

    Where no pipe can be made, nobody is heard.
    """

    def __init__(self, address: str, answer: Callable[[], bytes], parent: QObject) -> None:
        """Listen at a name, in place of what a killed program left there."""
        super().__init__(parent)
        self._answer = answer
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_server_new_connection)
        if not self._server.listen(address):
            QLocalServer.removeServer(address)
            self._server.listen(address)

    def close(self) -> None:
        """Hear no more."""
        self._server.close()

    def _on_server_new_connection(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.write(self._answer())
            caller.disconnectFromServer()


def call(address: str, seconds: float) -> bytes:
    """Return what the listener at an address answers within this time; nothing if there is none."""
    calling = QLocalSocket()
    calling.connectToServer(address)
    if not calling.waitForConnected(_CONNECT_MS):
        return b""
    deadline = time.monotonic() + seconds
    said = b""
    while time.monotonic() < deadline:
        # In short steps: Python's other threads stand still while Qt waits in this one.
        calling.waitForReadyRead(_STEP_MS)
        said += bytes(calling.readAll().data())
        if calling.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            break
        time.sleep(_STEP_MS / 1_000)
    calling.abort()
    return said
