"""What happens to an error that nobody expected: it is written to the log, and somebody is told.

A report holds nothing of what people told us: see ``desktop.error_text``. The same error in a storm
(a timer, a paint event) is written once and then counted.
"""

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TextIO

from desktop.error_text import error_places, error_summary
from desktop.logs import redact

_log = logging.getLogger("mieterdesk.crash")


@dataclass(frozen=True, slots=True)
class CrashReport:
    """An unexpected error as it may be shown, kept and passed on.

    ``summary`` is one line, ``details`` the places in the code, ``origin`` names the thread;
    ``count`` says how often this run has met the same error, this time included.
    """

    summary: str
    details: str
    origin: str
    count: int = 1

    @property
    def text(self) -> str:
        """The report as one text, with what whoever mends it has to know of the computer."""
        import platform

        times = "" if self.count == 1 else f" ({self.count} times)"
        system = f"Python {platform.python_version()}, {platform.system()} {platform.release()}"
        return f"{self.summary}{times}\n{self.origin}\n{system}\n\n{self.details}"


Listener = Callable[[CrashReport], None]
_listeners: list[Listener] = []
_traces: list[TextIO] = []
_met: dict[tuple[str, str], int] = {}
_counting = threading.RLock()
"""Entered again where an object fails as it goes while an error is counted."""


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


def trace_no_faults() -> None:
    """Ends what ``trace_faults_into`` began."""
    faulthandler.disable()
    for stream in _traces:
        stream.close()
    _traces.clear()


def forget_counts() -> None:
    """Begins to count anew, as the next run of the program does."""
    with _counting:
        _met.clear()


def report(error: BaseException, origin: str = "") -> CrashReport:
    """Writes an unexpected error to the log and tells the listeners. Never raises."""
    made = _counted(make_report(error, origin or threading.current_thread().name))
    if made.count == 1:
        _log.critical("%s (%s)\n%s", made.summary, made.origin, made.details)
    elif _is_round(made.count):
        _log.critical(
            "%s (%s): the same error for the %d. time", made.summary, made.origin, made.count
        )
    for listener in tuple(_listeners):
        try:
            listener(made)
        except Exception:  # noqa: BLE001 - a listener's bug must not hide the error it was told
            _log.exception("A listener failed over a crash report")
    return made


def make_report(error: BaseException, origin: str) -> CrashReport:
    """Puts an error into words without private data."""
    return CrashReport(
        summary=redact(error_summary(error)), details=redact(error_places(error)), origin=origin
    )


def _counted(made: CrashReport) -> CrashReport:
    same = made.summary, made.details
    with _counting:
        _met[same] = count = _met.get(same, 0) + 1
    return replace(made, count=count)


def _is_round(count: int) -> bool:
    """Whether the count is worth a line: 10, 100, 1000, ..."""
    return count >= 10 and set(str(count)[1:]) == {"0"} and str(count)[0] == "1"


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
