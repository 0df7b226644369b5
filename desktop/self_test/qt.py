"""Qt for the self-test: without a screen, with one application object, and with its complaints.

Import it before anything else of Qt: it chooses the platform.
"""

from __future__ import annotations

import os
from collections.abc import Callable

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.self_test.check import CheckFailedError
from desktop.texts.self_test import never_came_text
from desktop.views.theme_controller import ARGUMENTS

PATIENCE_MS = 60_000
_MEANINGLESS = ("This plugin does not support", "Detected locale")
"""What the platform without a screen says of every window; that Qt chose UTF-8 by itself."""
_complaints: list[str] = []


def application() -> QApplication:
    """Return the one application object of the process."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    qInstallMessageHandler(_on_message)
    made = QApplication(list(ARGUMENTS))
    made.setQuitOnLastWindowClosed(False)
    return made


def complaints() -> tuple[str, ...]:
    """Return what Qt has warned of so far."""
    return tuple(_complaints)


def _on_message(kind: QtMsgType, _context: object, message: str) -> None:
    if kind is not QtMsgType.QtDebugMsg and not message.startswith(_MEANINGLESS):
        _complaints.append(message)


def wait_until(what: str, is_true: Callable[[], bool]) -> None:
    """Let Qt work until something has come about.

    Raises:
        CheckFailedError: it never does.
    """
    deadline = QDeadlineTimer(PATIENCE_MS)
    while not is_true():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if deadline.hasExpired():
            raise CheckFailedError(never_came_text(what))
