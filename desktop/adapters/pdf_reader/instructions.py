"""What a page's drawing instructions say: operators with what stands before them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"%[^\r\n]*"
    rb"|(?P<text>\()"
    rb"|(?P<hex><[0-9A-Fa-f\s]*>)"
    rb"|(?P<mark><<|>>|[\[\]{}])"
    rb"|(?P<name>/[^\x00\s()<>\[\]{}/%]*)"
    rb"|(?P<word>[^\x00\s()<>\[\]{}/%]+)"
)
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)")
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PICTURE_END = re.compile(rb"[\s\x00]EI(?=\s[\s\x20-\x7e]{0,8}$|\s[\s\x20-\x7e]{8})")
_PLAIN_NAME = re.compile(rb"/[ -\"$-~]*")
_CONSTANTS = frozenset({b"true", b"false", b"null"})
_MOST_OPERANDS = 4_000


class Instruction(NamedTuple):
    """An operator; names begin with a stroke, texts with a bracket, all as bytes."""

    operator: bytes
    operands: list[bytes]

    def numbers(self, count: int) -> list[float] | None:
        """The last operands as numbers; None where they are none."""
        found = self.operands[-count:]
        if len(found) < count or not all(_NUMBER.fullmatch(one) for one in found):
            return None
        return [float(one) for one in found]


def instructions(content: bytes) -> Iterator[Instruction]:
    """Take a content stream apart; pictures that stand in it are passed over.

    Raises:
        ValueError: a text or a picture does not end, or nothing makes sense any more.
    """
    operands: list[bytes] = []
    place = 0
    while found := _TOKEN.search(content, place):
        place = found.end()
        kind = found.lastgroup
        if kind == "text":
            place = _end_of_text(content, place)
            operands.append(content[found.start() : place])
        elif kind == "name":
            operands.append(_CODE.sub(lambda code: bytes([int(code[1], 16)]), found[0]))
        elif kind == "word" and not _is_value(found[0]):
            if found[0] == b"ID":
                place = _end_of_picture(content, place)
            yield Instruction(found[0], operands)
            operands = []
        elif kind is not None:
            operands.append(found[0])
        if len(operands) > _MOST_OPERANDS:
            raise ValueError("operands")


def name_of(operand: bytes) -> str:
    """Return a name under which things are kept, as the library writes it.

    Raises:
        ValueError: it is none, or one that readers may understand otherwise: of other signs than
            those of ASCII two names may become one, and the thing of the other would be found.
    """
    if _PLAIN_NAME.fullmatch(operand) is None:
        raise ValueError("name")
    return operand.decode("ascii")


def _is_value(word: bytes) -> bool:
    return word in _CONSTANTS or _NUMBER.fullmatch(word) is not None


def _end_of_text(content: bytes, place: int) -> int:
    depth = 1
    while depth:
        found = _BRACKET.search(content, place)
        if found is None:
            raise ValueError("text")
        place = found.end()
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
    return place


def _end_of_picture(content: bytes, place: int) -> int:
    found = _PICTURE_END.search(content, place)
    if found is None:
        raise ValueError("picture")
    return found.end()
