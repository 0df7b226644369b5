"""Statements that both databases know and SQLAlchemy spells per product."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
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
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from desktop.models.base import EnumText

ConflictInsert = postgresql.Insert | sqlite.Insert


def insert_with_conflict(session: Session, table: type[DeclarativeBase]) -> ConflictInsert:
    """Begin an INSERT that can be given an ON CONFLICT clause, for the session's database."""
    if session.get_bind().dialect.name == "postgresql":
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
            known = {value: process(value) for value in set(values)}
            values = [known[value] for value in values]
        elif process is not None:
            values = [process(value) for value in values]
        columns.append(values)
    compiled = insert(target).compile(dialect=dialect, column_keys=names)
    order = [names.index(name) for name in compiled.positiontup or names]
    lines = zip(*(columns[place] for place in order), strict=True)
    if compiled.positional:
        connection.exec_driver_sql(str(compiled), list(lines))
    else:
        named = [dict(zip(names, line, strict=True)) for line in lines]
        connection.exec_driver_sql(str(compiled), named)


_OFTEN_THE_SAME = (Date, Numeric, EnumText)


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
