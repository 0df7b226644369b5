"""Many rows at once: plain inserts with keys given out here, in the order the tables need."""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Dialect, Table, func, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

from desktop.models.base import EnumText, UtcDateTime

_CHUNK = 2_000
_MUCH = 20_000
_REMEMBERED = 16_384
Processor = Callable[[Any], Any]


class BulkWriter:
    """Collects rows and writes them in chunks, parents before children.

    Keys are given out from the highest that exists, so that children can name their parents before
    anything is written. Nobody else may write meanwhile.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[Table, list[Mapping[str, Any]]] = {}
        self._next: dict[Table, int] = {}
        self._waiting = 0
        self._processors: dict[Hashable, Processor] = {}

    def key(self, model: type[DeclarativeBase]) -> int:
        """Return the next free key of a table with a surrogate key."""
        table = _table(model)
        following = self._next.get(table)
        if following is None:
            highest = self._session.scalar(select(func.max(table.c.id)))
            following = (highest or 0) + 1
        self._next[table] = following + 1
        return following

    def add(self, model: type[DeclarativeBase], **values: Any) -> None:
        """Collect a row; it is written by ``flush``, so that parents may come after children."""
        self._rows.setdefault(_table(model), []).append(values)
        self._waiting += 1

    def relieve(self) -> None:
        """Write what has collected if it is much; only where no row misses its parent."""
        if self._waiting >= _MUCH:
            self.flush()

    def flush(self) -> None:
        """Write everything collected so far."""
        connection = self._session.connection()
        for table in _table_order(self._rows):
            rows = self._rows[table]
            statement = _Insert(table, tuple(rows[0]), connection.dialect, self._processors)
            for start in range(0, len(rows), _CHUNK):
                connection.exec_driver_sql(
                    statement.text,
                    [statement.parameters(row) for row in rows[start : start + _CHUNK]],
                )
        self._rows.clear()
        self._waiting = 0

    def finish(self) -> None:
        """Write the rest and let the database go on counting after the keys given out here."""
        self.flush()
        if self._session.get_bind().dialect.name != "postgresql":
            return
        for table, following in self._next.items():
            self._session.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :following, false)"),
                {"name": table.name, "following": following},
            )


class _Insert:
    """One statement for rows that all name the same columns.

    Values are brought into the driver's form here: going through the parameters of a compiled
    statement takes as long as inventing the rows.
    """

    def __init__(
        self,
        table: Table,
        names: tuple[str, ...],
        dialect: Dialect,
        processors: dict[Hashable, Processor],
    ) -> None:
        fixed = {
            column.name: column.default.arg
            for column in table.columns
            if column.name not in names and isinstance(column.default, ScalarElementColumnDefault)
        }
        columns = [table.columns[name] for name in (*names, *fixed)]
        make: Callable[..., Dialect] = type(dialect)
        by_place = make(paramstyle="format" if dialect.name == "postgresql" else "qmark")
        statement = insert(table).compile(
            dialect=by_place, column_keys=[column.name for column in columns]
        )
        self.text = str(statement)
        # The statement names the columns in the order of the table.
        order = [table.columns[name] for name in statement.positiontup or ()]
        self._plan = [
            (column.name, _processor(column.type, dialect, processors)) for column in order
        ]
        self._fixed = fixed

    def parameters(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values of one row as the driver takes them."""
        full = {**self._fixed, **row} if self._fixed else row
        return tuple(
            [full[name] if process is None else process(full[name]) for name, process in self._plan]
        )


def _processor(
    kind: TypeEngine[Any], dialect: Dialect, known: dict[Hashable, Processor]
) -> Processor | None:
    """How values of a type reach the driver; days, instants and states come again and again."""
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    if process is None or not isinstance(kind, Date | UtcDateTime | EnumText):
        return process
    key = (type(kind), getattr(kind, "enum_class", None))
    if key not in known:
        known[key] = lru_cache(maxsize=_REMEMBERED)(process)
    return known[key]


def _table(model: type[DeclarativeBase]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _table_order(rows: Mapping[Table, Any]) -> list[Table]:
    if not rows:
        return []
    metadata = next(iter(rows)).metadata
    return [table for table in metadata.sorted_tables if table in rows]
