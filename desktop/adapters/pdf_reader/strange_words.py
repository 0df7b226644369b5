"""Words that a page shows in a way in which nobody reads them, by its drawing instructions.

What is drawn in no ink, over or under something, or beside the page is found by looking at the
picture of the page (``seeing``). Here is what leaves ink nevertheless: words that are too small,
squeezed or mirrored, whose signs stand on one another, or that stand for other words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from desktop.adapters.pdf_reader.instructions import Instruction, instructions

if TYPE_CHECKING:
    from pypdf.generic import DictionaryObject

LEAST_SIZE = 3.0
"""Of a font, in points."""
_LEAST_WIDTH = 0.3
"""Of signs, beside that of signs as high; narrow print has half."""
_MOST_BACK = 0.5
"""So far, in widths of a wide sign, may a sign stand back over the one before it."""
_MOST_INSTRUCTIONS = 300_000
_MOST_LEVELS = 12
_LONGEST_LIGATURE = 3
_INVISIBLE = frozenset({3, 7})
_BLANK = b" \x00\x03\xa0\t\r\n"
_SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})
_SETTING = frozenset({b"Tf", b"Tz", b"Tc", b"Tr"})
_TAGGING = frozenset({b"BDC", b"DP"})
_PLACING = frozenset({b"BT", b"Tm"})

Matrix = tuple[float, float, float, float]
"""How lengths change; where something stands makes no difference here."""
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class _State:
    """What an instruction may change and a bracket of them gives back."""

    matrix: Matrix = _PLAIN
    size: float = 0.0
    width: float = 1.0
    spacing: float = 0.0
    mode: float = 0.0


@dataclass(slots=True)
class _Walk:
    """How far the instructions of a page have been followed."""

    left: int = _MOST_INSTRUCTIONS
    inside: list[int] = field(default_factory=list)


def has_strange_words(content: bytes, resources: DictionaryObject) -> bool:
    """Look through the instructions of a page and of what it draws with.

    Raises:
        ValueError: they make no sense, name something that is not there, or there are more than
            are looked at; besides whatever the library makes of them.
    """
    return _are_strange(content, resources, _State(), _Walk())


def _are_strange(content: bytes, resources: DictionaryObject, state: _State, walk: _Walk) -> bool:
    kept: list[_State] = []
    text = _PLAIN
    for one in instructions(content):
        walk.left -= 1
        if walk.left < 0:
            raise ValueError("instructions")
        if one.operator in _SHOWING:
            found = _is_strange(one, state, text)
        elif one.operator in _TAGGING:
            found = _stands_for_words(one, resources)
        else:
            found = one.operator == b"Do" and _form_is_strange(one, resources, state, walk)
        if found:
            return True
        if one.operator in _PLACING:
            text = _matrix(one) if one.operator == b"Tm" else _PLAIN
        state = _followed(state, one, kept, resources)
    return False


def _followed(
    state: _State, one: Instruction, kept: list[_State], resources: DictionaryObject
) -> _State:
    """What holds after an instruction; ``kept`` is what brackets give back."""
    if one.operator == b"q":
        kept.append(state)
    elif one.operator == b"Q":
        return kept.pop() if kept else state
    return _changed(state, one, resources)


def _changed(state: _State, one: Instruction, resources: DictionaryObject) -> _State:
    if one.operator == b"cm":
        return replace(state, matrix=_product(_matrix(one), state.matrix))
    if one.operator == b"gs":
        return _with_font(state, one, resources)
    if one.operator not in _SETTING:
        return state
    numbers = one.numbers(1)
    if numbers is None:
        raise ValueError("number")
    (number,) = numbers
    match one.operator:
        case b"Tf":
            return replace(state, size=number)
        case b"Tz":
            return replace(state, width=number / 100)
        case b"Tc":
            return replace(state, spacing=number)
        case _:
            return replace(state, mode=number)


def _with_font(state: _State, one: Instruction, resources: DictionaryObject) -> _State:
    from pypdf.generic import DictionaryObject

    from desktop.adapters.pdf_reader.resources import the_thing

    found = the_thing(resources, "/ExtGState", _last(one))
    font = found.get("/Font") if isinstance(found, DictionaryObject) else None
    font = None if font is None else font.get_object()
    return replace(state, size=float(font[1])) if isinstance(font, list) else state


def _is_strange(one: Instruction, state: _State, text: Matrix) -> bool:
    """Whether an instruction shows words, and in such a way."""
    if all(_is_blank(part) for part in one.operands):
        return False
    if int(state.mode) in _INVISIBLE:
        return True
    a, b, c, d = _product(text, state.matrix)
    along, area = math.hypot(a, b), a * d - b * c
    if along == 0 or area <= 0:
        return True
    size = abs(state.size)
    high, wide = area / along * size, along * size * state.width
    spacing = max(_steps(one.operands[1:2]), default=0.0) if one.operator == b'"' else state.spacing
    return (
        high < LEAST_SIZE
        or wide < high * _LEAST_WIDTH
        or spacing < -size * _MOST_BACK
        or _goes_back(one)
    )


def _goes_back(one: Instruction) -> bool:
    """Whether signs are moved over those before them: by thousandths of the font's size."""
    return one.operator == b"TJ" and any(step > 1000 * _MOST_BACK for step in _steps(one.operands))


