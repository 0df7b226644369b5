"""One compiled form of each statement for all databases that a test process opens.

SQLAlchemy keeps compiled statements by engine, and every test opens engines of its own: without
this, putting the same statements together again is the largest part of most tests. Databases of one
kind and version are spoken to alike, so what one engine compiled holds for the next.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_STATEMENTS = 5_000
_compiled: LRUCache[Any, Any] = LRUCache(_STATEMENTS)


def share_compiled_statements() -> None:
    """Makes dialects of one kind and version the same key, and their engines keep one cache."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = _speaks_alike  # type: ignore[method-assign]
        kind.__hash__ = _hash_of_kind  # type: ignore[method-assign,assignment]
    event.listen(Engine, "engine_connect", _use_shared_cache)


def _speaks_alike(one: Any, other: object) -> bool:
    return type(one) is type(other) and _version(one) == _version(other)


def _version(dialect: object) -> object:
    return getattr(dialect, "server_version_info", None)


def _hash_of_kind(dialect: object) -> int:
    return hash(type(dialect))


def _use_shared_cache(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)
