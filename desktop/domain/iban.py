"""Reading, checking and showing IBANs (rule book, section 3)."""

import re
import string
import unicodedata
from functools import lru_cache

import msgspec

from desktop.domain.bank_register import (
    Bank,
    CountryFormat,
    NationalCheck,
    check_german_account,
    country_format,
    find_bank,
    register_version,
)
from desktop.domain.findings import FindingCode
from desktop.domain.sepa import EEA_COUNTRIES, SEPA_COUNTRIES

__all__ = ["IbanCheck", "NationalCheck", "check_iban", "group_iban", "mask_iban", "normalise_iban"]

_UPPER = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_ASCII = str.maketrans(
    string.ascii_lowercase,
    string.ascii_uppercase,
    "".join(chr(code) for code in range(128) if chr(code).isspace()) + "-.",
)
_ALLOWED = re.compile(r"[A-Z0-9]+")
_HYPHENS_AND_BLANKS = frozenset({"Pd", "Zs", "Zl", "Zp", "Cf"})
_OTHER_HYPHENS = "\u2212\u2043"
_VALUES = {ord(letter): str(value) for value, letter in enumerate(string.ascii_uppercase, 10)}
_MASK = "••••"


class IbanCheck(msgspec.Struct, frozen=True):
    """Everything a check of one IBAN tells.

    ``problem`` is None for a valid IBAN. ``country`` is None where the text names no country that
    has IBANs. ``bank`` and ``bank_code`` are None for an IBAN that is not valid, ``bank`` also
    where the register does not know the bank code.
    """

    normalised: str
    problem: FindingCode | None
    country: str | None
    national_check: NationalCheck
    bank_code: str | None = None
    bank: Bank | None = None

    @property
    def valid(self) -> bool:
        """Whether structure, country and check digits are right."""
        return self.problem is None

    @property
    def sepa(self) -> bool:
        """Whether it is valid and its country takes part in SEPA."""
        return self.problem is None and self.country in SEPA_COUNTRIES

    @property
    def eea(self) -> bool:
        """Whether it is valid and its country is in the European Economic Area."""
        return self.problem is None and self.country in EEA_COUNTRIES

    @property
    def bank_name(self) -> str | None:
        """Name of the bank in the register."""
        return None if self.bank is None else self.bank.name

    @property
    def bic(self) -> str | None:
        """BIC of the bank in the register; many banks have none there."""
        return None if self.bank is None else self.bank.bic

    @property
    def register(self) -> str:
        """Version of the bank register that was asked."""
        return register_version()


def normalise_iban(text: str) -> str:
    """Return what was meant: blanks, hyphens, dots, invisible characters and "IBAN:" removed.

    Only ASCII letters are upper-cased: ``upper()`` would turn a dotless ı into an I. Doing it twice
    changes nothing.
    """
    if text.isascii():
        cleaned = text.translate(_ASCII)
    else:
        kept = (character for character in text if not _is_filler(character))
        cleaned = "".join(kept).translate(_UPPER)
    while cleaned.startswith("IBAN"):
        cleaned = cleaned[4:].removeprefix(":")
    return cleaned


def _is_filler(character: str) -> bool:
    return (
        character == "."
        or character.isspace()
        or unicodedata.category(character) in _HYPHENS_AND_BLANKS
        or character in _OTHER_HYPHENS
    )


def check_iban(text: str) -> IbanCheck:
    """Check one IBAN as a person typed it. Never raises."""
    iban = normalise_iban(text)
    country = iban[:2]
    form = country_format(country) if _is_country_code(country) else None
    problem = _problem(iban, form)
    german = country == "DE"
    if form is None or problem is not None:
        national = NationalCheck.NOT_VERIFIABLE if german else NationalCheck.NOT_APPLICABLE
        return IbanCheck(iban, problem, None if form is None else form.country, national)
    if german:
        bank_code = iban[4:12]
    else:
        bank_code = "".join([iban[4 + start : 4 + end] for start, end in form.bank_slices])
    bank = find_bank(country, bank_code)
    return IbanCheck(iban, None, country, _national_check(iban, bank), bank_code, bank)


def _is_country_code(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha()


def _problem(iban: str, form: CountryFormat | None) -> FindingCode | None:
    if form is not None and _is_built_like(form, iban):
        return None if _check_digits_right(iban) else FindingCode.IBAN_CHECK_DIGITS
    if not iban:
        return FindingCode.IBAN_MISSING
    if form is None and _ALLOWED.fullmatch(iban) and _is_country_code(iban[:2]):
        return FindingCode.IBAN_COUNTRY
    return FindingCode.IBAN_FORMAT


def _is_built_like(form: CountryFormat, iban: str) -> bool:
    return (
        len(iban) == form.length
        and iban.isascii()
        and iban[2:4].isdigit()
        and form.bban.match(iban[4:]) is not None
    )


def _check_digits_right(iban: str) -> bool:
    # ISO 7064 yields 02 to 98; 00, 01 and 99 also satisfy the division but are never issued.
    if not "02" <= iban[2:4] <= "98":
        return False
    account, rest = iban[4:], iban[:4].translate(_VALUES)
    digits = account if account.isdigit() else account.translate(_VALUES)
    return int(digits + rest) % 97 == 1


def _national_check(iban: str, bank: Bank | None) -> NationalCheck:
    if not iban.startswith("DE"):
        return NationalCheck.NOT_APPLICABLE
    return check_german_account(bank, iban[12:])


@lru_cache(maxsize=4096)
def group_iban(iban: str) -> str:
    """Return the IBAN in groups of four: ``DE89 3704 0044 0532 0130 00``."""
    clean = normalise_iban(iban)
    return " ".join(clean[place : place + 4] for place in range(0, len(clean), 4))


def mask_iban(iban: str) -> str:
    """Return the first and last four characters: ``DE89 •••• 3000``.

    A text too short to hide anything in is hidden altogether.
    """
    clean = normalise_iban(iban)
    return f"{clean[:4]} {_MASK} {clean[-4:]}" if len(clean) >= 15 else _MASK