def _steps(operands: list[bytes]) -> Iterator[float]:
    for part in operands:
        try:
            yield float(part)
        except ValueError:
            continue


def _is_blank(part: bytes) -> bool:
    """Whether an operand shows nothing: white space, or no text at all."""
    if part.startswith(b"("):
        return not part[1:-1].strip(_BLANK)
    if part.startswith(b"<") and part != b"<<":
        return not _from_hex(part).strip(_BLANK)
    return True


def _from_hex(part: bytes) -> bytes:
    signs = b"".join(part[1:-1].split())
    return bytes.fromhex((signs + b"0" * (len(signs) % 2)).decode("ascii"))


def _stands_for_words(one: Instruction, resources: DictionaryObject) -> bool:
    """Whether other words are read than those that are drawn; ligatures and hyphens may be."""
    from pypdf.generic import DictionaryObject

    from desktop.adapters.pdf_reader.resources import the_thing

    if _last(one).startswith(b"/"):
        found = the_thing(resources, "/Properties", _last(one))
        told = found.get("/ActualText") if isinstance(found, DictionaryObject) else None
        texts = [] if told is None else [str(told.get_object()).encode("utf-16")]
    else:
        written = (part for key, part in pairwise(one.operands) if key == b"/ActualText")
        texts = [_from_hex(part) if part.startswith(b"<") else part[1:-1] for part in written]
    return any(map(_are_words, texts))


def _are_words(said: bytes) -> bool:
    # Escaped signs count as what they are written with: that makes it longer, never shorter.
    words = said.decode(
        "utf-16" if said[:2] in {b"\xfe\xff", b"\xff\xfe"} else "latin-1", "replace"
    )
    signs = [sign for sign in words if sign.isalnum()]
    return len(signs) > _LONGEST_LIGATURE or any(sign.isdigit() for sign in signs)


def _form_is_strange(
    one: Instruction, resources: DictionaryObject, state: _State, walk: _Walk
) -> bool:
    from pypdf.generic import DictionaryObject, StreamObject

    from desktop.adapters.pdf_reader.resources import the_thing, unpacked

    form = the_thing(resources, "/XObject", _last(one))
    if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
        return False
    if id(form) in walk.inside or len(walk.inside) == _MOST_LEVELS:
        raise ValueError("levels")
    own = form.get("/Resources")
    own = None if own is None else own.get_object()
    matrix = form.get("/Matrix")
    matrix = None if matrix is None else matrix.get_object()
    if isinstance(matrix, list):
        a, b, c, d = (float(part) for part in matrix[:4])
        state = replace(state, matrix=_product((a, b, c, d), state.matrix))
    walk.inside.append(id(form))
    listed = own if isinstance(own, DictionaryObject) else resources
    found = _are_strange(unpacked(form), listed, state, walk)
    walk.inside.pop()
    return found


def _last(one: Instruction) -> bytes:
    return one.operands[-1] if one.operands else b""


def _matrix(one: Instruction) -> Matrix:
    numbers = one.numbers(6)
    if numbers is None:
        raise ValueError("matrix")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _product(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d = first
    e, f, g, h = second
    return a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h
