"""Texts of letters that a company words itself: bold words, and places that a value fills.

``**so**`` makes words bold, ``{Nachname}`` stands for a value. Places are named in German: letters
are German, whatever language the interface speaks.
"""

import re
from collections.abc import Collection, Mapping

from desktop.domain.letter import LetterBlock

_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_PLACE = re.compile(r"\{([^{}\n]{1,40})\}")
_ABSENT = "…"


def unknown_places(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the places a text asks for that nothing can fill."""
    return tuple(name for name in _PLACE.findall(text) if name not in known)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its values; what is not known is an ellipsis."""
    return _PLACE.sub(lambda found: values.get(found[1], "") or _ABSENT, text)


def filled_block(text: str, values: Mapping[str, str], *, step: int = 0) -> LetterBlock:
    """Return a paragraph with its values; what stands between two pairs of asterisks is bold.

    The marks are looked for before the values come in: a surname never makes anything bold.
    """
    parts: list[str] = []
    bold: list[tuple[int, int]] = []
    length = done = 0
    for found in _BOLD.finditer(text):
        plain, strong = filled(text[done : found.start()], values), filled(found[1], values)
        parts += (plain, strong)
        bold.append((length + len(plain), length + len(plain) + len(strong)))
        length += len(plain) + len(strong)
        done = found.end()
    parts.append(filled(text[done:], values))
    return LetterBlock(text="".join(parts), bold=tuple(bold), step=step)


def filled_paragraphs(text: str, values: Mapping[str, str]) -> list[LetterBlock]:
    """Return the paragraphs of a text, which stand apart by an empty line."""
    return [filled_block(one, values) for one in text.strip().split("\n\n") if one.strip()]
