"""How a typed surname differs from the printed one, which is the spelling the portal compares."""

import unicodedata
from collections.abc import Callable
from enum import StrEnum
from itertools import combinations

from desktop.domain.name_match import distance
from desktop.domain.typed_code import is_dash, is_gap

LONGEST_SURNAME = 200
_LARGEST_SLIP = 2
_LETTERS = 4
"""Shorter names are other names with one letter changed."""
_TWO_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa"}
    | {"Ø": "Oe", "Å": "Aa"}
)
_LATIN = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ð": "d", "þ": "th"}
)
_APOSTROPHES = "'’‘`´ʼ"


class SurnameSlip(StrEnum):
    """One kind of difference; the order is the order in which they are told."""

    MISSING = "missing"
    """None was typed."""
    OTHER = "other"
    """Another name altogether."""
    MORE = "more"
    """The surname with something beside it: first name, title."""
    MISTYPED = "mistyped"
    """One or two letters are wrong."""
    DIACRITICS = "diacritics"
    """Müller, Mueller and Muller; Strauß and Strauss; Peña and Pena."""
    HYPHEN = "hyphen"
    """A hyphen, an apostrophe or the blank in its place."""
    CASE = "case"
    BLANK = "blank"
    """Blanks at the ends or doubled, or signs that are not seen."""
    COMPOSED = "composed"
    """The same letters, composed on one side and decomposed on the other: nobody can see it."""


def surname_slips(typed: str, printed: str) -> tuple[SurnameSlip, ...]:
    """Return in what the typed surname differs from the printed one; nothing for the same.

    As few kinds as explain it. Never raises.
    """
    if typed == printed:
        return ()
    if not _unblank(typed):
        return (SurnameSlip.MISSING,)
    if max(len(typed), len(printed)) > LONGEST_SURNAME:
        return (SurnameSlip.OTHER,)
    for count in range(1, len(_FOLDINGS) + 1):
        for slips in combinations(_FOLDINGS, count):
            if _forms(typed, slips) & _forms(printed, slips):
                return tuple(slip for slip in SurnameSlip if slip in slips)
    return (_other_name(typed, printed),)


def _other_name(typed: str, printed: str) -> SurnameSlip:
    ours, theirs = _bare(printed), _bare(typed)
    if not all(ours):
        return SurnameSlip.OTHER
    words, parts = _bare_words(typed), _bare_words(printed)
    if len(words) == len(parts) and all(map(frozenset.intersection, parts, words)):
        # Mueller-Ludenscheidt: each part is spelled in a way of its own.
        return SurnameSlip.DIACRITICS
    with_parts = len(words) > len(parts) and all(any(p & word for word in words) for p in parts)
    if with_parts or any(ours & word for word in words):
        return SurnameSlip.MORE
    fewest = min(distance(our, their) for our in ours for their in theirs)
    near = fewest <= min(_LARGEST_SLIP, min(map(len, ours)) // _LETTERS)
    return SurnameSlip.MISTYPED if near else SurnameSlip.OTHER


def _bare_words(text: str) -> list[frozenset[str]]:
    spaced = "".join(" " if is_dash(sign) or sign == "," else sign for sign in text)
    return [_bare(word) for word in spaced.split()]


def _bare(text: str) -> frozenset[str]:
    """Return a name in the forms in which it is compared across all kinds of spelling."""
    return _forms(text, tuple(_FOLDINGS))


def _forms(text: str, slips: tuple[SurnameSlip, ...]) -> frozenset[str]:
    """Return every form of a text in which these kinds of difference are gone."""
    for slip, fold in _FOLDINGS.items():
        if slip in slips and slip is not SurnameSlip.DIACRITICS:
            text = fold(text)
    if SurnameSlip.DIACRITICS not in slips:
        return frozenset({text})
    two = _plain_letters(unicodedata.normalize("NFC", text).translate(_TWO_LETTERS))
    forms = {_plain_letters(text), two}
    # Capitals of ä in a word of capitals are AE, whose small e would tell them apart.
    return frozenset(map(str.lower, forms) if SurnameSlip.CASE in slips else forms)


def _unblank(text: str) -> str:
    seen = (sign for sign in text if sign.isspace() or not is_gap(sign))
    return " ".join("".join(seen).split())


def _unhyphened(text: str) -> str:
    kept = (s for s in text if not (is_dash(s) or s.isspace() or s in _APOSTROPHES))
    return "".join(kept)


def _plain_letters(text: str) -> str:
    latin = unicodedata.normalize("NFC", text).translate(_LATIN)
    signs = unicodedata.normalize("NFKD", latin)
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


_FOLDINGS: dict[SurnameSlip, Callable[[str], str]] = {
    SurnameSlip.COMPOSED: _composed,
    SurnameSlip.BLANK: _unblank,
    SurnameSlip.CASE: str.lower,
    SurnameSlip.HYPHEN: _unhyphened,
    SurnameSlip.DIACRITICS: _plain_letters,
}
"""From what nobody can see to what changes letters; of explanations of one size the first wins."""
