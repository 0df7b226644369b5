"""What a cell of a file says: texts, days, amounts, choices; a cell that says nothing is unknown.

Every reader takes the text of a cell without outer blanks and returns its value, or raises
``CellProblem``. None of them is ever asked about an empty cell or about ``-``.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from desktop.domain.berlin_time import FIRST_DAY, LAST_DAY, to_utc
from desktop.domain.creditor_id import normalise_creditor_id
from desktop.domain.iban import check_iban
from desktop.domain.mandate import is_valid_reference
from desktop.domain.master_data.findings import CellProblem, Reason
from desktop.domain.workdays import FederalState

Converter = Callable[[str], object]

DELETION = "-"
"""A cell with this deletes the value; an empty one never does."""
EXCEL_ERRORS = frozenset(
    {"#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
)
FORMULA = "\x00="
"""What stands for a formula whose result the file does not hold; no text of a cell is that."""
_EARLIEST = date(1850, 1, 1)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_CLOCK = re.compile(
    r"(?P<day>[0-9.\-]+)[T ](?P<time>[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)"
    r"(?P<zone>Z|[+\-][0-9]{2}:?[0-9]{2})?"
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_GROUPED_BY_POINTS = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
_GROUPED_BY_COMMAS = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_YES = frozenset({"yes", "ja", "true", "wahr", "1", "y", "j"})
_NO = frozenset({"no", "nein", "false", "falsch", "0", "n"})


def clean(cell: str) -> str:
    """Return a cell's text on one line, composed (NFC), without outer blanks.

    Raises:
        CellProblem: it holds characters no text has, or Excel could not compute it.
    """
    plain = cell.strip()
    if not plain.isprintable():
        if plain.startswith(FORMULA):
            raise CellProblem(Reason.FORMULA)
        plain = _mended(plain)
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
        if "\ufffd" in plain:
            raise CellProblem(Reason.CHARACTERS)
    if plain.startswith("#") and plain.upper() in EXCEL_ERRORS:
        raise CellProblem(Reason.EXCEL_ERROR)
    return plain


def _mended(plain: str) -> str:
    """Turn line ends and special blanks into blanks, and drop what cannot be seen."""
    without = "".join(one for one in plain if unicodedata.category(one) != "Cf")
    mended = " ".join(without.split())
    if any(unicodedata.category(one) in ("Cc", "Cs", "Co") for one in mended):
        raise CellProblem(Reason.CHARACTERS)
    return mended


class Text:
    """The reader of texts of up to ``most`` characters."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, cell: str) -> str:
        """Return the text as it is."""
        if len(cell) > self.most:
            raise CellProblem(Reason.TOO_LONG, most=self.most)
        return cell


def text(most: int) -> Converter:
    """Return the reader of texts of up to ``most`` characters."""
    return Text(most)


def secret(most: int) -> Converter:
    """Return the reader of a secret; it is a text whose value is never told."""
    return text(most)


@lru_cache(maxsize=65_536)
def day(cell: str) -> date:
    """Read ``2026-11-23`` or ``23.11.2026``; a time of midnight behind it does no harm."""
    plain = cell.removesuffix(" 00:00:00").removesuffix("T00:00:00")
    if found := _ISO_DAY.fullmatch(plain):
        year, month, number = found.groups()
    elif found := _GERMAN_DAY.fullmatch(plain):
        number, month, year = found.groups()
    else:
        raise CellProblem(Reason.NO_DATE)
    try:
        read = date(int(year), int(month), int(number))
    except ValueError:
        raise CellProblem(Reason.NO_DATE) from None
    if not _EARLIEST <= read <= LAST_DAY:
        raise CellProblem(Reason.NO_DATE)
    return read


def moment(cell: str) -> datetime:
    """Read an instant; a day alone is its midnight, a time without zone that of Berlin."""
    found = _CLOCK.fullmatch(cell)
    try:
        if found is None:
            read = to_utc(datetime.combine(day(cell), datetime.min.time()))
        else:
            clock = found["time"].replace(",", ".")
            clock = clock if clock[1] != ":" else f"0{clock}"
            zone = (found["zone"] or "").replace("Z", "+00:00")
            read = to_utc(datetime.fromisoformat(f"{day(found['day']).isoformat()}T{clock}{zone}"))
    except (CellProblem, ValueError, OverflowError):
        raise CellProblem(Reason.NO_MOMENT) from None
    if read.date() < FIRST_DAY:
        raise CellProblem(Reason.NO_MOMENT)
    return read.astimezone(UTC)


