"""What a document does by itself when it is opened: scripts, programs, files within it.

A PDF is looked through as it lies there and in its packed objects, however a name is spelled: a
name may carry any of its letters as ``#`` and two hexadecimal digits. Scripts in a drawing or a
picture cannot hide a name here, because nothing is left out.
"""

import re
import zlib
from collections.abc import Collection, Iterator

_DOES_SOMETHING = frozenset(
    {
        b"EmbeddedFile",
        b"EmbeddedFiles",
        b"ImportData",
        b"JavaScript",
        b"Launch",
        b"RichMedia",
        b"SubmitForm",
        b"XFA",
    }
)
"""Names of a PDF's objects: each stands for something that runs, opens, sends or carries a file."""
_END = rb"(?=[\s\x00/<>\[\]()%{}]|\Z)"
_PLAIN = re.compile(rb"/(?:" + b"|".join(sorted(_DOES_SOMETHING)) + rb")" + _END)
_SPELLED = re.compile(rb"/([A-Za-z]{0,16}(?:#[0-9A-Fa-f]{2}[A-Za-z]{0,16}){1,16})" + _END)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_LONGEST_NAME = 80
_DICTIONARY = 2048
"""So much before a stream is looked at for what it is."""
_UNPACKED = 64 * 1024 * 1024
"""So much of one file's packed objects is looked at; who packs more has something to hide."""
_PORTION = 1 << 16
_PARTS = ("activex", "embeddings/", "oleobject", "vbaproject.bin", "script/", "scripts/", "basic/")
"""Where documents of the office kind carry macros, programs and other files."""


def acts_by_itself(content: bytes) -> bool:
    """Whether a PDF runs, opens or sends something, or carries files."""
    return any(_names_something(part) for part in (content, *_packed_objects(content)))


def parts_act(parts: Collection[str]) -> bool:
    """Whether a part of a document of the office kind runs, or is another file."""
    return any(mark in part.lower() for part in parts for mark in _PARTS)


def _names_something(content: bytes) -> bool:
    # Looking for plain bytes first is many times quicker than for a pattern.
    if any(b"/" + name in content for name in _DOES_SOMETHING) and _PLAIN.search(content):
        return True
    return any(map(_is_spelled_name, _around_escapes(content)))


def _around_escapes(content: bytes) -> Iterator[bytes]:
    for found in _ESCAPE.finditer(content):
        yield content[max(0, found.start() - _LONGEST_NAME) : found.end() + _LONGEST_NAME]


def _is_spelled_name(part: bytes) -> bool:
    return any(_spelled_out(found[1]) in _DOES_SOMETHING for found in _SPELLED.finditer(part))


def _spelled_out(name: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """The contents of the streams that hold objects; a file of the older kind has none."""
    left = _UNPACKED
    for found in _STREAM.finditer(content):
        if content.endswith(b"end", 0, found.start()):
            continue
        start = content.rfind(b" obj", max(0, found.start() - _DICTIONARY), found.start())
        described = content[max(start, 0, found.start() - _DICTIONARY) : found.start()]
        if b"/ObjStm" not in _spelled_out(described):
            continue
        unpacked = _unpacked(memoryview(content)[found.end() :], left)
        left -= len(unpacked)
        yield unpacked
        if left <= 0:
            yield b"/Launch "
            return


def _unpacked(packed: memoryview, most: int) -> bytes:
    """What a stream holds, in portions: its end is only known when it is reached."""
    unpacking = zlib.decompressobj()
    found = bytearray()
    try:
        for start in range(0, len(packed), _PORTION):
            if unpacking.eof or len(found) >= most:
                break
            found += unpacking.decompress(packed[start : start + _PORTION], most - len(found))
    except zlib.error:
        # Not packed, or packed otherwise: it was looked at as it lies there.
        return bytes(found)
    return bytes(found)
