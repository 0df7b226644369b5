"""Names of tenants in a text: written out, surname first, or joined by *und*."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from desktop.domain.document_match.words import PageWords, folded_words

_TITLES = frozenset({"dr", "prof", "professor", "doktor", "dipl", "ing"})
_AND = frozenset({"und", "u"})
_STREETS = re.compile(
    r"(str|strasse|weg|platz|gasse|allee|ring|damm|ufer|steig|stieg|kamp|haus|stiftung|schule)"
)
"""What makes a street or a house of a person's name: *Anna-Beispiel-Straße*."""
_FIRMS = (
    "gmbh ag kg ohg gbr mbh eg ev verein stiftung stadt gemeinde landkreis amt kirche bank "
    "sparkasse verwaltung hausverwaltung wohnungsbau werke stadtwerke"
)
_ORGANISATIONS = frozenset(_FIRMS.split())
_CONTACTS = re.compile(
    r"(ansprechpartner|sachbearbeit|bearbeiter|kundenbetreu|betreuer|objektbetreu|hausmeister|"
    r"hauswart|verwalter|geschaeftsfuehr|vorstand|vorsitzend|aufsichtsrat|prokurist|schreibt)"
)
_SIGNING = frozenset({"gez", "ppa"})
_FAREWELL = ("gruessen", "gruesse", "gruss", "hochachtungsvoll")
_WORDS_AFTER_CONTACT = 6
_LINES_AFTER_FAREWELL = 5
_SHORT_LINE = 4
_CO_WORDS = 2
_INITIAL = 1
_FORMS = frozenset({"herr", "frau", "hr", "fr"}) | _TITLES
"""Forms of address of who works somewhere; *Herrn* is for who gets a letter."""
_SALUTED = frozenset({"herr", "herrn", "frau", "familie", "eheleute", "fam", "hr", "fr"})


