"""The folder into which an administrator puts a newer version of the program."""

import os
from itertools import islice

_MOST_NAMES = 10_000
"""A folder with more is no place for a few packages; a look into it must end."""


def names_in(folder: str) -> tuple[str, ...]:
    """Return the names in a folder; none where it is not there or may not be read.

    A drive of another computer that is away tells of no newer version, and that is all.
    """
    try:
        with os.scandir(folder) as entries:
            return tuple(entry.name for entry in islice(entries, _MOST_NAMES))
    except OSError:
        return ()
