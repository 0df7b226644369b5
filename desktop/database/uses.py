"""Whether anybody uses a database, so that it can rest when nobody does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Uses:
    """Counts who uses a database; for any thread."""

    def __init__(self) -> None:
        """Nobody has used it yet, and nothing is to be let go."""
        self._door = threading.Lock()
        self._under_way = 0
        self._begun = 0
        self._seen = 0
        self._rested = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Use it while the block runs; waits for a rest that is just being taken."""
        with self._door:
            self._under_way += 1
            self._begun += 1
        try:
            yield
        finally:
            with self._door:
                self._under_way -= 1
                # A long use has just ended: it was none of a moment ago.
                self._begun += 1

    @contextmanager
    def ended(self) -> Iterator[bool]:
        """Yield whether it is time to rest; nobody begins to use it while the block runs.

        It is, once, when something was used, and nothing since this was asked the last time.
        """
        with self._door:
            is_quiet = not self._under_way and self._begun == self._seen
            self._seen = self._begun
            is_due = is_quiet and self._begun != self._rested
            if is_due:
                self._rested = self._begun
            yield is_due