class NameStrength(StrEnum):
    """How much of a party's name stands in a text."""

    FULL = "full"
    """First name and surname, also of a couple that shares it."""
    SURNAME = "surname"
    """The surname with an initial or a form of address: *Familie Musterbach*."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NameSeen:
    """A tenant's full name that stands in a text.

    ``start`` and ``end`` are the places of its words. ``aside`` tells that it stands where letters
    name who works at the landlord's, or where a firm is named: it says nothing of whose letter it
    is unless more of that tenant stands on the page.
    """

    text: str
    tenancies: frozenset[int]
    start: int
    end: int
    aside: bool


@dataclass(frozen=True, slots=True)
class PersonName:
    """First names and surname as folded words."""

    first: tuple[str, ...]
    surname: tuple[str, ...]

    @classmethod
    def of(cls, first_name: str, surname: str) -> "PersonName":
        """Fold a name; titles are left out."""
        first = tuple(word for word in folded_words(first_name) if word not in _TITLES)
        return cls(first, folded_words(surname))

    @property
    def words(self) -> tuple[str, ...]:
        """The name as it is spoken."""
        return self.first + self.surname


class _Hit(NamedTuple):
    start: int
    end: int
    words: tuple[str, ...]


class PeopleNames:
    """The names of all parties of all contracts."""

    def __init__(
        self, names: Iterable[tuple[int, PersonName]], colleagues: Iterable[str] = ()
    ) -> None:
        """``names`` are ids of contracts with their parties; ``colleagues`` work here."""
        found: dict[tuple[str, ...], set[int]] = {}
        for tenancy, name in names:
            if name.first and name.surname:
                found.setdefault(name.first + name.surname, set()).add(tenancy)
                found.setdefault(name.surname + name.first, set()).add(tenancy)
        self._tenancies = {words: frozenset(ids) for words, ids in found.items()}
        starts: dict[tuple[str, str], set[int]] = {}
        for words in self._tenancies:
            starts.setdefault((words[0], words[1]), set()).add(len(words))
        self._sizes = {pair: tuple(sorted(sizes)) for pair, sizes in starts.items()}
        self._colleagues = {folded_words(name) for name in colleagues}

    def of_name(self, name: PersonName) -> frozenset[int]:
        """Return the contracts that have a party of that name."""
        return self._tenancies.get(name.words, frozenset())

    def seen_on(
        self, page: PageWords, addressed: Collection[int] = frozenset()
    ) -> tuple[NameSeen, ...]:
        """Return every full name on a page; none that only is a part of another one.

        ``addressed`` are the lines of names in address windows: who stands there is written to,
        whatever stands above.
        """
        kept = [
            NameSeen(
                page.written(hit.start, hit.end),
                self._tenancies[hit.words],
                hit.start,
                hit.end,
                page.lines[hit.start] not in addressed and self._is_aside(page, hit),
            )
            for hits in (self._plain(page), self._joined(page))
            for hit in _longest(hits)
            if not _is_street(page, hit.end)
        ]
        return tuple(sorted(kept, key=lambda seen: seen.start))

    def _plain(self, page: PageWords) -> Iterator["_Hit"]:
        for place, pair in enumerate(zip(page.words, page.words[1:], strict=False)):
            if pair not in self._sizes:
                continue
            for size in self._sizes[pair]:
                words = page.words[place : place + size]
                if words in self._tenancies:
                    yield _Hit(place, place + size, words)

    def _joined(self, page: PageWords) -> Iterator["_Hit"]:
        """Yield *Aylin* of *Aylin und Deniz Musterbach* with the surname both have."""
        for place, word in enumerate(page.words):
            if word not in _AND:
                continue
            for first, cut, end in product((1, 2), (2, 3), (3, 4, 5)):
                start, surname = place - first, page.words[place + cut : place + end]
                words = (*page.words[max(start, 0) : place], *surname)
                if start >= 0 and cut < end and words in self._tenancies:
                    yield _Hit(start, place + end, words)

    def strength(
        self,
        page: PageWords,
        names: Iterable[PersonName],
        addressed: Collection[int] = frozenset(),
    ) -> NameStrength:
        """Return how much of one of the parties' names stands on a page.

        A name that is said of who works at the landlord's is no party's; ``addressed`` as above.
        """
        best = NameStrength.NONE
        for hit, strength in (found for name in names for found in _said(page.words, name)):
            if page.lines[hit.start] not in addressed and self._is_staff(page, hit):
                continue
            if strength is NameStrength.FULL:
                return strength
            best = strength
        return best

    def _is_aside(self, page: PageWords, hit: "_Hit") -> bool:
        return not _ORGANISATIONS.isdisjoint(hit.words) or self._is_staff(page, hit)

    def _is_staff(self, page: PageWords, hit: "_Hit") -> bool:
        return (
            hit.words in self._colleagues
            or _is_contact(page, hit.start)
            or _is_signature(page, hit.start)
        )


def _longest(hits: Iterable[_Hit]) -> Iterator[_Hit]:
    """Leave out what only is a part of another name: Lena Beispiel in Anna-Lena Beispiel."""
    taken: list[_Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if not any(one.start <= hit.start and hit.end <= one.end for one in taken):
            taken.append(hit)
            yield hit


def _said(words: tuple[str, ...], name: PersonName) -> Iterator[tuple[_Hit, NameStrength]]:
    """Yield every place where a name is said, and how much of it."""
    if not name.surname:
        return
    size = len(name.surname)
    for place in range(len(words) - size + 1):
        if words[place : place + size] != name.surname:
            continue
        before, after = words[max(0, place - 4) : place], words[place + size : place + size + 4]
        if name.first and _full(before, after, name.first):
            first = place - len(name.first) if before[-len(name.first) :] == name.first else place
            yield _Hit(first, place + size, name.words), NameStrength.FULL
        elif not name.first or _saluted(before, name.first):
            yield _Hit(place, place + size, name.surname), NameStrength.SURNAME


def _full(before: tuple[str, ...], after: tuple[str, ...], first: tuple[str, ...]) -> bool:
    size = len(first)
    if before[-size:] == first or after[:size] == first:
        return True
    # Aylin und Deniz Musterbach: the first name stands before the word that joins.
    return any(
        word in _AND and before[:place][-size:] == first for place, word in enumerate(before)
    )


def _saluted(before: tuple[str, ...], first: tuple[str, ...]) -> bool:
    spoken = [word for word in before if word not in _TITLES]
    if not spoken:
        return False
    return spoken[-1] in _SALUTED or (len(spoken[-1]) == _INITIAL and spoken[-1] == first[0][:1])


def _is_street(page: PageWords, end: int) -> bool:
    if end >= len(page.words) or page.lines[end] != page.lines[end - 1]:
        return False
    return _STREETS.match(page.words[end]) is not None


def _is_contact(page: PageWords, start: int) -> bool:
    """Whether the words before say that somebody of the landlord's follows."""
    line = page.lines[start]
    first = max(0, start - _WORDS_AFTER_CONTACT)
    before = [
        word
        for at in range(first, start)
        if page.lines[at] == line and (word := page.words[at]) not in _FORMS
    ]
    if before[-2:] == ["c", "o"] or any(_CONTACTS.match(word) for word in before):
        return True
    above = page.on_line(line - 1) if line and not before else ()
    return len(above) <= _SHORT_LINE and any(_CONTACTS.match(word) for word in above)


def _is_signature(page: PageWords, start: int) -> bool:
    line = page.lines[start]
    before = tuple(page.words[at] for at in range(max(0, start - 2), start))
    if before and (before[-1] in _SIGNING or before in {("i", "a"), ("i", "v")}):
        return True
    first = next((at for at, number in enumerate(page.lines) if number == line), start)
    near = range(max(0, line - _LINES_AFTER_FAREWELL), line)
    return any(
        page.words[at] in _FAREWELL for at in range(first - 1, -1, -1) if page.lines[at] in near
    )
