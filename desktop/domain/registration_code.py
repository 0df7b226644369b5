"""Registration codes as they are made, printed and masked (rule book, section 4).

A code has eleven random symbols and a check symbol. The weights of the check, 1 to 11 and -1 for
the check symbol itself, are all different and none is 0 modulo the prime 31. So one wrong symbol is
always noticed, and so are two symbols that changed places, neighbours or not.

A clear code exists only while its letter is made: nothing here shows it by accident.
"""

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 symbols, a prime number; 0 and O, 1, I and L are left out because people confuse them."""
RANDOM_SYMBOLS = 11
CODE_LENGTH = RANDOM_SYMBOLS + 1
OUR_SHAPE = "XXXX-XXXX-XXXX"
"""What a code of ours looks like on paper; see ``shape_of``."""
SHOWN_SYMBOLS = 2
MASK = "•"
LONGEST_CODE = 64
"""Longer texts are no codes, whoever made them."""
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_SYMBOLS = frozenset(string.ascii_letters + string.digits)


@dataclass(frozen=True, slots=True)
class ClearCode:
    """A code in clear text, without hyphens. It does not show itself in ``repr`` or ``str``."""

    symbols: str = field(repr=False)

    @property
    def printed(self) -> str:
        """As the letter shows it: ``XXXX-XXXX-XXXX``. The only way to the eye of a person."""
        return dress(self.symbols, OUR_SHAPE)

    @property
    def last_two(self) -> str:
        """All that is kept in readable form."""
        return last_two(self.symbols)

    @property
    def masked(self) -> str:
        """As the archived letter shows it: ``••••-••••-••K7``."""
        return mask_code(OUR_SHAPE, self.last_two)


def check_symbol(symbols: str) -> str | None:
    """Return the check symbol of eleven symbols; None where they are not eleven of the alphabet."""
    values = [_VALUES.get(symbol) for symbol in symbols[:CODE_LENGTH]]
    known = [value for value in values if value is not None]
    if len(known) != len(values) or len(known) != RANDOM_SYMBOLS:
        return None
    total = sum(place * value for place, value in enumerate(known, 1))
    return ALPHABET[total % len(ALPHABET)]


def is_ours(symbols: str) -> bool:
    """Tell whether this could be a code of ours: twelve symbols, the last one checks the others.

    ``symbols`` are without hyphens, in capitals. Never raises.
    """
    return len(symbols) == CODE_LENGTH and check_symbol(symbols[:RANDOM_SYMBOLS]) == symbols[-1]


def new_code(choose: Callable[[str], str]) -> ClearCode:
    """Make a code. ``choose`` returns one symbol of the alphabet: ``secrets.choice``.

    Raises ``ValueError`` where it returns anything else: such a source must make no code.
    """
    symbols = "".join(choose(ALPHABET) for _ in range(RANDOM_SYMBOLS))
    check = check_symbol(symbols)
    if check is None:
        raise ValueError("symbol outside the alphabet")
    return ClearCode(symbols + check)


def shape_of(printed: str) -> str:
    """Return what an imported code looked like without saying which it is: ``XXXX-xXXX``.

    X stands for a digit or a capital, x for a small letter; other signs are kept. An imported code
    is kept with its shape so that a missing hyphen can be told from one that never was.
    """
    return "".join(map(_shape_of_sign, printed[:LONGEST_CODE]))


def _shape_of_sign(sign: str) -> str:
    if sign not in _SYMBOLS:
        return sign
    return "x" if sign in string.ascii_lowercase else "X"


def dress(symbols: str, shape: str) -> str:
    """Return bare symbols in the shape in which they were printed.

    Where the two do not go together the symbols come back as they are. Never raises.
    """
    if len(symbols) != shape.count("X") + shape.count("x"):
        return symbols
    left = iter(symbols)
    return "".join(_dressed_sign(mark, left) for mark in shape)


def _dressed_sign(mark: str, left: Iterator[str]) -> str:
    if mark == "X":
        return next(left)
    return next(left).lower() if mark == "x" else mark


def last_two(symbols: str) -> str:
    """Return the last two symbols; of a text too short to hide anything in, nothing."""
    return symbols[-SHOWN_SYMBOLS:] if len(symbols) >= 2 * SHOWN_SYMBOLS else ""


def mask_code(shape: str, shown: str) -> str:
    """Return a code of this shape with nothing but its last two symbols: ``••••-••••-••K7``.

    ``shown`` is what was kept of it; more than two symbols are cut.
    """
    hidden = shape.replace("X", MASK).replace("x", MASK)
    kept = shown[-SHOWN_SYMBOLS:]
    return hidden[: len(hidden) - len(kept)] + kept if len(hidden) > len(kept) else hidden
