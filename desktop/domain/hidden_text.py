"""Whether a PDF has text that nobody sees: what is read then is not what a person reads.

Scans that went through character recognition have it, and files that shall be taken for another's.
"""

import base64
import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n")
_INVISIBLE = re.compile(rb"(?<![0-9.])[37](?:\.0*)?\s+Tr(?![A-Za-z])")
_DICTIONARY = 2_000
_MOST_OF_ONE = 4 * 1024 * 1024
_MOST = 64 * 1024 * 1024


def has_hidden_text(content: bytes) -> bool:
    """Look through the drawing instructions of a file; what cannot be unpacked shows no text.

    A file that unpacks to more than is looked at counts as one that hides something.
    """
    left = _MOST
    for stream in _streams(content):
        if _INVISIBLE.search(stream):
            return True
        left -= len(stream)
        if left <= 0:
            return True
    return False


def _streams(content: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(content):
        start = content.rfind(b" obj", max(0, found.start() - _DICTIONARY), found.start())
        described = content[max(start, 0, found.start() - _DICTIONARY) : found.start()]
        if b"/Image" in described or b"/FontFile" in described:
            continue
        is_packed = b"Flate" in described or b"/Fl" in described
        if b"ASCII85" in described or b"/A85" in described:
            plain = _from_ascii(_written(content, found.end()))
            yield _unpacked(plain) if is_packed else plain
        elif is_packed:
            yield _unpacked(memoryview(content)[found.end() :])
        else:
            yield _written(content, found.end())


def _written(content: bytes, start: int) -> bytes:
    """What stands in the file between the two words, up to a bearable length."""
    end = content.find(b"endstream", start)
    return content[start : len(content) if end < 0 else end][:_MOST_OF_ONE]


def _from_ascii(text: bytes) -> bytes:
    """Bytes that were written as printable signs, five for four."""
    try:
        return base64.a85decode(text.strip().removeprefix(b"<~").partition(b"~>")[0])
    except ValueError:
        return b""


def _unpacked(packed: memoryview | bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST_OF_ONE)
    except zlib.error:
        return b""
