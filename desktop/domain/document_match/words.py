"""The words of a page: folded as names are compared, with the line each stands on."""

import re
import unicodedata
from dataclasses import dataclass

from desktop.domain.name_match import fold_name

_WORD = re.compile(r"[^\W_]+")
_WRITTEN = re.compile(r"[^\W_]+(?:['’‘`´ʼ][^\W_]+)*")
_QUIET = re.compile("['’‘`´ʼ]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_WIDE = re.compile(r"\s{4,}")
_GAP = "   "
"""Columns of a line are told by a gap of so many blanks; runs of thousands would only be walked
through again and again."""
LONGEST_PAGE = 200_000
"""Signs of a page that are looked at; no letter has so many."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page in their order.

    ``lines`` is the number of each word's line, ``gaps`` what stands before it on that line (from
    the end of the word before), ``texts`` the plain text of the lines.
    """

    words: tuple[str, ...]
    lines: tuple[int, ...]
    gaps: tuple[str, ...]
    texts: tuple[str, ...]

    def written(self, start: int, end: int) -> str:
        """Return words as they are written on the page; folded where they cross a line."""
        line = self.lines[start]
        first = self.lines.index(line)
        places = [found.span() for found in _WRITTEN.finditer(self.texts[line])]
        same_line = self.lines[end - 1] == line
        if not same_line or len(places) != self.lines.count(line):
            return " ".join(self.words[start:end])
        return self.texts[line][places[start - first][0] : places[end - 1 - first][1]]

    def on_line(self, line: int) -> tuple[str, ...]:
        """Return the words of one line."""
        return tuple(word for word, at in zip(self.words, self.lines, strict=True) if at == line)


def plain_text(text: str) -> str:
    """Return text with one form for each sign: no invisible signs, one hyphen, one line end.

    Lines have no blanks at their ends and no more than three in a row.
    """
    normal = unicodedata.normalize("NFKC", text[:LONGEST_PAGE])
    if not normal.isascii():
        normal = _DASHES.sub("-", normal)
        # The few kinds of signs a text has, not each of its thousands.
        hidden = [sign for sign in set(normal) if unicodedata.category(sign) == "Cf"]
        if hidden:
            normal = normal.translate({ord(sign): None for sign in hidden})
    lines = (_WIDE.sub(_GAP, line).strip() for line in normal.splitlines())
    return "\n".join(line for line in lines if line)


def page_words(text: str) -> PageWords:
    """Take the text of a page apart; never raises."""
    plain = plain_text(text)
    words: list[str] = []
    lines: list[int] = []
    gaps: list[str] = []
    for number, line in enumerate(_QUIET.sub("", fold_name(plain)).split("\n")):
        found = _WORD.findall(line)
        words += found
        lines += [number] * len(found)
        # What is left of the line without its words: before each of them, and behind the last.
        gaps += _WORD.split(line)[:-1]
    return PageWords(tuple(words), tuple(lines), tuple(gaps), tuple(plain.split("\n")))


def folded_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name, a street or a file's name."""
    # Nothing but signs of ASCII has one form only, and most names are no more than that.
    plain = text[:LONGEST_PAGE] if text.isascii() else plain_text(text)
    return tuple(_WORD.findall(_QUIET.sub("", fold_name(plain))))
