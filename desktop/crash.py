"""What happens to an error that nobody expected: it is written to the log, and somebody is told."""

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO

from desktop.logs import redact

_log = logging.getLogger("mieterdesk.crash")


@dataclass(frozen=True, slots=True)
class CrashReport:
    """An unexpected error as it may be shown and kept: private data are blacked out.

    ``summary`` is one line, ``details`` the traceback, ``origin`` names the thread.
    """

    summary: str
    details: str
    origin: str


Listener = Callable[[CrashReport], None]
_listeners: list[Listener] = []
_traces: list[TextIO] = []


def install_hooks() -> None:
    """Catches what would otherwise end on standard error, in every thread and in Qt's slots."""
    sys.excepthook = _on_exception
    threading.excepthook = _on_thread_exception
    sys.unraisablehook = _on_unraisable


def add_listener(listener: Listener) -> Callable[[], None]:
    """Tells ``listener`` of every report, in the thread of the error; returns how to stop that."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def trace_faults_into(file: Path) -> None:
    """Lets a crash of the interpreter itself leave its stacks (code places only) in the file.

    A log that cannot be written keeps nobody from working.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        stream = file.open("a", encoding="utf-8")
    except OSError:
        return
    faulthandler.enable(stream)
    for earlier in _traces:
        earlier.close()
    _traces[:] = [stream]


def report(error: BaseException, origin: str = "") -> CrashReport:
    """Writes an unexpected error to the log and tells the listeners. Never raises."""
    made = make_report(error, origin or threading.current_thread().name)
    _log.critical("%s (%s)\n%s", made.summary, made.origin, made.details)
    for listener in tuple(_listeners):
        try:
            listener(made)
        except Exception:  # noqa: BLE001 - a listener's bug must not hide the error it was told
            _log.exception("A listener failed over a crash report")
    return made


def make_report(error: BaseException, origin: str) -> CrashReport:
    """Puts an error into words without its private data."""
    return CrashReport(
        summary=redact("".join(traceback.format_exception_only(error)).strip().split("\n")[0]),
        details=redact("".join(traceback.format_exception(error)).rstrip()),
        origin=origin,
    )


def _on_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    report(error.with_traceback(trace))


def _on_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        report(args.exc_value, args.thread.name if args.thread else "")


def _on_unraisable(args: "sys.UnraisableHookArgs") -> None:
    if args.exc_value is not None:
        report(args.exc_value, "unraisable")
