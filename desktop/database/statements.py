"""Statements that both databases know and SQLAlchemy spells per product."""

from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

ConflictInsert = postgresql.Insert | sqlite.Insert


def insert_with_conflict(session: Session, table: type[DeclarativeBase]) -> ConflictInsert:
    """Begin an INSERT that can be given an ON CONFLICT clause, for the session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


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
