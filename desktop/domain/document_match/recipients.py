"""Whom a page is written to: in an address window, in its form of address, behind *Mieter:*."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.document_match.places import Place
from desktop.domain.document_match.words import folded_words

_NUMBER = r"[0-9]{1,4}\s?[a-zA-Z]?(?:\s?[-/]\s?[0-9]{1,4}\s?[a-zA-Z]?)?"
_STREET = rf"([^\d,;:|·]{{3,50}}?)\s({_NUMBER})"
_TOWN = r"(?:D[- ])?([0-9]{5})\s+[^\d:;|·]{2,50}"
_STREET_LINE = re.compile(rf"\s*{_STREET}\s*")
_TOWN_LINE = re.compile(rf"\s*{_TOWN}")
_BOTH_LINE = re.compile(rf"\s*{_STREET}\s*[,;|·]?\s*{_TOWN}")
_ONE_LINE = re.compile(rf"\s*([^\d,;:|·]{{3,80}})\s*[,;|·]\s*{_STREET}\s*[,;|·]\s*{_TOWN}")
"""*Herrn Tarek Exempler, Testhofstr. 2, 20099 Hamburg*; the sender's line has no form of address.
"""
_SALUTED = re.compile(r"\W*(?:herrn?|frau|hr|fr|familie|fam|eheleute|an)\b", re.IGNORECASE)
_GREETED = re.compile(
    r"\b(?:geehrte[rs]?|guten\s+tag,?|liebe[rs]?|hallo)\s+"
    r"((?:herrn?|frau|familie|eheleute)\s+[^,!:;\d]{2,60})",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:Mieter(?:/?-?in)?|Nutzer(?:/?-?in)?|Mietpartei|Empfänger(?:in)?|Vertragspartner(?:in)?)"
    r"\s*:\s*([^,;|:()\d]{3,80})"
)
_SMALL = frozenset({"von", "van", "vom", "zu", "zur", "zum", "de", "der", "den", "und", "u.", "al"})
_NAMELESS = frozenset({"leerstand", "wohnung", "gewerbe", "alle", "siehe", "nutzung"})
_LABEL_WORDS = range(2, 7)
_MOST_NAME_LINES = 3
_MOST_WORDS = 6
_LONGEST = 80
_LONGEST_LINE = 300
"""Signs of a line that may be an address; the widest pattern takes fewer."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody a page is written to.

    ``words`` are the folded words of the name; ``place`` is where the post goes, in a window only.
    ``named`` is false for a window without a form of address: what stands above may be no name.
    """

    text: str
    words: tuple[str, ...]
    place: Place | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """An address as it is written for the post; ``lines`` are those of the name."""

    lines: range
    addressee: Addressee


def windows_on(lines: Sequence[str], offices: Iterable[Place]) -> tuple[Window, ...]:
    """Return the address windows on a page, apart from those of the landlords' own offices."""
    own = tuple(offices)
    found = (_window(lines, line) for line in range(len(lines)))
    return tuple(
        one
        for one in found
        if one is not None
        and one.addressee.place is not None
        and not any(one.addressee.place.is_at(office) for office in own)
    )


def addressees_on(lines: Sequence[str]) -> Iterator[Addressee]:
    """Yield whom a page speaks to, or about whom it says that it is the tenant."""
    for line in lines:
        for found in _GREETED.finditer(line):
            yield _named(found.group(1))
        for found in _LABELLED.finditer(line):
            name = re.split(r"\s{3,}|\s[-–]\s", found.group(1).strip())[0]
            if _is_name(name.split()):
                yield _named(name)


def _window(lines: Sequence[str], line: int) -> Window | None:
    text = lines[line]
    if len(text) > _LONGEST_LINE:
        return None
    if (whole := _ONE_LINE.fullmatch(text)) and _SALUTED.match(text):
        place = Place.of(whole.group(2), whole.group(3), whole.group(4))
        return Window(range(line, line + 1), _named(whole.group(1), place))
    if both := _BOTH_LINE.fullmatch(text):
        place = Place.of(*both.groups())
    elif (street := _STREET_LINE.fullmatch(text)) and line + 1 < len(lines):
        town = _TOWN_LINE.fullmatch(lines[line + 1])
        if town is None:
            return None
        place = Place.of(street.group(1), street.group(2), town.group(1))
    else:
        return None
    first, saluted = _name_lines(lines, line)
    name = ", ".join(one.strip() for one in lines[first:line]) or place.text
    return Window(range(first, line), _named(name, place, named=saluted))


def _name_lines(lines: Sequence[str], street: int) -> tuple[int, bool]:
    """Return where the name above a street begins, and whether a form of address does."""
    first = street
    while first and street - first < _MOST_NAME_LINES and _may_name(lines[first - 1]):
        first -= 1
    saluted = [at for at in range(first, street) if _SALUTED.match(lines[at])]
    if not saluted:
        return first, False
    # Herrn A, Frau B: each has a line; a form of address farther above is not of this window.
    begin = saluted[-1]
    while begin - 1 in saluted:
        begin -= 1
    return begin, True


def _may_name(line: str) -> bool:
    return len(line.split()) <= _MOST_WORDS and not re.search(r"[\d:;|·]", line)


def _named(text: str, place: Place | None = None, *, named: bool = True) -> Addressee:
    return Addressee(text.strip()[:_LONGEST], folded_words(text), place, named)


def _is_name(words: Sequence[str]) -> bool:
    """Whether words behind a label are somebody's name rather than the heading of a table."""
    return (
        len(words) in _LABEL_WORDS
        and all(word[0].isupper() or word.casefold() in _SMALL for word in words)
        and _NAMELESS.isdisjoint(word.casefold() for word in words)
    )
