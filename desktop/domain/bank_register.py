"""The register of banks and the check digit methods of German account numbers.

Data and methods come from schwifty, which is loaded when a first IBAN is looked at: a window is
painted sooner without it. Its methods are imported by name because a frozen program does not find
them otherwise and would then accept any account number.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from re import Pattern
from typing import TYPE_CHECKING, NamedTuple

from desktop.domain.german_accounts import LOWEST_ACCOUNT, OWN_METHODS, WITHOUT_CHECK_DIGIT

if TYPE_CHECKING:
    from schwifty.checksum import Algorithm
    from schwifty.domain import IBANSpec

_WITHOUT_CHECK = frozenset({"09"})
"""Method 09 of the Bundesbank's list means that an account number has no check digit."""

_NO_ACCOUNT = "0000000000"
_BETWEEN, _AFTER = "\x1f", "\x20"
"""What separates the parts of a line of the register, and what comes after it: bank codes hold
neither, nor anything that comes before them."""


class NationalCheck(StrEnum):
    """Result of the check of the account number within an IBAN."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_VERIFIABLE = "not_verifiable"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Bank:
    """One bank as the register names it; ``bic`` is None where it has none or an odd one."""

    name: str
    bic: str | None
    method: str
    """Check digit method, for German banks the two characters of the Bundesbank's list."""


@dataclass(frozen=True, slots=True)
class CountryFormat:
    """How IBANs of one country are built."""

    country: str
    length: int
    bban: Pattern[str]
    bank_slices: tuple[tuple[int, int], ...]


@lru_cache(maxsize=256)
def country_format(country: str) -> CountryFormat | None:
    """Return how IBANs of ``country`` are built, None for a country without IBANs."""
    from schwifty import registry
    from schwifty.exceptions import SchwiftyException

    try:
        spec = registry.get_iban_spec(country)
    except SchwiftyException:
        return None
    return CountryFormat(country, spec.iban_length, spec.regex, _bank_slices(spec))


def _bank_slices(spec: "IBANSpec") -> tuple[tuple[int, int], ...]:
    places = (spec.positions[component] for component in spec.bic_lookup_components)
    return tuple((place.start, place.end) for place in places if not place.is_empty)


@lru_cache(maxsize=32_768)
def find_bank(country: str, bank_code: str) -> Bank | None:
    """Return the bank of a national bank code, None if the register does not know it."""
    entries = _entries(country, bank_code)
    if not entries:
        return None
    main = max(entries, key=lambda entry: entry.primary)
    return Bank(main.name, _bic_of(entries), main.method)


class _Entry(NamedTuple):
    """What the register says of a bank code; of many it says several things."""

    bank_code: str
    primary: str
    """Not empty for the one entry that counts."""
    bic: str
    method: str
    name: str


def _entries(country: str, bank_code: str) -> list[_Entry]:
    lines = _banks(country)
    start = bisect_left(lines, f"{bank_code}{_BETWEEN}")
    end = bisect_left(lines, f"{bank_code}{_AFTER}", start)
    return [_Entry(*line.split(_BETWEEN)) for line in lines[start:end]]


@lru_cache(maxsize=128)
def _banks(country: str) -> tuple[str, ...]:
    """Return the banks of a country as lines, those of one bank code together.

    In schwifty's own register, which is let go here, each bank is an object of seven texts and
    stands in three tables: 3 MB for Germany, of which a clerk sees a few dozen banks.
    """
    from schwifty.registry import Registry

    banks = (bank for bank in Registry().get_banks_by_country(country) if bank.bank_code)
    return tuple(
        _BETWEEN.join(
            (bank.bank_code, "x" * bank.primary, bank.bic or "", bank.checksum_algo, bank.name)
        )
        for bank in sorted(banks, key=lambda bank: bank.bank_code)
    )


def _bic_of(entries: list[_Entry]) -> str | None:
    """Choose as schwifty does: the bank's own before its branches', what counts before the rest."""
    from schwifty.bic import BIC
    from schwifty.exceptions import SchwiftyException

    ranked = sorted(entries, key=lambda entry: entry.primary, reverse=True)
    try:
        bics = [BIC(entry.bic) for entry in ranked if entry.bic]
    except SchwiftyException:
        return None
    counting = {entry.bic for entry in entries if entry.primary}
    for branch in ("", "XXX") if len(bics) > 1 else ():
        general = [str(bic) for bic in bics if bic.branch_code == branch]
        if general:
            return max([bic for bic in general if bic in counting] or general)
    return str(bics[0]) if bics else None


def check_german_account(bank: Bank | None, account: str) -> NationalCheck:
    """Check the ten digits of a German account number by its bank's method.

    A bank that is not known, a method without check digit, one that schwifty lacks and a number
    that its method leaves unchecked are *not verifiable*; that is never shown as passed.
    """
    check = _method(bank.method) if bank is not None else None
    if check is None or len(account) != 10 or not account.isdecimal() or not account.isascii():
        return NationalCheck.NOT_VERIFIABLE
    if bank is not None and bank.method in WITHOUT_CHECK_DIGIT and _unchecked(bank.method, account):
        return NationalCheck.NOT_VERIFIABLE
    try:
        passed = account != _NO_ACCOUNT and check(account)
    except (ValueError, IndexError, KeyError, AssertionError):
        return NationalCheck.NOT_VERIFIABLE
    return NationalCheck.PASSED if passed else NationalCheck.FAILED


def _unchecked(method: str, account: str) -> bool:
    return any(int(account) in numbers for numbers in WITHOUT_CHECK_DIGIT[method])


@lru_cache(maxsize=256)
def _method(name: str) -> Callable[[str], bool] | None:
    if name in OWN_METHODS:
        return OWN_METHODS[name]
    import schwifty.checksum.germany
    from schwifty.exceptions import SchwiftyException

    algorithm = schwifty.checksum.algorithms.get(f"DE:{name}")
    if algorithm is None or name in _WITHOUT_CHECK:
        return None
    return _SchwiftyMethod(type(algorithm), LOWEST_ACCOUNT.get(name, 1), SchwiftyException)


@dataclass(frozen=True, slots=True)
class _SchwiftyMethod:
    """One of schwifty's methods; a fresh one each time, because they keep state between steps."""

    kind: "Callable[[], Algorithm]"
    lowest: int
    refusal: type[Exception]

    def __call__(self, account: str) -> bool:
        try:
            return int(account) >= self.lowest and self.kind().validate([account], "")
        except self.refusal:
            return False


@lru_cache(maxsize=1)
def register_version() -> str:
    """Return the version of the register, for example ``2026.10.1``; "" where it is not known."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("schwifty")
    except PackageNotFoundError:
        return ""
