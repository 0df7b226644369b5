"""Folding of text for finding: Müller, Mueller and muller are one, and so are ß and ss.

A text is found by the beginnings of its words. Words are folded runs of letters and digits; where
they stand in the original is known, so that what was found can be marked there.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_UMLAUTS = (("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "ss"), ("ø", "o"), ("æ", "a"), ("ł", "l"))
_SECOND_LETTER = re.compile("(?<=[aou])e+")
"""What makes ``ae`` of ``a``: the other spelling of an umlaut."""
_SIMPLE = re.compile(r"[\x00-\x7f·•–—„“”‚‘’€§]*")
"""Letters without accents, and signs that mean nothing but themselves."""
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"\S+")
_PLAIN = re.compile(r"[\x00-\x7fäöüÄÖÜ]*")
LONGEST_WORD = 60
"""Longer words are cut, in what is sought and in what is found."""
MOST_WORDS = 12
"""Further words of a question are left aside."""


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
    while not _is_simple(text):
        # What folding leaves may fold again: a mathematical A becomes A, and that becomes a.
        if (folded := _fold(text)) == text:
            return text
        text = folded
    return _SECOND_LETTER.sub("", text.lower())


def _is_simple(text: str) -> bool:
    """Whether nothing but capitals and spellings of umlauts is to be folded."""
    return text.isascii() or _SIMPLE.fullmatch(text) is not None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold()
    # Replacing sign by sign is several times as fast as a table on the texts of messages.
    for umlaut, letter in _UMLAUTS:
        plain = plain.replace(umlaut, letter)
    if not _is_simple(plain):
        plain = unicodedata.normalize("NFKD", plain)
        if accents := [ord(sign) for sign in set(plain) if unicodedata.combining(sign)]:
            plain = plain.translate(dict.fromkeys(accents))
    return _SECOND_LETTER.sub("", plain)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in their order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(search_key(text))]


def marks_of(text: str, beginnings: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where words of ``text`` begin with one of the folded ``beginnings``.

    As (start, length) in the original, ordered and apart from each other. A mark covers whole
    characters with their accents: *Stra* and *ss* of *Straße* both mark the ß.
    """
    sought = _beginnings(tuple(beginnings))
    folded = search_key(text)
    if sought is None or not (places := [found.span() for found in sought.finditer(folded)]):
        return ()
    if len(folded) == len(text) and _PLAIN.fullmatch(text):
        # Every sign folded to one sign, as in most texts.
        return tuple((start, end - start) for start, end in places)
    # Only the pieces between blanks in which something is marked are looked at sign by sign.
    pieces = [found.span() for found in _PIECE.finditer(text)]
    folded_starts = [found.start() for found in _PIECE.finditer(folded)]
    if len(pieces) != len(folded_starts):
        return _marks_by_sign(text, beginnings)
    touched = {bisect_right(folded_starts, start) - 1 for start, _ in places}
    return tuple(
        (pieces[number][0] + start, length)
        for number in sorted(touched)
        for start, length in _marks_in_piece(text[slice(*pieces[number])], beginnings, sought)
    )


def _marks_in_piece(
    piece: str, beginnings: Sequence[str], sought: re.Pattern[str]
) -> Sequence[tuple[int, int]]:
    folded = search_key(piece)
    if len(folded) == len(piece) and _PLAIN.fullmatch(piece):
        return [(found.start(), found.end() - found.start()) for found in sought.finditer(folded)]
    return _marks_by_sign(piece, beginnings)


@lru_cache(maxsize=256)
def _beginnings(words: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted({word for word in words if word}, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, longest_first)) + ")")


def _marks_by_sign(text: str, beginnings: Sequence[str]) -> tuple[tuple[int, int], ...]:
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
