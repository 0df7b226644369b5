"""How long a test waits for what has to come about before it says that it never did."""

from pytestqt.qtbot import QtBot

_PATIENCE_MS = 60_000


def wait_on_a_busy_machine() -> None:
    """Let ``waitUntil`` and ``waitSignal`` wait a minute, where a test names no time itself.

    Where others work a process may get no turn for most of the five seconds of pytest-qt.
    """
    for wait in (QtBot.waitUntil, QtBot.waitSignal):
        assert wait.__kwdefaults__ is not None
        wait.__kwdefaults__["timeout"] = _PATIENCE_MS
