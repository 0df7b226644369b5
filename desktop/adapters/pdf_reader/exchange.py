"""How the window's process and the one that draws speak: frames of a head and a body."""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import IO

MOST_PAGES = 10_000
"""Files with more pages are not shown."""
MOST_PIXELS = 12_000_000
"""Larger pictures are not drawn: A4 at 320 dots an inch."""
SIZE = struct.Struct("<ff")
"""Width and height of a page in points, as they stand in the body of ``Kind.OPENED``."""
LENGTH = struct.Struct("<I")
PAGE_TEXT = struct.Struct("<?I")
"""Whether all words of a page are surely to be seen, and how long its text is."""
BOX = struct.Struct("<ffff")
"""Left, top, width and height in points, from the upper left corner of the page."""
_HEAD = struct.Struct("<BIIIQ")


class Kind(IntEnum):
    """What a frame is."""

    OPEN = 1
    """Open the file in the body; it may have ``first`` pages, ``MOST_PAGES`` where that is 0."""
    DRAW = 2
    """Draw page ``first`` (from 0), ``second`` pixels wide and ``third`` high."""
    CLOSE = 3
    """Forget the file; there is no answer."""
    TEXTS = 4
    """Read ``second`` pages from page ``first`` (from 0)."""
    FIND = 5
    """Find the words in the body on page ``first`` (from 0)."""
    CUT = 6
    """Make a file of the pages from ``first`` to ``second`` (from 0, both are part of it).

    The body holds the numbers of pages in between that are left out (``LENGTH``).
    """
    READY = 10
    """The process is there; said once, before anything is asked."""
    OPENED = 11
    """The sizes of all pages are in the body."""
    DRAWN = 12
    """The picture is in the body, ``second`` wide and ``third`` high."""
    PASSWORD = 13
    """The file asks for a password."""
    DAMAGED = 14
    """It cannot be read, or the page cannot."""
    TOO_MANY = 15
    """It has ``first`` pages."""
    READ = 16
    """The texts are in the body in UTF-8, each after what is told of it (``PAGE_TEXT``)."""
    FOUND = 17
    """The places are in the body, each as ``BOX``."""
    PIECE = 18
    """The new file is in the body."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing that is said; what the numbers mean depends on the kind."""

    kind: Kind
    first: int = 0
    second: int = 0
    third: int = 0
    body: bytes = b""


def send(pipe: IO[bytes], frame: Frame) -> None:
    """Say something; raises OSError where nobody listens any more."""
    head = _HEAD.pack(frame.kind, frame.first, frame.second, frame.third, len(frame.body))
    pipe.write(head)
    pipe.write(frame.body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Frame | None:
    """Wait for the next frame; ``None`` where the other side is gone, also in the midst of one."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, first, second, third, length = _HEAD.unpack(head)
    body = pipe.read(length) if length else b""
    if len(body) < length:
        return None
    return Frame(Kind(kind), first, second, third, body)
