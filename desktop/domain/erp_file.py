"""The file by which bank changes reach the ERP; ``docs/erp-hand-over.md`` explains every column.

UTF-8 without byte order mark, semicolons, a header, a line feed after every line. A value is quoted
only where it holds a semicolon, a quotation mark or a line break, and is otherwise written as it
is: a program reads the file, so nothing is put before a value that looks like a formula.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

COLUMNS = (
    "run",
    "row",
    "company",
    "contract_number",
    "account_holder",
    "iban",
    "bic",
    "mandate_reference",
    "creditor_id",
    "signed_on",
    "kind",
    "valid_from",
    "case_reference",
)
_NEEDS_QUOTES = frozenset(';"\r\n')


@dataclass(frozen=True, slots=True)
class ErpLine:
    """One line of a run, in the order of the columns; an absent value is empty in the file."""

    run: int
    row: int
    company: str
    contract_number: str
    account_holder: str
    iban: str
    bic: str
    mandate_reference: str
    creditor_id: str
    signed_on: date | None
    kind: str
    valid_from: date | None
    case_reference: str


def render(lines: Iterable[ErpLine]) -> bytes:
    """Return the exact bytes of the file; the same lines always give the same bytes."""
    return csv_bytes(COLUMNS, ([getattr(line, column) for column in COLUMNS] for line in lines))


def csv_bytes(columns: Sequence[str], lines: Iterable[Sequence[str | int | date | None]]) -> bytes:
    """Return a file of these columns in the form that every file for the ERP has."""
    rows = [";".join(columns)]
    rows += [";".join(_cell(value) for value in line) for line in lines]
    return "".join(f"{row}\n" for row in rows).encode()


def _cell(value: str | int | date | None) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    if _NEEDS_QUOTES.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
