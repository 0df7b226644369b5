"""Folding of text for finding: Müller, Mueller and muller are one, and so are ß and ss.

A text is found by the beginnings of its words. Words are folded runs of letters and digits; where
they stand in the original is known, so that what was found can be marked there.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ø": "o", "æ": "a", "ł": "l"})
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[\x00-\x7fäöüÄÖÜ]*")
LONGEST_WORD = 60
"""Longer words are cut, in what is sought and in what is found."""


class FoundWord(NamedTuple):
    """A folded word and its place: sign ``i`` was made of ``starts[i]`` to ``ends[i]``."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def search_key(text: str) -> str:
    """Return ``text`` folded for comparison: lower case, umlaut spellings and accents aside.

    A two-letter spelling counts as its umlaut and an umlaut as its plain letter, so that all three
    spellings of a name meet; text and needle must both be folded. Folding twice changes nothing.
    """
    while (folded := _fold(text)) != text:
        # What folding leaves may fold again: a mathematical A becomes A, and that becomes a.
        text = folded
    return text


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS)
    if not plain.isascii():
        plain = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", plain)
            if not unicodedata.combining(letter)
        )
    for spelling, letter in _DIGRAPHS:
        plain = plain.replace(spelling, letter)
    return plain


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in their order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(search_key(text))]


def marks_of(text: str, beginnings: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where words of ``text`` begin with one of the folded ``beginnings``.

    As (start, length) in the original, ordered and apart from each other. A mark covers whole
    characters with their accents: *Stra* and *ss* of *Straße* both mark the ß.
    """
    if _PLAIN.fullmatch(text):
        folded = search_key(text)
        if len(folded) == len(text):
            return _plain_marks(folded, beginnings)
    found: list[tuple[int, int]] = []
    for word in find_words(text):
        most = max((len(one) for one in beginnings if one and word.text.startswith(one)), default=0)
        if most:
            start, end = word.starts[0], word.ends[most - 1]
            if found and start < found[-1][0] + found[-1][1]:
                # Two words made of one sign, such as a fraction.
                start = found[-1][0] + found[-1][1]
            if end > start:
                found.append((start, end - start))
    return tuple(found)


def _plain_marks(folded: str, beginnings: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return the marks where every sign folded to one sign, as in most texts."""
    longest_first = sorted({one for one in beginnings if one}, key=len, reverse=True)
    if not longest_first:
        return ()
    pattern = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, longest_first)) + ")")
    return tuple((found.start(), len(found.group())) for found in pattern.finditer(folded))


def find_words(text: str) -> list[FoundWord]:
    """Return the folded words of a text with their places; the same words as ``words_of``."""
    folded, origins = _fold_with_origins(text)
    starts_and_ends = [(place, _end_of_sign(text, place)) for place in origins]
    words = []
    for match in _WORD.finditer(folded):
        last = min(match.end(), match.start() + LONGEST_WORD)
        places = starts_and_ends[match.start() : last]
        words.append(
            FoundWord(
                folded[match.start() : last], [one[0] for one in places], [one[1] for one in places]
            )
        )
    return words


def _fold_with_origins(text: str) -> tuple[str, list[int]]:
    """Fold sign by sign, noting for each folded sign which character of ``text`` it comes from."""
    signs: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        for sign in _folded_sign(character):
            if sign == "e" and signs and signs[-1] in "aou":
                # The second letter of an umlaut's other spelling.
                continue
            signs.append(sign)
            origins.append(place)
    return "".join(signs), origins


@lru_cache(maxsize=2048)
def _folded_sign(character: str) -> str:
    return search_key(character)


def _end_of_sign(text: str, place: int) -> int:
    """Where the character at ``place`` ends, with its accents and its umlaut's second letter."""
    end = place + 1
    while end < len(text) and (
        unicodedata.combining(text[end])
        or (_folded_sign(text[end]) == "e" and _folded_sign(text[end - 1])[-1:] in ("a", "o", "u"))
    ):
        end += 1
    return end
