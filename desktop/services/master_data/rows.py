"""Lines of a table as typed rows: mapped, read by columns, with a whole key, and each once."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.columns import COLUMNS, Column
from desktop.domain.master_data.findings import CellProblem, Reason, RowFinding, Weight
from desktop.domain.master_data.sheets import RawRow
from desktop.services.master_data.portions import DELETED, ReadColumn, readers
from desktop.services.master_data.surroundings import KnownCompany, Surroundings

__all__ = ["DELETED", "FindingSink", "RowReader", "SeenKeys", "TypedRow"]

FindingSink = Callable[[RowFinding], None]
_LINES = 1 << 32
"""More lines no file has."""
_Problems = Sequence[tuple[Column, CellProblem]]


class TypedRow(NamedTuple):
    """A row whose cells are read. ``values`` has only what the file says, ``DELETED`` for ``-``.

    ``deletes``: at least one of them is ``DELETED``.
    """

    line: int
    company: KnownCompany
    values: dict[str, Any]
    deletes: bool = False


class SeenKeys:
    """The keys of a kind that were read in this run: which file, which line."""

    def __init__(self) -> None:
        self._places: defaultdict[int, dict[Any, int]] = defaultdict(dict)

    def first_line(self, company: int, key: object, file: int, line: int) -> int | None:
        """Note a key of a company; returns the line in which it stood already, of any file."""
        place = file * _LINES + line
        before = self._places[company].setdefault(key, place)
        return None if before == place else before % _LINES

    def are_new(self, company: int, keys: Sequence[object], file: int, lines: list[int]) -> bool:
        """Note keys of a company if none of them was seen before and none is there twice."""
        places = self._places[company]
        if len(set(keys)) != len(keys) or not places.keys().isdisjoint(keys):
            return False
        places.update(zip(keys, map((file * _LINES).__add__, lines), strict=True))
        return True


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
        self._columns = readers(mapping)
        self._keys = tuple(one.name for one in COLUMNS[kind] if one.is_key)
        self._key_of = itemgetter(*self._keys[1:])
        """The key within a company: a tuple, or the value itself where it is one column."""
        self._around = around
        self._seen = seen
        self._file_number, self._file = file
        self._tell = tell
        self._found: list[RowFinding] = []
        self.unsure_companies: set[int | None] = set()
        self.bad_rows: list[TypedRow] = []

    def read(self, rows: Sequence[RawRow]) -> tuple[list[TypedRow], int]:
        """Return the good rows of some lines, and how many were bad."""
        self.bad_rows.clear()
        self._found.clear()
        whole = [row for row in rows if row.problem is None]
        if len(whole) < len(rows):
            self.unsure_companies.add(None)
            for row in rows:
                if row.problem is not None:
                    self._bad(row.line, "", row.problem)
        good = self._read(whole) if whole else []
        self._found.sort(key=lambda finding: finding.line)
        for finding in self._found:
            self._tell(finding)
        return good, len(rows) - len(good)

    def _read(self, rows: Sequence[RawRow]) -> list[TypedRow]:
        cells = list(zip(*[row.cells for row in rows], strict=False))
        read = [reader.read(cells[reader.place]) for reader in self._columns]
        columns = [one for one in read if one is not None]
        names = tuple(one.column.name for one in columns)
        said = zip(*(one.values for one in columns), strict=True)
        values: list[dict[str, Any]] = list(map(dict, map(zip, repeat(names), said)))
        odd = _Odd()
        for column in columns:
            if column.has_gaps or column.is_odd:
                odd.take_out(column, values)
        typed = self._with_company([row.line for row in rows], values, odd)
        whole = frozenset(one.column.name for one in columns if not one.has_gaps)
        if typed and not odd.problems and whole.issuperset(self._keys) and self._are_new(typed):
            return typed
        return [row for row in typed if self._is_good(row, odd.problems.get(id(row.values), ()))]

    def _with_company(
        self, lines: Sequence[int], values: Sequence[dict[str, Any]], odd: "_Odd"
    ) -> list[TypedRow]:
        """Return the rows whose company is known."""
        codes = [one.get("company") for one in values]
        known = {code: self._company(code) for code in set(codes)}
        if len(known) == 1 and not odd.deleting and (company := known[codes[0]]) is not None:
            return list(map(TypedRow, lines, repeat(company), values))
        typed = []
        for line, code, of_row in zip(lines, codes, values, strict=True):
            company = known[code]
            if company is None:
                self._lacks_company(line, code, odd.problems.get(id(of_row), ()))
            else:
                typed.append(TypedRow(line, company, of_row, id(of_row) in odd.deleting))
        return typed

    def _company(self, code: str | None) -> KnownCompany | None:
        company = None if code is None else self._around.companies.get(code.casefold())
        return company if company is not None and self._around.in_reach(company) else None

    def _lacks_company(self, line: int, code: str | None, problems: _Problems) -> None:
        self.unsure_companies.add(None)
        if code is None:
            reason = next((p.reason for c, p in problems if c.name == "company"), None)
            self._bad(line, "company", reason or Reason.KEY_MISSING)
        elif (other := self._around.companies.get(code.casefold())) is not None:
            self._bad(line, "company", Reason.OTHER_COMPANY, code=other.code)
        else:
            # The cell is not told: it may be one of a column beside, with somebody's account.
            self._bad(line, "company", Reason.UNKNOWN_COMPANY, known=self._around.known_codes())

    def _are_new(self, rows: Sequence[TypedRow]) -> bool:
        """Note the keys of rows that all have one, if they are of one company and all are new."""
        company = rows[0].company
        if any(row.company is not company for row in rows):
            return False
        keys = list(map(self._key_of, map(itemgetter(2), rows)))
        lines = list(map(itemgetter(0), rows))
        return self._seen.are_new(company.id, keys, self._file_number, lines)

    def _is_good(self, row: TypedRow, problems: _Problems) -> bool:
        # A bad row is in the file all the same: what it speaks of has not ended.
        for column, told in problems:
            self._bad(row.line, column.name, told.reason, **told.params)
        if self._note_key(row, problems) and not problems:
            return True
        self.bad_rows.append(row)
        return False

    def _note_key(self, row: TypedRow, problems: _Problems) -> bool:
        try:
            key = self._key_of(row.values)
        except KeyError:
            return self._lacks_key(row, problems)
        before = self._seen.first_line(row.company.id, key, self._file_number, row.line)
        if before is None:
            return True
        self._bad(row.line, self._keys[-1], Reason.DOUBLED, first=before)
        return False

    def _lacks_key(self, row: TypedRow, problems: _Problems) -> bool:
        for name in self._keys:
            if name not in row.values:
                self.unsure_companies.add(row.company.id)
                if all(column.name != name for column, _ in problems):
                    self._bad(row.line, name, Reason.KEY_MISSING)
                break
        return False

    def _bad(self, line: int, column: str, reason: Reason, **params: object) -> None:
        self._found.append(RowFinding(self._file, line, column, reason, Weight.BAD, params))


class _Odd:
    """What is odd about rows of a portion, by the identity of their values."""

    def __init__(self) -> None:
        self.problems: defaultdict[int, list[tuple[Column, CellProblem]]] = defaultdict(list)
        self.deleting: set[int] = set()

    def take_out(self, column: ReadColumn, rows: Sequence[dict[str, Any]]) -> None:
        """Take what says nothing and what cannot be read out of the rows, and note deletions."""
        name = column.column.name
        for value, row in zip(column.values, rows, strict=True):
            if value is None:
                del row[name]
            elif value is DELETED:
                self.deleting.add(id(row))
            elif isinstance(value, CellProblem):
                self.problems[id(row)].append((column.column, value))
                del row[name]
