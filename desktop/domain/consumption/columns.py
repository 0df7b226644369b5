"""The columns of a file with monthly values, by their German and English headings."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from desktop.domain.consumption.measures import measure
from desktop.domain.master_data.columns import heading_key
from desktop.domain.master_data.findings import CellProblem, Reason
from desktop.domain.master_data.values import clean, day, text
from desktop.domain.months import Month

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_GROUPED = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+")
_GROUPED_ENGLISH = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+")
_PLAIN = re.compile(r"-?[0-9]{1,10}(\.[0-9]+)?")
_THOUSANDTH = Decimal("0.001")


@lru_cache(maxsize=4096)
def month(cell: str) -> Month:
    """Read ``2026-10``, ``10.2026``, ``10/2026`` or any day of the month."""
    if found := _YEAR_FIRST.fullmatch(cell):
        year, number = int(found[1]), int(found[2])
    elif found := _MONTH_FIRST.fullmatch(cell):
        number, year = int(found[1]), int(found[2])
    else:
        read = _day_of_month(cell)
        year, number = read.year, read.month
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= number <= 12):
        raise CellProblem(Reason.NO_MONTH)
    return Month(year, number)


def _day_of_month(cell: str) -> date:
    try:
        return day(cell)
    except CellProblem:
        raise CellProblem(Reason.NO_MONTH) from None


@lru_cache(maxsize=65_536)
def quantity(cell: str) -> Decimal:
    """Read an amount with up to three decimals; a comma or a point may part them.

    Groups of thousands are only read beside decimals (``1.234,5``): ``1.234`` is a bit more than
    one. A negative one is read too, it is for the plausibility to say what it is.
    """
    plain = cell.replace(" ", "").replace("'", "").removeprefix("+")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _GROUPED_ENGLISH.fullmatch(plain):
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(",", ".")
    if not _PLAIN.fullmatch(plain):
        raise CellProblem(Reason.NO_QUANTITY)
    try:
        value = Decimal(plain)
        rounded = value.quantize(_THOUSANDTH)
    except InvalidOperation:
        raise CellProblem(Reason.NO_QUANTITY) from None
    # Workbooks write 0.30000000000000004.
    if abs(rounded - value) > Decimal("0.0000001"):
        raise CellProblem(Reason.NO_QUANTITY)
    return rounded


def unit(cell: str) -> str:
    """Read a unit; an unknown word stays as it is, so that a person can judge it."""
    if len(cell) > 20:
        raise CellProblem(Reason.TOO_LONG, most=20)
    return measure(cell) or cell


@dataclass(frozen=True, slots=True)
class UsageColumn:
    """One column: its name, the headings that mean it, and how a cell is read."""

    name: str
    headings: tuple[str, ...]
    convert: Callable[[str], object]
    is_key: bool = False


COLUMNS: tuple[UsageColumn, ...] = (
    UsageColumn("company", ("company", "gesellschaft"), text(40), is_key=True),
    UsageColumn(
        "meter_number",
        ("meter_number", "meter", "zählernummer", "zaehlernummer", "zähler", "gerätenummer"),
        text(40),
        is_key=True,
    ),
    UsageColumn("month", ("month", "monat", "abrechnungsmonat"), month, is_key=True),
    UsageColumn("value", ("value", "consumption", "wert", "verbrauch"), quantity),
    UsageColumn("stand", ("stand", "reading", "zählerstand", "zaehlerstand"), quantity),
    UsageColumn("unit", ("unit", "einheit", "maßeinheit"), unit),
    UsageColumn(
        "average",
        ("average", "average_user", "durchschnitt", "durchschnittsnutzer", "vergleichswert"),
        quantity,
    ),
    UsageColumn(
        "exchanged_on",
        ("exchanged_on", "ausgetauscht_am", "zählerwechsel", "zaehlerwechsel", "gewechselt_am"),
        day,
    ),
)
_BY_HEADING: Mapping[str, UsageColumn] = {
    heading_key(heading): one for one in COLUMNS for heading in one.headings
}


def mapping_of(headings: Sequence[str]) -> dict[int, UsageColumn]:
    """Return which place of the heading line is which column; the first of two alike counts."""
    found: dict[int, UsageColumn] = {}
    for place, heading in enumerate(headings):
        known = _BY_HEADING.get(heading_key(heading))
        if known is not None and known not in found.values():
            found[place] = known
    return found


def missing_columns(mapping: Mapping[int, UsageColumn]) -> tuple[str, ...]:
    """Return what a file cannot do without and does not have: the key, and value or stand."""
    there = {one.name for one in mapping.values()}
    missing = [one.name for one in COLUMNS if one.is_key and one.name not in there]
    if not there & {"value", "stand"}:
        missing.append("value")
    return tuple(missing)


def read_cells(
    mapping: Mapping[int, UsageColumn], cells: Sequence[str]
) -> tuple[dict[str, object], list[tuple[str, CellProblem]]]:
    """Return what a line says (only cells that say something), and which cells cannot be read."""
    values: dict[str, object] = {}
    problems: list[tuple[str, CellProblem]] = []
    for place, one in mapping.items():
        try:
            cell = clean(cells[place])
            # A hyphen is what many services write for nothing; nothing is ever deleted by it.
            if cell and cell != "-":
                values[one.name] = one.convert(cell)
        except CellProblem as problem:
            problems.append((one.name, problem))
    return values, problems
