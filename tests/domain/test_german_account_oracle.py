"""German account numbers against kontocheck, an independent implementation of all methods.

kontocheck comes as C source only, so set-up leaves it out where there is no compiler; the
comparison is then not there either. ``.ci/run`` installs a compiler; the first test demands it.
"""

import ctypes
import importlib
import importlib.util
import os
import random
import sys

import pytest
from schwifty.checksum import algorithms

from desktop.domain.bank_register import Bank, NationalCheck, check_german_account

INSTALLED = importlib.util.find_spec("kontocheck") is not None
METHODS = sorted(key.removeprefix("DE:") for key in algorithms if key.startswith("DE:"))


def test_the_oracle_is_there_where_changes_are_judged() -> None:
    judged_here = "CI" in os.environ and sys.platform == "linux"
    assert INSTALLED or not judged_here


_TAKEN_AS_IT_IS = 2
"""kontocheck's answer for a number that the method does not check."""


def oracle(method: str, account: str) -> int:
    library = importlib.import_module("kontocheck").libkontocheck
    library.kto_check_pz.restype = ctypes.c_int
    library.kto_check_pz.argtypes = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p)
    result: int = library.kto_check_pz(method.encode(), account.encode(), b"37040044")
    return result


def accounts() -> list[str]:
    chance = random.Random(37040044)
    lengths = [10, 10, 10, 9, 8, 7, 6, 5, 3]
    drawn = [
        chance.randrange(10 ** (length - 1), 10**length)
        for length in (chance.choice(lengths) for _ in range(800))
    ]
    return [f"{number:010d}" for number in (*range(150), *drawn)]


def compare_with_the_oracle(method: str) -> None:
    bank = Bank("Bank", None, method)
    judged = {account: check_german_account(bank, account) for account in accounts()}
    # 09 checks not even the number 0; C0 needs the old bank code for short numbers, which an IBAN
    # has not; kontocheck calls the numbers right that 99 leaves unchecked.
    lenient = method in {"09", "C0", "99"}
    different = [
        account
        for account, check in judged.items()
        if check is not expected(oracle(method, account))
        and not (lenient and check is NationalCheck.NOT_VERIFIABLE)
    ]
    assert different == []


def expected(answer: int) -> NationalCheck:
    if answer == _TAKEN_AS_IT_IS:
        return NationalCheck.NOT_VERIFIABLE
    return NationalCheck.PASSED if answer > 0 else NationalCheck.FAILED


if INSTALLED:
    test_no_account_is_judged_otherwise = pytest.mark.parametrize("method", METHODS)(
        compare_with_the_oracle
    )


@pytest.mark.parametrize(
    ("method", "account", "check"),
    [
        ("08", "0000059999", NationalCheck.NOT_VERIFIABLE),
        ("08", "0000060004", NationalCheck.PASSED),
        ("68", "0400000000", NationalCheck.NOT_VERIFIABLE),
        ("95", "0001999999", NationalCheck.NOT_VERIFIABLE),
        ("95", "0989999999", NationalCheck.NOT_VERIFIABLE),
        ("99", "0396000000", NationalCheck.NOT_VERIFIABLE),
        ("99", "0500000000", NationalCheck.FAILED),
    ],
)
def test_a_number_without_check_digit_never_passes(
    method: str, account: str, check: NationalCheck
) -> None:
    assert check_german_account(Bank("Bank", None, method), account) is check


def test_the_methods_schwifty_has_are_the_ones_compared() -> None:
    assert len(METHODS) >= 44
    assert {"00", "13", "16", "23", "68", "76"} <= set(METHODS)
