"""Keeps the window from holding memory that it has no use for."""

import linecache
from typing import Any


class _NothingKept(dict[str, Any]):
    """Takes nothing in, so that lines of source are read again by whoever wants them again."""

    def __setitem__(self, name: str, lines: object) -> None:
        """Let it go."""


def keep_no_sources() -> None:
    """Let Python keep no source text in memory.

    PySide looks into the source of every module that is imported after it, and Python would keep
    those lines for tracebacks: 36 MB of them by the time a window is open. A traceback still shows
    its lines, which are then read from the files. A packaged program has no source anyway.
    """
    linecache.cache = _NothingKept()
