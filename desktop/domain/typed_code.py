"""What somebody may have meant by a registration code that was typed, heard or read out.

Nobody here knows which codes exist: readings are offered one after the other, the likeliest first,
and whoever can recognise a code is asked about each.
"""

import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, islice, product

from desktop.domain.registration_code import ALPHABET, CODE_LENGTH, LONGEST_CODE, is_ours

MOST_READINGS = 300
"""So many readings are offered at most, whatever was typed."""
_SHORTEST_IMPORTED = 4
_MOST_CONFUSED = 2
_MOST_IMPOSSIBLE = 3
"""With more signs that no code of ours has, it is none, or none that can be guessed."""
_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_SYMBOLS = frozenset(string.ascii_uppercase + string.digits)
_OTHER_KEYBOARDS = str.maketrans(
    "АВЕКМНОРСТУХІЈЅавекмнорстухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABEKMHOPCTYXIJSABEKMHOPCTYXIJSABEZHIKMNOPTYX",
)
"""Letters of Cyrillic and Greek keyboards that look like Latin ones."""
_LOOKALIKES = (
    "0OQD", "O0QD", "1IJL7T", "I1JLT", "L1IE", "2Z7", "Z27", "38B", "8B3", "B83", "5S6", "S5",
    "6G5", "G6C", "CG", "72Z", "4A", "A4", "9GP", "UVW", "VUYW", "YV", "WVM", "MNW", "NMH", "HN",
    "EF", "FE", "PRF", "RPK", "KXR", "XK", "QDG", "DQP", "JT", "TJ",
)  # fmt: skip
"""Each begins with the sign that was typed; those for which it is taken follow."""
_CONFUSED_WITH = {group[0]: group[1:] for group in _LOOKALIKES}
_IMPORTED_CONFUSED = {"0": "O", "O": "0", "1": "IL", "I": "1L", "L": "1I"}
"""An imported code has no check symbol: only the classic pairs are tried."""


class Slip(StrEnum):
    """What went wrong when a code was typed."""

    CONFUSED = "confused"
    """One symbol was taken for another that looks alike."""
    SWAPPED = "swapped"
    """Two neighbours changed places."""
    MISTYPED = "mistyped"
    """One symbol is another one."""
    MISSING = "missing"
    """One symbol is missing."""
    EXTRA = "extra"
    """One symbol is too many."""
    HYPHEN = "hyphen"
    """A hyphen is missing, too many, in the wrong place or another kind of dash."""
    CASE = "case"
    BLANK = "blank"
    """Blanks or invisible signs are before, in or after it."""


FORM_SLIPS = frozenset({Slip.HYPHEN, Slip.CASE, Slip.BLANK})
"""The symbols are right and only their clothes are not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One code that may have been meant: bare symbols in capitals. ``repr`` does not show them."""

    symbols: str = field(repr=False)
    slip: Slip | None = None


def bare_symbols(text: str) -> str:
    """Return what was typed as bare symbols: capitals, without hyphens, blanks, invisible signs.

    Signs that are no symbols stay, so that nothing is read that was not there. Texts too long for
    a code give "". Never raises.
    """
    if len(text) > 4 * LONGEST_CODE:
        return ""
    kept = "".join(sign for sign in unicodedata.normalize("NFKC", text) if not _is_filler(sign))
    return kept.translate(_OTHER_KEYBOARDS).translate(_UPPER) if len(kept) <= LONGEST_CODE else ""


def _is_filler(sign: str) -> bool:
    return is_dash(sign) or is_gap(sign)


def is_dash(sign: str) -> bool:
    """Whether a sign is a hyphen or a dash of any kind."""
    return unicodedata.category(sign) == "Pd" or sign in "\u2212\u2043_"


def is_gap(sign: str) -> bool:
    """Whether a sign is a blank or is not seen at all."""
    return sign.isspace() or unicodedata.category(sign) in ("Cf", "Cc")


def readings(text: str) -> Iterator[Reading]:
    """Yield what may have been meant, the likeliest first, at most ``MOST_READINGS``. Never raises.

    First what was typed; then what follows from one mistake of the hand or up to two of the eye. A
    reading as a code of ours always passes its check symbol.
    """
    bare = bare_symbols(text)
    if not bare:
        return
    seen = {bare}
    foreign = any(not sign.isascii() for sign in text if not _is_filler(sign))
    yield Reading(bare, Slip.CONFUSED if foreign else None)
    offered = (reading for reading in _guesses(bare) if reading.symbols not in seen)
    for reading in islice(offered, MOST_READINGS - 1):
        seen.add(reading.symbols)
        yield reading