@lru_cache(maxsize=65_536)
def _decimal(cell: str) -> Decimal:
    """Read ``1234.5``, ``1234,5``, ``1.234,50`` or ``1,234.50``, with or without a euro sign."""
    plain = cell.removesuffix("€").removesuffix("EUR").replace(" ", "").replace("'", "")
    plain = plain.removeprefix("+")
    if _GROUPED_BY_POINTS.fullmatch(plain) and ("," in plain or plain.count(".") > 1):
        plain = plain.replace(".", "").replace(",", ".")
    elif _GROUPED_BY_COMMAS.fullmatch(plain) and ("." in plain or plain.count(",") > 1):
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise CellProblem(Reason.NO_NUMBER)
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise CellProblem(Reason.NO_NUMBER) from None


def _two_places(cell: str, most: Decimal) -> Decimal:
    value = _decimal(cell)
    rounded = value.quantize(Decimal("0.01")) if abs(value) < most else value
    if not 0 <= rounded < most:
        raise CellProblem(Reason.OUT_OF_RANGE)
    if abs(rounded - value) > Decimal("0.0001"):
        # "1.234" would be a euro and a bit, or a thousand: nobody knows.
        raise CellProblem(Reason.NO_NUMBER)
    return rounded


@lru_cache(maxsize=65_536)
def money(cell: str) -> Decimal:
    """Read euros, not negative, with two decimals."""
    return _two_places(cell, Decimal(10_000_000))


@lru_cache(maxsize=65_536)
def area(cell: str) -> Decimal:
    """Read square metres with two decimals."""
    return _two_places(cell.removesuffix("m²").removesuffix("m2").strip(), Decimal(1_000_000))


def whole_number(least: int, most: int) -> Converter:
    """Return the reader of whole numbers; ``01`` and ``1.0`` are 1."""

    @lru_cache(maxsize=4096)
    def read(cell: str) -> int:
        plain = cell.removesuffix(".0").removesuffix(",0")
        if not (plain.isascii() and plain.isdecimal() and len(plain) < 10):
            raise CellProblem(Reason.NO_NUMBER)
        value = int(plain)
        if not least <= value <= most:
            raise CellProblem(Reason.OUT_OF_RANGE)
        return value

    return read


def choice(words: type[StrEnum], allowed: Collection[StrEnum] | None = None) -> Converter:
    """Return the reader of one of the words of an enumeration, in any case."""
    known = {one.value: one for one in words if allowed is None or one in allowed}
    possible = ", ".join(known)

    @lru_cache(maxsize=256)
    def read(cell: str) -> StrEnum:
        found = known.get(cell.lower().replace(" ", "_").replace("-", "_"))
        if found is None:
            raise CellProblem(Reason.NO_CHOICE, choices=possible)
        return found

    return read


@lru_cache(maxsize=256)
def yes_or_no(cell: str) -> bool:
    """Read ``yes`` or ``no``, ``ja`` or ``nein``."""
    word = cell.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise CellProblem(Reason.NO_CHOICE, choices="yes, no")


@lru_cache(maxsize=256)
def federal_state(cell: str) -> str:
    """Read the two letters of a federal state."""
    try:
        return FederalState(cell.upper()).value
    except ValueError:
        raise CellProblem(
            Reason.NO_CHOICE, choices=", ".join(sorted(one.value for one in FederalState))
        ) from None


@lru_cache(maxsize=1024)
def country(cell: str) -> str:
    """Read the two letters of a country."""
    plain = cell.upper()
    if not (len(plain) == 2 and plain.isascii() and plain.isalpha()):
        raise CellProblem(Reason.NO_COUNTRY)
    return plain


def iban(cell: str) -> str:
    """Read an IBAN; structure and check digits have to be right. It is never told in a reason."""
    found = check_iban(cell)
    if found.problem is not None:
        raise CellProblem(Reason.NO_IBAN, finding=found.problem.value)
    return found.normalised


@lru_cache(maxsize=4096)
def bic(cell: str) -> str:
    """Read a BIC of eight or eleven signs."""
    plain = cell.upper().replace(" ", "")
    if not _BIC.fullmatch(plain):
        raise CellProblem(Reason.NO_BIC)
    return plain


def reference(cell: str) -> str:
    """Read a mandate reference."""
    if not is_valid_reference(cell):
        raise CellProblem(Reason.NO_REFERENCE)
    return cell


@lru_cache(maxsize=256)
def creditor_id(cell: str) -> str:
    """Read a creditor identifier."""
    plain = normalise_creditor_id(cell)
    if not plain or len(plain) > 35:
        raise CellProblem(Reason.NO_CREDITOR_ID)
    return plain
