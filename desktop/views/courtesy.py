"""Who works beside a person gives way while that person scrolls."""

from __future__ import annotations

import time
from collections.abc import Callable

STILL_AFTER_S = 0.2
"""A wheel turns several times a second; after this long without a turn the hand rests."""
LONGEST_S = 0.5
"""Work between two steps waits no longer: who scrolls for minutes does not stop it."""
_LOOK_S = 0.02


class Courtesy:
    """Whether a person moves something just now; ``note`` is called by the window's thread.

    Python runs one thread at a time. What computes beside the window therefore makes each turn of
    the wheel wait, also on a machine with processors to spare.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """``now`` tells seconds."""
        self._now = now
        self._moved = now() - STILL_AFTER_S

    def note(self) -> None:
        """Something was moved."""
        self._moved = self._now()

    def is_moving(self) -> bool:
        """Whether the hand does not rest yet."""
        return self._now() - self._moved < STILL_AFTER_S

    def give_way(self, is_cancelled: Callable[[], bool]) -> None:
        """Wait between two steps until the hand rests; never on the window's thread."""
        until = self._now() + LONGEST_S
        while self.is_moving() and self._now() < until and not is_cancelled():
            time.sleep(_LOOK_S)
