"""What rows of a file would do to the database: planned by reading alone, written afterwards."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ImportAct
from desktop.domain.master_data.findings import Reason, RowFinding, Weight
from desktop.models.base import Base
from desktop.services.erp_echo.awaited import EchoNote
from desktop.services.master_data.rows import DELETED, FindingSink

__all__ = ["DELETED", "Alteration", "Plan", "differing"]

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Alteration:
    """A row of the database that is to have other values. ``version`` is the one it was read with.

    ``key`` names a row that has no id of its own, by its columns.
    """

    table: type[Base]
    row_id: int
    former: Values
    new: Values
    act: ImportAct = ImportAct.CHANGED
    version: int | None = None
    key: Mapping[str, int] | None = None
    beside: Mapping[str, Any] = field(default_factory=dict)
    """What is kept with the change beside the values, such as that a contract was absent."""


Act = Callable[["Plan", UnitOfWork, int], None]
"""What only the owner of a thing can do, in the transaction of the import with this id; it counts
in the plan what came of it."""


@dataclass(slots=True)
class Plan:
    """What some rows of one table would do.

    ``additions`` are rows by table; a row that belongs to one that is to be made before it holds
    that row's values in place of its id. ``tenancies`` are contracts of which the portal is to be
    told, ``properties`` houses whose contracts are, ``people`` contracts that only we look at anew.
    """

    file: str
    tell: FindingSink
    additions: dict[type[Base], list[Values]] = field(default_factory=dict)
    alterations: list[Alteration] = field(default_factory=list)
    notes: list[EchoNote] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    tenancies: set[int] = field(default_factory=set)
    properties: set[int] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    added: int = 0
    changed: int = 0
    ended: int = 0
    bad: int = 0
    suspicious: int = 0
    _suspected: set[int] = field(default_factory=set)

    def add(self, table: type[Base], values: Values) -> Values:
        """Plan a row; returns its values, which get an id when it is made."""
        self.additions.setdefault(table, []).append(values)
        return values

    def add_all(self, table: type[Base], rows: list[Values]) -> None:
        """Plan rows."""
        if rows:
            self.additions.setdefault(table, []).extend(rows)

    def refuse(self, line: int, column: str, reason: Reason, **params: object) -> None:
        """A row stays out; once for each row."""
        self.bad += 1
        self.tell(RowFinding(self.file, line, column, reason, Weight.BAD, params))

    def suspect(self, line: int, column: str, reason: Reason, **params: object) -> None:
        """Somebody should look at a row; it is counted once, however much is doubtful."""
        if line not in self._suspected:
            self._suspected.add(line)
            self.suspicious += 1
        self.tell(RowFinding(self.file, line, column, reason, Weight.SUSPICIOUS, params))

    def suspect_absent(self, column: str, reason: Reason, **params: object) -> None:
        """Somebody should look at something that no line of the file speaks of."""
        self.suspicious += 1
        self.tell(RowFinding(self.file, 0, column, reason, Weight.SUSPICIOUS, params))


def differing(row: object, given: Iterable[tuple[str, Any]]) -> tuple[Values, Values]:
    """Return former and new values of those columns that would change."""
    former: Values = {}
    new: Values = {}
    for name, value in given:
        before = getattr(row, name)
        if before != value:
            former[name] = before
            new[name] = value
    return former, new
