"""A database that is prepared once and put back to that moment as often as a test wants.

Its connections stay open: what SQLAlchemy has compiled for them need not be compiled again, which
is most of what a short story on a fresh database costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from desktop.database.engine import Database
from desktop.database.sqlite import DriverConnection, connect, connect_plain
from desktop.models.base import Base

Rewind = Callable[[], None]
"""Lets the database hold again what it held at first."""

_TABLES = tuple(table.name for table in Base.metadata.sorted_tables)


@contextmanager
def kept_moment(database: Database, folder: Path) -> Iterator[Rewind]:
    """Keep what stands in a database now; ``folder`` takes the copy of a database file."""
    if database.path is None:
        _keep_rows(database)
        yield lambda: _put_rows_back(database)
        return
    kept = folder / "kept.sqlite"
    with closing(connect_plain(kept)) as copy:
        with closing(connect(database.path, query_only=True)) as now:
            _copy(now, copy)
        yield lambda: _put_pages_back(database, copy)


def _copy(source: DriverConnection, target: DriverConnection) -> None:
    source.backup(target, pages=-1, progress=lambda *_: None, sleep=0)


def _put_pages_back(database: Database, kept: DriverConnection) -> None:
    with database.write_connection() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        _copy(kept, driver)


def _keep_rows(database: Database) -> None:
    with database.write() as unit:
        unit.session.execute(text("CREATE SCHEMA kept"))
        for name in _TABLES:
            unit.session.execute(text(f"CREATE TABLE kept.{name} AS TABLE {name}"))


def _put_rows_back(database: Database) -> None:
    """Numbers that the database gives go on; nobody compares those of two stories."""
    statements = ["SET LOCAL session_replication_role = replica"]
    statements += [f"DELETE FROM {name}" for name in _TABLES]
    statements += [f"INSERT INTO {name} SELECT * FROM kept.{name}" for name in _TABLES]
    with database.write() as unit:
        # Neither keys nor the guards of the log look on while the rows are exchanged.
        unit.session.connection().exec_driver_sql("; ".join(statements))
