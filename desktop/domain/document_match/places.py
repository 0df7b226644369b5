"""Addresses of houses and of tenants in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.domain.document_match.words import PageWords, folded_words

_STREET = "strasse"
_HOUSE_NUMBER = re.compile(r"[0-9]{1,4}[a-z]?")
_LETTER = re.compile(r"[a-z]")
_POSTCODE = re.compile(r"[0-9]{5}")
_RANGE = frozenset({"-", "/", " - ", " / "})
_WORDS_TO_POSTCODE = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Street, house number and postcode as they are compared; the postcode may be unknown."""

    street: tuple[str, ...]
    house_number: str
    postcode: str = ""

    @classmethod
    def of(cls, street: str, house_number: str, postcode: str) -> "Place":
        """Fold an address as the register has it."""
        words = folded_words(street)
        return cls(
            tuple(map(short_street, words)),
            "".join(folded_words(house_number)),
            "".join(folded_words(postcode)),
        )

    def is_at(self, other: "Place") -> bool:
        """Whether both mean the same house; a postcode that is not known contradicts nothing."""
        return (self.street, self.house_number) == (other.street, other.house_number) and (
            not self.postcode or not other.postcode or self.postcode == other.postcode
        )

    @property
    def text(self) -> str:
        """Street and number, for whoever compares by eye."""
        return f"{' '.join(self.street)} {self.house_number}"


class Places:
    """All streets in which somebody lives, with their houses."""

    def __init__(self, places: Iterable[Place]) -> None:
        """``places`` are the addresses of all houses and all tenants."""
        streets: dict[str, set[tuple[str, ...]]] = {}
        self._known: set[tuple[tuple[str, ...], str]] = set()
        for place in places:
            if place.street and place.house_number:
                streets.setdefault(place.street[0], set()).add(place.street)
                self._known.add((place.street, place.house_number))
        self._streets = {
            first: tuple(sorted(found, key=len, reverse=True)) for first, found in streets.items()
        }

    def seen_on(self, page: PageWords) -> tuple[Place, ...]:
        """Return the known addresses on a page, each once."""
        found: dict[Place, None] = {}
        for place, word in enumerate(page.words):
            for street in self._streets.get(short_street(word), ()):
                seen = self._at(page, place, street)
                if seen is not None:
                    found.setdefault(seen)
                    break
        return tuple(found)

    def knows(self, place: Place) -> bool:
        """Whether somebody lives there, or gets post there."""
        return (place.street, place.house_number) in self._known

    def _at(self, page: PageWords, place: int, street: tuple[str, ...]) -> Place | None:
        end = place + len(street)
        if tuple(map(short_street, page.words[place:end])) != street or end >= len(page.words):
            return None
        for number, following in _house_numbers(page, end):
            if (street, number) in self._known:
                return Place(street, number, _postcode(page, following))
        return None


def short_street(word: str) -> str:
    """Return a word of a street's name with one spelling of *Straße*."""
    return f"{word.removesuffix(_STREET)}str" if word.endswith(_STREET) else word


def _house_numbers(page: PageWords, place: int) -> tuple[tuple[str, int], ...]:
    """Return how the number may be meant, and where it ends: 12-14, 12 a, 12."""
    number, following = page.words[place], place + 1
    if _HOUSE_NUMBER.fullmatch(number) is None:
        return ()
    if following >= len(page.words) or page.lines[following] != page.lines[place]:
        return ((number, following),)
    second, gap = page.words[following], page.gaps[following]
    joined = (number + second, following + 1)
    if gap in {" ", ""} and number.isdigit() and _LETTER.fullmatch(second):
        return (joined,)
    if gap in _RANGE and _HOUSE_NUMBER.fullmatch(second):
        return joined, (number, following)
    return ((number, following),)


def _postcode(page: PageWords, place: int) -> str:
    for word in page.words[place : place + _WORDS_TO_POSTCODE]:
        if _POSTCODE.fullmatch(word):
            return word
    return ""
