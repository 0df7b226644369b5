"""The register of banks and the check digit methods of German account numbers.

Data and methods come from schwifty, which is loaded when a first IBAN is looked at: a window is
painted sooner without it. Its methods are imported by name because a frozen program does not find
them otherwise and would then accept any account number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from re import Pattern
from typing import TYPE_CHECKING

from desktop.domain.german_accounts import LOWEST_ACCOUNT, OWN_METHODS, WITHOUT_CHECK_DIGIT

if TYPE_CHECKING:
    from schwifty.checksum import Algorithm
    from schwifty.domain import IBANSpec

_WITHOUT_CHECK = frozenset({"09"})
"""Method 09 of the Bundesbank's list means that an account number has no check digit."""

_NO_ACCOUNT = "0000000000"


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
    from schwifty import registry

    entries = registry.get_banks_by_code(country, bank_code)
    if not entries:
        return None
    main = max(entries, key=lambda entry: entry.primary)
    return Bank(main.name, _bic_of(country, bank_code), main.checksum_algo)


def _bic_of(country: str, bank_code: str) -> str | None:
    from schwifty.bic import BIC
    from schwifty.exceptions import SchwiftyException

    try:
        return str(BIC.from_bank_code(country, bank_code)) or None
    except SchwiftyException:
        return None


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
