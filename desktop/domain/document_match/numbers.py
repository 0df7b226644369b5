"""Contract numbers in a text: those that exist, and what only looks like one."""

import re
from collections.abc import Hashable, Iterable, Mapping
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
_DAY = re.compile(r"(0?[1-9]|[12][0-9]|3[01])\.(0?[1-9]|1[0-2])\.((19|20)[0-9]{2}|[0-9]{2})")
_NUMBER_LIKE = re.compile(r"[a-z]{0,4}[0-9][0-9a-z]*")


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
        self._counts = tuple(sorted({len(groups) for groups in by_groups}, reverse=True))
        self._shapes = {_shape(groups) for groups in by_groups if len(groups) > 1}

    def seen_on(self, page: PageWords) -> tuple[NumberSeen, ...]:
        """Return the numbers on a page, each once, in their order."""
        found: dict[str, NumberSeen] = {}
        place = 0
        while place < len(page.words):
            word = page.words[place]
            if not (word[-1].isdigit() or word[0].isdigit() or _NUMBER_LIKE.fullmatch(word)):
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

    def _at(self, page: PageWords, place: int) -> tuple[NumberSeen | None, int]:
        """Return the number that begins at a word, and how many words it has."""
        if _NUMBER_LIKE.fullmatch(page.words[place]) is None or _goes_on_before(page, place):
            return None, 1
        label = _label(page, place)
        # Parted by blanks they are a number only behind its name: tables have columns of figures.
        run = _run_with(page, place, _TIGHT if label in _LABELS else _SIGNS)
        if known := self._known(run, page, place, labelled=label in _LABELS):
            return known
        unknown = self._unknown(run, page, place, labelled=label in _CONTRACT)
        return unknown or (None, 1)

    def _known(
        self, run: tuple[str, ...], page: PageWords, place: int, *, labelled: bool
    ) -> tuple[NumberSeen, int] | None:
        for size in self._counts:
            if size > len(run):
                continue
            tenancies = self._by_groups.get(run[:size], ())
            clear = labelled or sum(map(len, run[:size])) >= _SHORTEST_PLAIN
            if tenancies and clear and _ends(page, place + size):
                return NumberSeen(page.written(place, place + size), tenancies), size
        whole = self._by_key.get(run[0], ())
        clear = labelled or len(run[0]) >= _SHORTEST_PLAIN
        if whole and clear and _ends(page, place + 1):
            return NumberSeen(page.written(place, place + 1), whole), 1
        return None

    def _unknown(
        self, run: tuple[str, ...], page: PageWords, place: int, *, labelled: bool
    ) -> tuple[NumberSeen, int] | None:
        for size in range(min(len(run), _MOST_GROUPS), 1, -1):
            groups = run[:size]
            shaped = _shape(groups) in self._shapes and not _is_day(groups)
            if shaped and _ends(page, place + size):
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
    return page.gaps[place] in {".", "-", "/"} and page.words[place - 1][-1].isdigit()


def _ends(page: PageWords, place: int) -> bool:
    """Whether no further group follows without a blank."""
    if place >= len(page.words) or page.lines[place] != page.lines[place - 1]:
        return True
    return page.gaps[place] not in {".", "-", "/"} or not page.words[place][0].isdigit()


def _label(page: PageWords, place: int) -> str:
    """Return the word before, apart from *number*, if it stands near."""
    before = place - 1
    while place - before <= _MOST_AFTER_LABEL and page.words[before] in _AFTER_LABEL:
        before -= 1
    near = before >= 0 and page.lines[place] - page.lines[before] <= 1
    return page.words[before] if near else ""
