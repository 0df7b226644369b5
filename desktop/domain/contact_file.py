"""The file by which changes of contact data reach the ERP; ``docs/erp-hand-over.md`` explains it.

Its form is that of ``erp_file``. A line tells one kind of contact data of one party, whole: the
columns of the other kinds are empty and say nothing. An e-mail address or a number that is empty in
a line of its own kind was taken away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from desktop.domain.bank_change import ContactKind
from desktop.domain.erp_file import csv_bytes

FIELDS: Mapping[ContactKind, tuple[str, ...]] = {
    ContactKind.EMAIL: ("email",),
    ContactKind.TELEPHONE: ("phone",),
    ContactKind.ADDRESS: ("street", "house_number", "postcode", "town", "country"),
}
"""The columns of each kind, named as in the master data."""
_VALUES = tuple(name for names in FIELDS.values() for name in names)
COLUMNS = (
    "run",
    "row",
    "company",
    "contract_number",
    "party_number",
    "kind",
    *_VALUES,
    "changed_at",
    "case_reference",
)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One line of a run; ``values`` are those of its kind."""

    run: int
    row: int
    company: str
    contract_number: str
    party_number: int
    kind: ContactKind
    values: Mapping[str, str]
    changed_on: date
    case_reference: str


def render(lines: Iterable[ContactLine]) -> bytes:
    """Return the exact bytes of the file; the same lines always give the same bytes."""
    return csv_bytes(COLUMNS, (_cells(line) for line in lines))


def _cells(line: ContactLine) -> tuple[str | int | date, ...]:
    return (
        line.run,
        line.row,
        line.company,
        line.contract_number,
        line.party_number,
        line.kind.value,
        *(line.values.get(name, "") for name in _VALUES),
        line.changed_on,
        line.case_reference,
    )
