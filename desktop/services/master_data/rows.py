"""Lines of a table as typed rows: mapped, read cell by cell, with a whole key, and each once."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from operator import itemgetter
from typing import Any, Final, NamedTuple

from desktop.domain.accounts import MasterDataKind
from desktop.domain.master_data.columns import COLUMNS, Column
from desktop.domain.master_data.findings import CellProblem, Reason, RowFinding, Weight
from desktop.domain.master_data.sheets import RawRow
from desktop.domain.master_data.values import DELETION, clean
from desktop.services.master_data.surroundings import KnownCompany, Surroundings

FindingSink = Callable[[RowFinding], None]
_REMEMBERED = 20_000
"""So many cells of a column are known by their text: most columns say the same again and again."""
_LINES = 1 << 32
"""More lines no file has."""


class Deletion(Enum):
    """What ``-`` in a cell means."""

    DELETED = DELETION


DELETED: Final = Deletion.DELETED


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


class _Reading:
    """One column as it is read: what its cells said so far is known."""

    __slots__ = ("column", "known", "name", "place")

    def __init__(self, place: int, column: Column) -> None:
        self.place = place
        self.column = column
        self.name = column.name
        self.known: dict[str, Any] = {}

    def value(self, cell: str) -> object:
        """Return what a cell says; None where it says nothing. Raises ``CellProblem``."""
        text = clean(cell)
        if not text:
            return None
        if text != DELETION:
            value = self.column.convert(text)
        elif self.column.can_be_deleted:
            value = DELETED
        else:
            raise CellProblem(Reason.CANNOT_BE_DELETED)
        if len(self.known) < _REMEMBERED:
            self.known[cell] = value
        return value


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
        readings = [_Reading(place, one) for place, one in mapping.items()]
        self._readings = [(one.place, one.name, one.known, one) for one in readings]
        self._keys = tuple(one.name for one in COLUMNS[kind] if one.is_key)
        self._key_of = itemgetter(*self._keys[1:])
        """The key within a company: a tuple, or the value itself where it is one column."""
        self._around = around
        self._seen = seen
        self._file_number, self._file = file
        self._tell = tell
        self._companies: dict[str, KnownCompany] = {}
        self._may_delete = False
        """Whether any cell so far was a deletion; most files have none."""
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
        for place, name, known, reading in self._readings:
            cell = cells[place]
            if not cell:
                continue
            value = known.get(cell)
            if value is None:
                try:
                    value = reading.value(cell)
                except CellProblem as problem:
                    problems.append((reading.column, problem))
                if value is None:
                    continue
                self._may_delete |= value is DELETED
            values[name] = value
        company = self._company(row.line, values, problems)
        if company is None:
            return None
        # A bad row is in the file all the same: what it speaks of has not ended.
        for column, told in problems:
            self._bad(row.line, column.name, told.reason, **told.params)
        whole = self._note_key(row.line, company, values, problems)
        deletes = self._may_delete and any(value is DELETED for value in values.values())
        typed = TypedRow(row.line, company, values, deletes)
        if whole and not problems:
            return typed
        self.bad_rows.append(typed)
        return None

    def _company(
        self, line: int, values: dict[str, Any], problems: list[tuple[Column, CellProblem]]
    ) -> KnownCompany | None:
        code = values.get("company")
        company = None if code is None else self._companies.get(code)
        if company is not None:
            return company
        if code is not None:
            company = self._around.companies.get(code.casefold())
            if company is not None and self._around.in_reach(company):
                self._companies[code] = company
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
        self,
        line: int,
        company: KnownCompany,
        values: dict[str, Any],
        problems: list[tuple[Column, CellProblem]],
    ) -> bool:
        try:
            key = self._key_of(values)
        except KeyError:
            return self._lacks_key(line, company, values, problems)
        before = self._seen.first_line(company.id, key, self._file_number, line)
        if before is None:
            return True
        self._bad(line, self._keys[-1], Reason.DOUBLED, first=before)
        return False

    def _lacks_key(
        self,
        line: int,
        company: KnownCompany,
        values: dict[str, Any],
        problems: list[tuple[Column, CellProblem]],
    ) -> bool:
        for name in self._keys:
            if name not in values:
                self.unsure_companies.add(company.id)
                if all(column.name != name for column, _ in problems):
                    self._bad(line, name, Reason.KEY_MISSING)
                break
        return False

    def _bad(self, line: int, column: str, reason: Reason, **params: object) -> None:
        self._tell(RowFinding(self._file, line, column, reason, Weight.BAD, params))
