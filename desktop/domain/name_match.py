"""Whether two written names mean the same person (rule book, section 3, holder and address)."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_SPELLINGS = (
    ("ä", "ae"),
    ("ö", "oe"),
    ("ü", "ue"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ø", "o"),
    ("ł", "l"),
    ("đ", "d"),
    ("ð", "d"),
    ("þ", "th"),
    ("ı", "i"),
)
_SILENT = frozenset("'’‘`´ʼ")
_ASCII_SIGNS = {
    code: "" if chr(code) in _SILENT else " " for code in range(128) if not chr(code).isalnum()
}
_TITLES = frozenset({"dr", "prof", "professor", "doktor", "dipl", "magister"})
_FACULTIES = (
    "agr dent forst habil hc inf ing iur jur kfm math med mult nat oec phil pol rer sc soc techn "
    "theol univ vet wirt"
)
_AFTER_TITLE = frozenset(_FACULTIES.split())
_SALUTATIONS = frozenset({"herr", "herrn", "frau", "hr", "fr", "eheleute", "mr", "mrs", "ms"})
_SHORTEST_NEAR_MISS = 8
_LARGEST_DISTANCE = 2
_LONGEST_COMPARED = 140
"""Longer texts are compared for equality only: no register holds a longer name."""


class NameMatch(StrEnum):
    """How two names compare."""

    SAME = "same"
    UNSURE = "unsure"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    surname: tuple[str, ...]
    key: tuple[str, ...]


def compare_names(left: str, right: str) -> NameMatch:
    """Compare two names without case, titles, diacritics and order of the words.

    Unsure is a near miss: the same surname with an initial instead of a first name or with a
    further first name more or less, or at most two typing errors in a name of eight letters or
    more. Everything else differs. Never raises.
    """
    if left == right and any(map(str.isalnum, left)):
        return NameMatch.SAME
    a, b = _parse(left), _parse(right)
    if not a.key or not b.key:
        return NameMatch.DIFFERS
    if a.key == b.key:
        return NameMatch.SAME
    if max(len(left), len(right)) > _LONGEST_COMPARED:
        return NameMatch.DIFFERS
    if _first_names_nearly_match(a, b) or _first_names_nearly_match(b, a) or _typing_error(a, b):
        return NameMatch.UNSURE
    return NameMatch.DIFFERS


@lru_cache(maxsize=2048)
def _parse(text: str) -> _Name:
    folded = fold_name(text)
    surname_first, comma, rest = folded.partition(",")
    words = tuple(_words(rest)) + tuple(_words(surname_first)) if comma else tuple(_words(folded))
    surname = tuple(_words(surname_first)) if comma and rest.strip() else words[-1:]
    return _Name(words, surname, tuple(sorted(words)))


def fold_name(text: str) -> str:
    """Return the text in small letters without diacritics; ä is ae, ß is ss."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFC", text).casefold()
    # One letter after the other is ten times as quick as ``str.translate`` beyond ASCII.
    for letter, spelling in _SPELLINGS:
        lowered = lowered.replace(letter, spelling)
    decomposed = unicodedata.normalize("NFKD", lowered)
    if decomposed.isascii():
        return decomposed
    # The few kinds of letters a text has, not each of its thousands.
    accents = [ord(letter) for letter in set(decomposed) if unicodedata.combining(letter)]
    return decomposed.translate(dict.fromkeys(accents)) if accents else decomposed


def _words(folded: str) -> Iterator[str]:
    if folded.isascii():
        words = folded.translate(_ASCII_SIGNS).split()
    else:
        words = "".join(_blank_if_sign(letter) for letter in folded).split()
    after_title = False
    for place, word in enumerate(words):
        honorary = word == "h" and words[place + 1 : place + 2] == ["c"]
        if word in _TITLES or (place == 0 and word in _SALUTATIONS and len(words) > 1):
            after_title = word in _TITLES
        elif after_title and (word in _AFTER_TITLE or honorary or word == "c"):
            continue
        else:
            after_title = False
            yield word


def _blank_if_sign(letter: str) -> str:
    if letter in _SILENT or unicodedata.category(letter) == "Cf":
        return ""
    return letter if letter.isalnum() else " "


def _first_names_nearly_match(known: _Name, other: _Name) -> bool:
    """Tell whether ``other`` has the surname of ``known`` and first names that go together."""
    first = _without_surname(known.words, known.surname)
    second = _without_surname(other.words, known.surname)
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    left = list(longer)
    for word in shorter:
        partner = next((candidate for candidate in left if _goes_with(word, candidate)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True


def _without_surname(words: tuple[str, ...], surname: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first names, or nothing where the name does not begin or end with the surname."""
    size = len(surname)
    if words[-size:] == surname:
        return words[:-size]
    return words[size:] if words[:size] == surname else ()


def _goes_with(word: str, other: str) -> bool:
    if word == other:
        return True
    return (len(word) == 1 or len(other) == 1) and word[:1] == other[:1]


def _typing_error(a: _Name, b: _Name) -> bool:
    if min(_letters(a), _letters(b)) < _SHORTEST_NEAR_MISS:
        return False
    goal, other = " ".join(a.words), " ".join(b.words)
    if abs(len(goal) - len(other)) > _LARGEST_DISTANCE or _differing_letters(goal, other):
        return False
    pairs = [(" ".join(a.key), " ".join(b.key))]
    pairs += [(goal, turned) for turned in _turned(b)]
    pairs += [(turned, other) for turned in _turned(a)]
    return any(distance(left, right) <= _LARGEST_DISTANCE for left, right in pairs)


def _turned(name: _Name) -> list[str]:
    """Return the words in every order that begins elsewhere: surname first, for example."""
    words = name.words
    return [" ".join(words[place:] + words[:place]) for place in range(len(words))]


def _letters(name: _Name) -> int:
    return sum(map(len, name.words))


def _differing_letters(left: str, right: str) -> bool:
    """Tell cheaply that no order of words can bring the two near each other."""
    missing = 0
    for letter in left:
        shorter = right.replace(letter, "", 1)
        missing += len(shorter) == len(right)
        if missing > _LARGEST_DISTANCE:
            return True
        right = shorter
    return False


def distance(left: str, right: str) -> int:
    """Return the Damerau-Levenshtein distance (optimal string alignment) of two short texts.

    Insertion, deletion, substitution and the exchange of two neighbours count one each.
    """
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != other))
            swapped = i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other
            row.append(min(cost, before[j - 2] + 1) if swapped else cost)
        before, previous = previous, row
    return previous[-1]
