"""Do something again and again until somebody stops the program."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from desktop.domain.errors import UserError

_log = logging.getLogger("mieterdesk.commands")
STOP_SIGNALS = ("SIGINT", "SIGTERM", "SIGBREAK")


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """Give an event that is set when the program is asked to end, instead of ending it at once."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    numbers = [getattr(signal, name) for name in STOP_SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, ask_to_stop) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watch(one_pass: Callable[[], object], stop: threading.Event, seconds: float) -> None:
    """Repeat ``one_pass`` with pauses until ``stop`` is set.

    What a person can put right is noted in the log, once as long as it lasts, and tried again.
    """
    told: str | None = None
    while not stop.is_set():
        try:
            one_pass()
            told = None
        except UserError as error:
            if error.code != told:
                _log.info("Waits and tries again: %s", error.code)
            told = error.code
        stop.wait(seconds)
