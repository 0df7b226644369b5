"""Check digits of German account numbers where schwifty's own methods are not exact.

Three more stand here because most banks use them and a file of applications has many lines.

From the Bundesbank's list of methods ("Prüfzifferberechnungsmethoden"), compared with another
implementation in the tests. An account is ten digits; positions are counted from 1 on the left.
"""

from collections.abc import Callable, Mapping
from operator import mul
from types import MappingProxyType

_NO_DIGIT = 10


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    """Return the sum of digits times weights, both taken from the right."""
    return sum(map(mul, map(int, reversed(digits)), weights))


def _cross_sum(digits: str) -> int:
    """Return the sum with the weights 2, 1, 2, … from the right, of each product its digits."""
    return sum(map(int, digits[::-1][::2].translate(_DOUBLED))) + sum(map(int, digits[::-1][1::2]))


_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit to the sum of the digits of its double."""


def _method_00(account: str) -> bool:
    return (-_cross_sum(account[:9])) % 10 == int(account[9])


def _plain_modulus_11(account: str, weights: tuple[int, ...]) -> bool:
    """Modulus 11 where the rests 0 and 1 have the check digit 0."""
    rest = _weighted(account[:9], weights) % 11
    return (0 if rest < 2 else 11 - rest) == int(account[9])


def _method_06(account: str) -> bool:
    return _plain_modulus_11(account, (2, 3, 4, 5, 6, 7, 2, 3, 4))


def _method_10(account: str) -> bool:
    return _plain_modulus_11(account, (2, 3, 4, 5, 6, 7, 8, 9, 10))


def _with_or_without_sub_account(account: str, is_right: Callable[[str], bool]) -> bool:
    """Check the number, and once more as if a sub-account 00 had been left out at its end."""
    return is_right(account) or (account.startswith("00") and is_right(f"{account[2:]}00"))


def _method_13(account: str) -> bool:
    return _with_or_without_sub_account(
        account, lambda number: (-_cross_sum(number[1:7])) % 10 == int(number[7])
    )


def _modulus_11(digits: str, weights: tuple[int, ...], check_digit: str) -> bool:
    """Modulus 11 where a rest of 1 is right if the check digit repeats the digit before it."""
    rest = _weighted(digits, weights) % 11
    if rest == 1:
        return check_digit == digits[-1]
    return (11 - rest) % 11 == int(check_digit)


def _method_16(account: str) -> bool:
    return _modulus_11(account[:9], (2, 3, 4, 5, 6, 7, 2, 3, 4), account[9])


def _method_23(account: str) -> bool:
    return _modulus_11(account[:6], (2, 3, 4, 5, 6, 7), account[6])


def _method_76(account: str) -> bool:
    return _with_or_without_sub_account(account, _is_76)


def _is_76(number: str) -> bool:
    rest = _weighted(number[1:7], (2, 3, 4, 5, 6, 7)) % 11
    return number[0] in "046789" and rest != _NO_DIGIT and rest == int(number[7])


OWN_METHODS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "00": _method_00,
        "06": _method_06,
        "10": _method_10,
        "13": _method_13,
        "16": _method_16,
        "23": _method_23,
        "76": _method_76,
    }
)
"""Method of the Bundesbank's list to its check."""

LOWEST_ACCOUNT: Mapping[str, int] = MappingProxyType({"17": 100, "68": 100_000, "C1": 100})
"""Methods whose account numbers have at least so many digits. No bank issues the number 0."""

WITHOUT_CHECK_DIGIT: Mapping[str, tuple[range, ...]] = MappingProxyType(
    {
        "08": (range(1, 60_000),),
        "68": (range(400_000_000, 500_000_000),),
        "95": (
            range(1, 2_000_000),
            range(9_000_000, 26_000_000),
            range(396_000_000, 500_000_000),
            range(700_000_000, 800_000_000),
            range(910_000_000, 990_000_000),
        ),
        "99": (range(396_000_000, 500_000_000),),
    }
)
"""Account numbers that a method takes as they are: nothing was checked, so nothing has passed."""
