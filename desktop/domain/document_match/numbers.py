"""Contract numbers in a text: those that exist, and what only looks like one."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from desktop.domain.document_match.words import PageWords, folded_words, page_words

_Key = TypeVar("_Key", bound=Hashable)
_TIGHT = re.compile(r"\s?[.\-/_]\s?|\s")
"""What may stand between two groups of one number."""
_SIGNS = re.compile(r"[.\-/_]")
_CONTRACT_WORDS = (
    "vertrag vertrags vertragsnummer vertragsnr vertragskonto mietvertrag mietvertrags "
    "mietvertragsnummer mietvertragsnr mieternummer mieternr mietkonto mietverhaeltnis"
)
_CONTRACT = frozenset(_CONTRACT_WORDS.split())
_LABELS = _CONTRACT | {"mietobjektnummer", "nutzernummer", "nutzernr", "kundennummer"}
"""Some landlords call the contract's number so; others mean another number by it."""
_AFTER_LABEL = frozenset({"nr", "nummer", "no", "konto", "zeichen"})
_SHORTEST_PLAIN = 6
"""Shorter numbers mean a contract only behind a word that says so."""
_SHORTEST_UNKNOWN = 5
_MOST_GROUPS = 6
_MOST_AFTER_LABEL = 3
_LONGEST = 40
_BEGINNING = 4
"""So many signs of a number tell that most figures on a page are not the beginning of one."""
_DAY = re.compile(r"(0?[1-9]|[12][0-9]|3[01])\.(0?[1-9]|1[0-2])\.((19|20)[0-9]{2}|[0-9]{2})")
_NUMBER_LIKE = re.compile(r"[a-z]{0,4}[0-9][0-9a-z]*")
_LETTERS = re.compile(r"[a-z]{1,4}")
"""A group of a number may be letters alone: WE-10.3350."""
_HEAD = re.compile(r"[a-z]+")
_TAIL = re.compile(r"[a-z]{1,2}|[0-9a-z]*[0-9][0-9a-z]*")
"""What goes on with a number: 10.3350-A, 10.3350.7; not a word that follows it."""
_JOINS = frozenset({".", "-", "/"})
_MOST_BESIDE = 2
"""Groups before and behind a number that are looked at for a longer one."""


@dataclass(frozen=True, slots=True)
class NumberSeen:
    """A contract number that stands in a text; ``tenancies`` is empty for one nobody has."""

    text: str
    tenancies: tuple[int, ...]


class ContractNumbers:
    """All contract numbers there are. The same number may belong to contracts of two companies."""

    def __init__(self, numbers: Iterable[tuple[int, str]]) -> None:
        """``numbers`` are ids of contracts with their numbers."""
        by_groups: dict[tuple[str, ...], list[int]] = {}
        by_key: dict[str, list[int]] = {}
        for tenancy, number in numbers:
            groups = folded_words(number)
            key = "".join(groups)
            if not any(map(str.isdigit, key)):
                continue
            by_groups.setdefault(groups, []).append(tenancy)
            by_key.setdefault(key, []).append(tenancy)
        self._by_groups = _frozen(by_groups)
        self._by_key = _frozen(by_key)
        self._beginnings = {key[:size] for key in by_key for size in range(1, _BEGINNING + 1)}
        self._shapes = {_shape(groups) for groups in by_groups if len(groups) > 1}
        self._heads = {head.group() for key in by_key if (head := _HEAD.match(key))}
        self._heads.update(groups[0] for groups in by_groups)
        self._lettered = any(groups[0].isalpha() for groups in by_groups)

    def seen_on(self, page: PageWords) -> tuple[NumberSeen, ...]:
        """Return the numbers on a page, each once, in their order."""
        found: dict[str, NumberSeen] = {}
        place = 0
        while place < len(page.words):
            if not self._may_begin(page.words[place]):
                place += 1
                continue
            seen, size = self._at(page, place)
            if seen is not None:
                found.setdefault(seen.text, seen)
            place += max(size, 1)
        return tuple(found.values())

    def seen_in_name(self, name: str) -> tuple[NumberSeen, ...]:
        """Return the numbers in a file's name that exist."""
        stem = name.rpartition(".")[0] or name
        return tuple(seen for seen in self.seen_on(page_words(stem)) if seen.tenancies)

    def swapped(self, number: str) -> frozenset[int]:
        """Return contracts whose number becomes this one when two of its signs change places."""
        key = "".join(folded_words(number))[:_LONGEST]
        near: set[int] = set()
        for one, other in combinations(range(len(key)), 2):
            if key[one] != key[other]:
                turned = list(key)
                turned[one], turned[other] = key[other], key[one]
                near.update(self._by_key.get("".join(turned), ()))
        return frozenset(near)

    def _may_begin(self, word: str) -> bool:
        return (
            word in self._heads
            or word in self._by_key
            or (not word.isalpha() and _NUMBER_LIKE.fullmatch(word) is not None)
            or (self._lettered and _LETTERS.fullmatch(word) is not None)
        )

    def _at(self, page: PageWords, place: int) -> tuple[NumberSeen | None, int]:
        """Return the number that begins at a word, and how many words it has."""
        if _goes_on_before(page, place) or self._has_letters_before(page, place):
            return None, 1
        label = _label(page, place)
        # Parted by blanks they are a number only behind its name: tables have columns of figures.
        # Letters that begin one are no column of figures.
        labelled, lettered = label in _LABELS, page.words[place].isalpha()
        run = _run_with(page, place, _TIGHT if labelled or lettered else _SIGNS)
        if known := self._known(run, page, place, labelled=labelled):
            return known
        if lettered:
            if page.words[place] not in self._heads:
                return None, 1
            run = _run_with(page, place, _SIGNS)
        unknown = self._unknown(run, page, place, labelled=label in _CONTRACT)
        return unknown or (None, 1)

    def _known(
        self, run: tuple[str, ...], page: PageWords, place: int, *, labelled: bool
    ) -> tuple[NumberSeen, int] | None:
        if run[0][:_BEGINNING] not in self._beginnings:
            return None
        for size in range(len(run), 0, -1):
            tenancies = self._exact(run[:size])
            long = sum(map(len, run[:size])) >= _SHORTEST_PLAIN
            clear = long or (labelled and not _figures_follow(page, place + size))
            if tenancies and clear and _ends(page, place, place + size):
                longer = self._longer(page, place, place + size)
                # Where a longer number may be meant as well, nobody can say which one is.
                both = tuple(dict.fromkeys((*tenancies, *longer)))
                return NumberSeen(page.written(place, place + size), both), size
        return None

    def _exact(self, groups: tuple[str, ...]) -> tuple[int, ...]:
        """Return the contracts of a number, whether it is written in groups or in one."""
        return self._by_groups.get(groups) or self._by_key.get("".join(groups), ())

    def _longer(self, page: PageWords, start: int, end: int) -> Iterator[int]:
        """Yield the contracts whose number holds these words and some beside them."""
        for first in range(start, start - _MOST_BESIDE - 1, -1):
            if first < 0 or (first < start and not _is_tight(page, first + 1)):
                return
            for last in range(end, end + _MOST_BESIDE + 1):
                if last > len(page.words) or (last > end and not _is_tight(page, last - 1)):
                    break
                if (first, last) != (start, end):
                    yield from self._exact(page.words[first:last])

    def _has_letters_before(self, page: PageWords, place: int) -> bool:
        """Whether letters before belong to it, as they do to numbers of the register: WE-10."""
        if not place or page.lines[place - 1] != page.lines[place] or not self._lettered:
            return False
        before = page.words[place - 1]
        return (
            page.gaps[place] in _JOINS
            and _LETTERS.fullmatch(before) is not None
            and before not in _LABELS | _AFTER_LABEL
        )

    def _unknown(
        self, run: tuple[str, ...], page: PageWords, place: int, *, labelled: bool
    ) -> tuple[NumberSeen, int] | None:
        for size in range(min(len(run), _MOST_GROUPS), 1, -1):
            groups = run[:size]
            shaped = _shape(groups) in self._shapes and not _is_day(groups)
            if shaped and _ends(page, place, place + size):
                return NumberSeen(page.written(place, place + size), ()), size
        if not labelled:
            return None
        tight = _run_with(page, place, _SIGNS)
        digits = sum(sum(map(str.isdigit, word)) for word in tight)
        if digits < _SHORTEST_UNKNOWN or _is_day(tight):
            return None
        return NumberSeen(page.written(place, place + len(tight)), ()), len(tight)


