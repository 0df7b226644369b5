"""Lines of a table as typed rows: mapped, read cell by cell, with a whole key, and each once."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Final, NamedTuple

from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.columns import COLUMNS, Column
from desktop.domain.master_data.findings import CellProblem, Reason, RowFinding, Weight
from desktop.domain.master_data.sheets import RawRow
from desktop.domain.master_data.values import DELETION, clean
from desktop.services.master_data.surroundings import KnownCompany, Surroundings

FindingSink = Callable[[RowFinding], None]
KeyedLine = tuple[int, int]


class Deletion(Enum):
    """What ``-`` in a cell means."""

    DELETED = DELETION


DELETED: Final = Deletion.DELETED


class TypedRow(NamedTuple):
    """A row whose cells are read. ``values`` has only what the file says, ``DELETED`` for ``-``."""

    line: int
    company: KnownCompany
    values: dict[str, Any]


class SeenKeys:
    """The keys of a kind that were read in this run: which file, which line."""

    def __init__(self) -> None:
        self._lines: dict[tuple[Any, ...], KeyedLine] = {}

    def first(self, key: tuple[Any, ...], file: int, line: int) -> KeyedLine | None:
        """Note a key; returns where it stood already."""
        before = self._lines.setdefault(key, (file, line))
        return None if before == (file, line) else before


class RowReader:
    """Reads the lines of one table.

    ``unsure_companies`` are those (None: all) of which a line could not be told apart: of them
    nothing is known to be absent from the table. ``bad_rows`` are the bad ones of the last call
    whose company is known.
    """

    def __init__(
        self,
        kind: MasterDataKind,
        mapping: Mapping[int, Column],
        around: Surroundings,
        seen: SeenKeys,
        file: tuple[int, str],
        tell: FindingSink,
    ) -> None:
        self._columns = [(place, one) for place, one in mapping.items()]
        self._keys = tuple(one.name for one in COLUMNS[kind] if one.is_key)
        self._around = around
        self._seen = seen
        self._file_number, self._file = file
        self._tell = tell
        self.unsure_companies: set[int | None] = set()
        self.bad_rows: list[TypedRow] = []

    def read(self, rows: Sequence[RawRow]) -> tuple[list[TypedRow], int]:
        """Return the good rows of some lines, and how many were bad."""
        good: list[TypedRow] = []
        self.bad_rows.clear()
        for row in rows:
            if row.problem is not None:
                self.unsure_companies.add(None)
                self._bad(row.line, "", row.problem)
            elif (typed := self._typed(row)) is not None:
                good.append(typed)
        return good, len(rows) - len(good)

    def _typed(self, row: RawRow) -> TypedRow | None:
        values: dict[str, Any] = {}
        problems: list[tuple[Column, CellProblem]] = []
        cells = row.cells
        for place, column in self._columns:
            cell = cells[place]
            if not cell:
                continue
            try:
                text = clean(cell)
                if text == DELETION:
                    if not column.can_be_deleted:
                        raise CellProblem(Reason.CANNOT_BE_DELETED)  # noqa: TRY301
                    values[column.name] = DELETED
                elif text:
                    values[column.name] = column.convert(text)
            except CellProblem as problem:
                problems.append((column, problem))
        company = self._company(row.line, values, problems)
        if company is None:
            return None
        # A bad row is in the file all the same: what it speaks of has not ended.
        for column, told in problems:
            self._bad(row.line, column.name, told.reason, **told.params)
        whole = self._note_key(row.line, company, values, {one.name for one, _ in problems})
        typed = TypedRow(row.line, company, values)
        if whole and not problems:
            return typed
        self.bad_rows.append(typed)
        return None

    def _company(
        self, line: int, values: dict[str, Any], problems: list[tuple[Column, CellProblem]]
    ) -> KnownCompany | None:
        code = values.get("company")
        company = None if code is None else self._around.companies.get(code.casefold())
        if company is not None and self._around.in_reach(company):
            return company
        self.unsure_companies.add(None)
        if code is None:
            reason = next((p.reason for c, p in problems if c.name == "company"), None)
            self._bad(line, "company", reason or Reason.KEY_MISSING)
        elif company is None:
            self._bad(line, "company", Reason.UNKNOWN_COMPANY, code=code)
        else:
            self._bad(line, "company", Reason.OTHER_COMPANY, code=code)
        return None

    def _note_key(
        self, line: int, company: KnownCompany, values: dict[str, Any], told: set[str]
    ) -> bool:
        for name in self._keys:
            if name not in values:
                self.unsure_companies.add(company.id)
                if name not in told:
                    self._bad(line, name, Reason.KEY_MISSING)
                return False
        key = (company.id, *[values[name] for name in self._keys[1:]])
        before = self._seen.first(key, self._file_number, line)
        if before is None:
            return True
        self._bad(line, self._keys[-1], Reason.DOUBLED, first=before[1])
        return False

    def _bad(self, line: int, column: str, reason: Reason, **params: object) -> None:
        self._tell(RowFinding(self._file, line, column, reason, Weight.BAD, params))
