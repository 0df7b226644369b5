"""What stands on a page that can name a contract."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.document_match.directory import Contract, Directory
from desktop.domain.document_match.numbers import NumberSeen
from desktop.domain.document_match.page_marks import PageMark, marks_on
from desktop.domain.document_match.people import NameSeen, NameStrength
from desktop.domain.document_match.places import Place, short_street
from desktop.domain.document_match.recipients import (
    Addressee,
    Window,
    addressees_on,
    windows_on,
)
from desktop.domain.document_match.times import TimesSeen, times_on
from desktop.domain.document_match.words import PageWords, page_words

_ADDRESSED_AS = (
    "mieter mieterin mieterinnen mietpartei haushalt bewohner bewohnerin nutzer nutzerin eheleute "
    "familie wohnung objekt liegenschaft mietobjekt anwesen hausgemeinschaft anschrift"
)
_ADDRESSED = frozenset(_ADDRESSED_AS.split())
_NO_TIMES = TimesSeen((), ())
_LINES_ABOVE = 3
_MOST_CLAIMS = 60


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says for one contract.

    ``nameless`` tells that the address stands there without anybody's name above it, ``flat`` that
    the page says where in the house the flat lies.
    """

    tenancy_id: int
    number: bool
    name: NameStrength
    place: bool
    nameless: bool
    flat: bool


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One page: the contracts it speaks for, and everything else that was recognised.

    ``number`` counts the pages of the file from 1; ``readable`` is false for a picture of a page.
    """

    number: int
    readable: bool
    claims: tuple[Claim, ...]
    numbers: tuple[NumberSeen, ...]
    names: tuple[NameSeen, ...]
    places: tuple[Place, ...]
    marks: tuple[PageMark, ...]
    times: TimesSeen
    landlords: tuple[int, ...]
    addressees: tuple[Addressee, ...] = ()
    """Whom the page is written to; other addresses than those of a known place need a name."""

    def claim(self, tenancy_id: int) -> Claim | None:
        """Return what the page says for a contract."""
        return next((one for one in self.claims if one.tenancy_id == tenancy_id), None)

    @property
    def numbered(self) -> tuple[int, ...]:
        """The contracts whose number stands on the page."""
        return tuple(one.tenancy_id for one in self.claims if one.number)


def read_page(number: int, text: str, directory: Directory) -> PageFacts:
    """Find everything on a page that can name a contract; never raises."""
    if not text or text.isspace():
        return _picture(number)
    page = page_words(text)
    numbers = directory.numbers.seen_on(page)
    windows = windows_on(page.texts, directory.offices)
    addressed = frozenset(line for one in windows for line in one.lines)
    names = directory.names.seen_on(page, addressed)
    places = directory.places.seen_on(page)
    numbered = {one: None for seen in numbers for one in seen.tenancies}
    named = {one: None for seen in names for one in sorted(seen.tenancies)}
    ids = [*numbered, *(one for one in named if one not in numbered)]
    return PageFacts(
        number=number,
        readable=bool(page.words),
        claims=tuple(
            _claim(
                directory.contracts[one],
                page,
                places,
                directory.names.strength(page, directory.contracts[one].people, addressed),
                number=one in numbered,
            )
            for one in ids[: max(_MOST_CLAIMS, len(numbered))]
        ),
        numbers=numbers,
        names=names,
        places=places,
        marks=marks_on(page.texts),
        times=times_on(page.texts),
        landlords=_landlords(page, directory),
        addressees=tuple(dict.fromkeys(_addressees(page, windows, directory))),
    )


def _picture(number: int) -> PageFacts:
    """A page without text; a scan has thousands of them."""
    return PageFacts(
        number,
        readable=False,
        claims=(),
        numbers=(),
        names=(),
        places=(),
        marks=(),
        times=_NO_TIMES,
        landlords=(),
    )


def _addressees(
    page: PageWords, windows: Sequence[Window], directory: Directory
) -> Iterator[Addressee]:
    for window in windows:
        one = window.addressee
        known = one.place is not None and directory.places.knows(one.place)
        if one.named or known:
            yield one
    yield from addressees_on(page.texts)


def _claim(
    contract: Contract,
    page: PageWords,
    places: tuple[Place, ...],
    strength: NameStrength,
    *,
    number: bool,
) -> Claim:
    at = any(place.is_at(known) for place in places for known in contract.places)
    return Claim(
        contract.id,
        number,
        strength,
        at,
        at and _is_nameless(page, contract),
        _has(page, contract.flat),
    )


def _has(page: PageWords, words: tuple[str, ...]) -> bool:
    """Whether words follow each other on a page."""
    size = len(words)
    return bool(words) and any(
        word == words[0] and page.words[place : place + size] == words
        for place, word in enumerate(page.words)
    )


def _is_nameless(page: PageWords, contract: Contract) -> bool:
    """Whether the address stands below a word for whoever lives there, not below a name."""
    street = contract.house.street[0]
    lines = {
        line
        for word, line in zip(page.words, page.lines, strict=True)
        if short_street(word) == street
    }
    return bool(lines) and all(_addressed_without_name(page, line) for line in lines)


def _addressed_without_name(page: PageWords, line: int) -> bool:
    near = {
        word
        for word, at in zip(page.words, page.lines, strict=True)
        if line - _LINES_ABOVE <= at <= line
    }
    return not _ADDRESSED.isdisjoint(near)


def _landlords(page: PageWords, directory: Directory) -> tuple[int, ...]:
    found: dict[int, None] = {}
    taken: set[int] = set()
    here = set(page.words)
    for words, landlord in directory.landlord_names:
        if not here.issuperset(words):
            continue
        for place, word in enumerate(page.words):
            if word != words[0] or page.words[place : place + len(words)] != words:
                continue
            places = range(place, place + len(words))
            if taken.isdisjoint(places):
                taken.update(places)
                found.setdefault(landlord)
    return tuple(found)