def _guesses(bare: str) -> Iterator[Reading]:
    if abs(len(bare) - CODE_LENGTH) <= 1:
        for slip, guesses in (
            (Slip.CONFUSED, _confused(bare)),
            (Slip.SWAPPED, _swapped(bare)),
            (Slip.EXTRA, _without_one(bare)),
            (Slip.MISSING, _with_one_more(bare)),
            (Slip.MISTYPED, _with_another(bare)),
        ):
            yield from (Reading(guess, slip) for guess in guesses if is_ours(guess))
    yield from (Reading(guess, Slip.CONFUSED) for guess in _imported(bare))


def _confused(bare: str) -> Iterator[str]:
    """Every sign that no code of ours has is replaced, and up to two others."""
    if len(bare) != CODE_LENGTH:
        return
    impossible = [place for place, sign in enumerate(bare) if sign not in ALPHABET]
    if len(impossible) > _MOST_IMPOSSIBLE:
        return
    others = [place for place, sign in enumerate(bare) if sign in ALPHABET]
    most = max(0, _MOST_CONFUSED - len(impossible))
    for count in range(most + 1):
        for chosen in combinations(others, count):
            yield from _replaced(bare, (*impossible, *chosen), _CONFUSED_WITH)


def _replaced(bare: str, places: tuple[int, ...], table: dict[str, str]) -> Iterator[str]:
    for signs in product(*(table.get(bare[place], "") for place in places)):
        guess = list(bare)
        for place, sign in zip(places, signs, strict=True):
            guess[place] = sign
        yield "".join(guess)


def _swapped(bare: str) -> Iterator[str]:
    for place in range(len(bare) - 1):
        yield bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]


def _without_one(bare: str) -> Iterator[str]:
    if len(bare) == CODE_LENGTH + 1:
        yield from (bare[:place] + bare[place + 1 :] for place in range(len(bare)))


def _with_one_more(bare: str) -> Iterator[str]:
    if len(bare) == CODE_LENGTH - 1:
        for place in range(len(bare) + 1):
            yield from (bare[:place] + symbol + bare[place:] for symbol in ALPHABET)


def _with_another(bare: str) -> Iterator[str]:
    if len(bare) == CODE_LENGTH:
        for place in range(len(bare)):
            yield from (bare[:place] + symbol + bare[place + 1 :] for symbol in ALPHABET)


def _imported(bare: str) -> Iterator[str]:
    """Return the readings of a code from an older portal: 0 for O, 1 for I and the like."""
    if len(bare) < _SHORTEST_IMPORTED or not _SYMBOLS.issuperset(bare):
        return
    doubtful = [place for place, sign in enumerate(bare) if sign in _IMPORTED_CONFUSED]
    for count in range(1, _MOST_CONFUSED + 1):
        for places in combinations(doubtful, count):
            yield from _replaced(bare, places, _IMPORTED_CONFUSED)


def form_slips(typed: str, printed: str) -> frozenset[Slip]:
    """Return in what the typed form differs from the printed one, symbols aside. Never raises."""
    slips: set[Slip] = set()
    seen = "".join(sign for sign in typed if not is_gap(sign))
    if seen != typed:
        slips.add(Slip.BLANK)
    if _groups_differ(seen, printed):
        slips.add(Slip.HYPHEN)
    if _small_letters(seen) != _small_letters(printed):
        slips.add(Slip.CASE)
    return frozenset(slips)


def _groups_differ(seen: str, printed: str) -> bool:
    typed, right = _groups(seen), _groups(printed)
    if sum(map(len, typed)) == sum(map(len, right)):
        return [*map(len, typed)] != [*map(len, right)] or _dashes(seen) != _dashes(printed)
    # Behind a symbol too few or too many every hyphen stands elsewhere, and none of them is wrong.
    return _dashes(seen) != _dashes(printed)


def _groups(text: str) -> list[str]:
    """Return the groups of symbols between the dashes."""
    return "".join("-" if is_dash(sign) else sign for sign in text).split("-")


def _dashes(text: str) -> str:
    return "".join(filter(is_dash, text))


def _small_letters(text: str) -> bool:
    return any(map(str.islower, text))
