"""What happens to failures: crash reports are written, without private data, and work goes on."""

from __future__ import annotations

import sys
import threading

from desktop.self_test import qt  # isort: skip - chooses the platform before Qt is loaded

from PySide6.QtCore import QTimer

from desktop import crash
from desktop.self_test.check import CheckFailedError, Place, demand, expect
from desktop.self_test.watch import TriedCrashError
from desktop.texts.self_test import network_text, surprise_text

_PRIVATE = "DE58 2005 0550 0001 2345 74"


def check_crash_report(place: Place) -> str:
    """An error in a slot of Qt and one in a thread reach the log, without what is private."""
    qt.application()
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    crash.install_hooks()
    reports: list[crash.CrashReport] = []
    stop = crash.add_listener(reports.append)
    try:
        QTimer.singleShot(0, _fail)
        qt.wait_until("excepthook", lambda: len(reports) == 1)
        thread = threading.Thread(target=_fail)
        thread.start()
        thread.join()
    finally:
        stop()
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    expect("threading.excepthook", len(reports), 2)
    for report in reports:
        demand(TriedCrashError.__name__, TriedCrashError.__name__ in report.summary)
        demand("traceback", "_fail" in report.details)
        expect("IBAN", report.text.count(_PRIVATE), 0)
    written = place.log_file.read_text(encoding="utf-8")
    demand(place.log_file.name, TriedCrashError.__name__ in written)
    expect("IBAN", written.count(_PRIVATE), 0)
    return str(len(reports))


def _fail() -> None:
    raise TriedCrashError(_PRIVATE)


def check_surprises(place: Place) -> str:
    """Nothing before complained, neither to the log nor through Qt."""
    found = [*place.surprises.found, *qt.complaints()]
    if found:
        raise CheckFailedError(surprise_text(found))
    return str(len(found))


def check_network(place: Place) -> str:
    """Nothing before tried to connect to anything or to look up a name."""
    attempts = place.network.attempts
    if attempts:
        raise CheckFailedError(network_text(attempts))
    return str(len(attempts))
