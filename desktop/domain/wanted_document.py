"""How well a document fits what a tenant asks for in words and with a year."""

from collections.abc import Sequence

from desktop.domain.document_period import Period
from desktop.domain.text_match import words_of

_LEAST_LETTERS = 4
"""Shorter words (*die*, *von*, *für*) say nothing about a document."""
_INFLECTED, _ENDING = 8, 2
"""So long a word may have so long an ending."""


def fitness(wanted: str, year: int | None, titles: Sequence[str], period: Period | None) -> int:
    """Return how many of the wanted words the titles have, and two more for the right year.

    0 where none of the words is there: the year alone names no document. Parts of
    words and other endings count (*Abrechnungen* finds *Betriebskostenabrechnung*).
    """
    there = words_of(" ".join(titles))
    sought = {word for word in words_of(wanted) if len(word) >= _LEAST_LETTERS}
    years = {int(word) for word in words_of(wanted) if word.isdecimal() and len(word) == 4}
    named = {word for word in sought if not word.isdecimal()}
    met = sum(any(_same(word, one) for one in there) for word in named)
    if not met:
        return 0
    asked = years | ({year} if year else set())
    return met + 2 * any(_in_year(one, titles, period) for one in asked)


def _same(wanted: str, there: str) -> bool:
    """German words are put together: what is asked for may be a part of what is there."""
    if len(there) < _LEAST_LETTERS:
        return False
    return _stem(wanted) in there or _stem(there) in wanted


def _stem(word: str) -> str:
    return word[:-_ENDING] if len(word) >= _INFLECTED else word


def _in_year(year: int, titles: Sequence[str], period: Period | None) -> bool:
    if period is not None and period.first.year <= year <= period.last.year:
        return True
    return any(str(year) in title for title in titles)
