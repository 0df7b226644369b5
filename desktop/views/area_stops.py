"""F6: the focus goes from area to area of the window, in a circle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QWidget


def step_on(stops: Sequence[QWidget], step: int) -> None:
    """Give the focus to the next area that can have it; ``step`` -1: to the one before."""
    focus = QApplication.focusWidget()
    here = next(
        (
            place
            for place, stop in enumerate(stops)
            if focus is not None and (stop is focus or stop.isAncestorOf(focus))
        ),
        -1 if step > 0 else 0,
    )
    for offset in range(1, len(stops) + 1):
        stop = stops[(here + step * offset) % len(stops)]
        if stop.isVisible() and stop.isEnabled():
            stop.setFocus()
            return