def _frozen(found: Mapping[_Key, list[int]]) -> dict[_Key, tuple[int, ...]]:
    return {key: tuple(tenancies) for key, tenancies in found.items()}


def _shape(groups: tuple[str, ...]) -> tuple[tuple[int, bool], ...]:
    return tuple((len(group), group.isdigit()) for group in groups)


def _is_day(groups: tuple[str, ...]) -> bool:
    """Whether it is a date rather than a number: 01.01.2025."""
    return _DAY.fullmatch(".".join(groups)) is not None


def _run_with(page: PageWords, place: int, between: re.Pattern[str]) -> tuple[str, ...]:
    """Return the words from here on that may be groups of one number."""
    end = place + 1
    while (
        end < len(page.words)
        and end - place < _MOST_GROUPS
        and page.lines[end] == page.lines[place]
        and between.fullmatch(page.gaps[end])
    ):
        end += 1
    return page.words[place:end]


def _goes_on_before(page: PageWords, place: int) -> bool:
    """Whether the word is in the midst of a longer number."""
    if place == 0 or page.lines[place - 1] != page.lines[place]:
        return False
    return page.gaps[place] in _JOINS and page.words[place - 1][-1].isdigit()


def _ends(page: PageWords, start: int, end: int) -> bool:
    """Whether no further group follows without a blank, or parted as those before are."""
    if end >= len(page.words) or page.lines[end] != page.lines[end - 1]:
        return True
    if page.gaps[end] in _JOINS:
        return _TAIL.fullmatch(page.words[end]) is None
    return page.gaps[end] not in page.gaps[start + 1 : end] or not page.words[end][0].isdigit()


def _figures_follow(page: PageWords, place: int) -> bool:
    """Whether figures stand behind a short number that it may be the beginning of; not a date."""
    if place >= len(page.words) or not _is_tight(page, place):
        return False
    return page.words[place].isdigit() and not _is_day(page.words[place : place + 3])


def _is_tight(page: PageWords, place: int) -> bool:
    """Whether a word may be the next group of the number that the one before it is of."""
    same_line = page.lines[place] == page.lines[place - 1]
    return same_line and _TIGHT.fullmatch(page.gaps[place]) is not None


def _label(page: PageWords, place: int) -> str:
    """Return the word before, apart from *number*, if it stands near."""
    before = place - 1
    while place - before <= _MOST_AFTER_LABEL and page.words[before] in _AFTER_LABEL:
        before -= 1
    near = before >= 0 and page.lines[place] - page.lines[before] <= 1
    return page.words[before] if near else ""
