"""Reference cycles are looked for in the window's thread alone.

Python looks for them in whatever thread happens to make one object too many. Where that is a thread
of the background and widgets are among what nobody holds any more, it takes them down there, beside
the window's thread that may be laying out their neighbours: Qt does not allow that, and the program
hangs or dies, seldom and without a trace.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


@contextmanager
def collected_by_this_thread() -> Iterator[None]:
    """Collect in this thread, between its events, as often as Python would by its thresholds."""
    owner = QObject()
    timer = QTimer(owner, interval=EVERY_MS)
    timer.timeout.connect(collect_what_is_due)
    was_enabled = gc.isenabled()
    gc.disable()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        if was_enabled:
            gc.enable()


def collect_what_is_due() -> None:
    """Collect each generation whose threshold is passed, the youngest first."""
    for generation in range(3):
        # Collecting one lets the next one count.
        if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
            gc.collect(generation)
