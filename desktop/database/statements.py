"""Statements that both databases know and SQLAlchemy spells per product."""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    ColumnElement,
    Date,
    Numeric,
    TableClause,
    any_,
    bindparam,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from desktop.models.base import EnumText

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_with_conflict(
    session: Session, table: type[DeclarativeBase]
) -> "postgresql.Insert | sqlite.Insert":
    """Begin an INSERT that can be given an ON CONFLICT clause, for the session's database."""
    if session.get_bind().dialect.name == "postgresql":
        # Loaded where it is spoken to: a file has no use for 2 MB that know PostgreSQL.
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    return sqlite.insert(table)


T = TypeVar("T", int, str)


def is_one_of(
    session: Session, asked: InstrumentedAttribute[T], values: Collection[T]
) -> ColumnElement[bool]:
    """Return the condition that a column has one of many values, which travel as one.

    With ``in_`` each value is a parameter of its own: for thousands of them, to spell the
    statement takes longer than to answer it.
    """
    if session.get_bind().dialect.name == "postgresql":
        array = bindparam(None, list(values), type_=ARRAY(asked.type))
        return asked == any_(array)
    listed = func.json_each(json.dumps(list(values))).table_valued(column("value", asked.type))
    return asked.in_(select(listed.c.value))


def insert_many(
    session: Session, table: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows that all have the same columns; every column without a value has to be given.

    What SQLAlchemy does for each row of such an INSERT is done for each column here, which is a
    third of the time.
    """
    connection = session.connection()
    dialect = connection.dialect
    target = table.__table__
    assert isinstance(target, TableClause)
    names = list(rows[0])
    columns = []
    for name in names:
        kind = target.c[name].type
        process = kind.dialect_impl(dialect).bind_processor(dialect)
        values = [row[name] for row in rows]
        if process is not None and isinstance(kind, _OFTEN_THE_SAME):
            # To tell whether it is the very same is cheaper than whether it is equal.
            places = list(map(id, values))
            once = dict(zip(places, values, strict=True))
            if len(once) * 2 < len(values):
                known = {place: process(value) for place, value in once.items()}
                values = [known[place] for place in places]
            else:
                values = list(map(process, values))
        elif process is not None:
            values = [process(value) for value in values]
        columns.append(values)
    statement, order = _insert_of(target, dialect, tuple(names))
    if order:
        lines = zip(*(columns[place] for place in order), strict=True)
        connection.exec_driver_sql(statement, list(lines))
    else:
        named = list(map(dict, map(zip, repeat(names), zip(*columns, strict=True))))
        connection.exec_driver_sql(statement, named)


@lru_cache(maxsize=32)
def _insert_of(
    target: TableClause, dialect: Dialect, names: tuple[str, ...]
) -> tuple[str, tuple[int, ...]]:
    """Return an INSERT and in which order it takes the columns; none: it takes them by name."""
    compiled = insert(target).compile(dialect=dialect, column_keys=list(names))
    if not compiled.positional:
        return str(compiled), ()
    return str(compiled), tuple(map(names.index, compiled.positiontup or names))


_OFTEN_THE_SAME = (Date, Numeric, EnumText)


class keyed(FunctionElement[dict[str, Any]]):  # noqa: N801 - it is used like ``func.count``
    """The values of many rows by their keys, as one object: a row less for each of them."""

    inherit_cache = True
    type = JSON()


@compiles(keyed, "sqlite")
def _keyed_in_sqlite(element: keyed, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **options)})"


@compiles(keyed, "postgresql")
def _keyed_in_postgresql(element: keyed, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_object_agg({compiler.process(element.clauses, **options)})"


class text_holds(FunctionElement[bool]):  # noqa: N801 - it is used like ``func.count``
    """The condition that a text holds another one, letter by letter; no letter is a wildcard."""

    inherit_cache = True
    type = Boolean()


@compiles(text_holds, "sqlite")
def _in_sqlite(element: text_holds, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)}) > 0"


@compiles(text_holds, "postgresql")
def _in_postgresql(element: text_holds, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)}) > 0"
