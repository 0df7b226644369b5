"""Bank accounts that do not exist but pass every check: real bank codes, invented numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.creditor_id import normalise_creditor_id
from desktop.services.demo.chance import Chance

_GERMANY = "131400"


@dataclass(frozen=True, slots=True)
class DemoBank:
    """A bank code with the way its account numbers get their check digit."""

    code: str
    complete: Callable[[str], str]


def _luhn(nine: str) -> str:
    """Method 00: weights 2, 1, 2, ... from the right, sums of digits, modulus 10."""
    total = 0
    for place, digit in enumerate(reversed(nine)):
        product = int(digit) * (2 - place % 2)
        total += product - 9 if product > 9 else product
    return nine + str(-total % 10)


def _three_seven_one(nine: str) -> str:
    """Method 01: weights 3, 7, 1, ... from the right, modulus 10."""
    total = sum(int(digit) * (3, 7, 1)[place % 3] for place, digit in enumerate(reversed(nine)))
    return nine + str(-total % 10)


def _rising(nine: str) -> str:
    """Method 10: weights 2 to 10 from the right, modulus 11, a remainder of 0 or 1 gives 0."""
    total = sum(int(digit) * (place + 2) for place, digit in enumerate(reversed(nine)))
    rest = total % 11
    return nine + str(0 if rest < 2 else 11 - rest)


def _as_drawn(nine: str) -> str:
    """Method 09 of the Bundesbank's list: the number carries no check digit."""
    return nine + "7"


NATIONAL_BANKS = {
    "thor": (
        DemoBank("20050550", _luhn),
        DemoBank("12030000", _luhn),
        DemoBank("20190003", _rising),
        DemoBank("70120400", _luhn),
    ),
    "whs": (
        DemoBank("60450050", _three_seven_one),
        DemoBank("60050101", _three_seven_one),
        DemoBank("60090100", _rising),
        DemoBank("12030000", _luhn),
    ),
}
"""Savings bank, cooperative bank and direct bank of the place, by the company's code."""

UNCHECKED_BANK = DemoBank("10011001", _as_drawn)
UNKNOWN_BANK = DemoBank("99999999", _as_drawn)

TEST_IBANS = {
    "AT": "AT611904300234573201",
    "NL": "NL91ABNA0417164300",
    "CH": "CH9300762011623852957",
    "GB": "GB29NWBK60161331926819",
    "TR": "TR330006100519786457841326",
}
"""Public example numbers of other countries, as the national registries print them."""


def german_iban(bank: DemoBank, chance: Chance) -> str:
    """Return a valid IBAN of an invented account at ``bank``."""
    return iban_of(bank.code, bank.complete(str(chance.between(1, 999_999_999)).zfill(9)))


def iban_of(bank_code: str, account: str) -> str:
    """Return the German IBAN of a bank code and an account number of ten digits."""
    bban = bank_code + account
    return f"DE{98 - int(bban + _GERMANY) % 97:02d}{bban}"


def wrong_account(iban: str) -> str:
    """Return an IBAN that is valid itself while its account number's check digit is wrong."""
    last = (int(iban[-1]) + 1) % 10
    return iban_of(iban[4:12], f"{iban[12:-1]}{last}")


def swapped(iban: str) -> str:
    """Return the IBAN as somebody types it who swaps two digits."""
    for place in range(len(iban) - 1, 4, -1):
        if iban[place] != iban[place - 1]:
            return f"{iban[: place - 1]}{iban[place]}{iban[place - 1]}{iban[place + 1 :]}"
    return iban[:-1] + str((int(iban[-1]) + 1) % 10)


def creditor_id(business_code: str, number: str) -> str:
    """Return a valid German creditor identifier of an invented creditor (11 digits, first 0)."""
    eleven = f"0{number}"
    return normalise_creditor_id(f"DE{98 - int(eleven + _GERMANY) % 97:02d}{business_code}{eleven}")
