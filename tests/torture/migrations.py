"""Migrations that are killed: afterwards the database has the old schema or the new one, whole.

The data are rows without meaning, three in every table the old schema has, so that this holds for
every revision that is ever added. What a revision does to data is its own test's business.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from desktop.database import migrate
from desktop.database.engine import Database, open_database
from desktop.database.schema_versions import MIGRATIONS, head_revision, known_revisions, revision_of
from desktop.settings import DataFolder

ROWS = 3
EMPTY = "nothing"
"""Where a migration starts from a file without any schema."""


def old_revisions() -> tuple[str, ...]:
    """Every schema from which a database may come, the empty one first."""
    return (EMPTY, *known_revisions()[:-1])


def bring_to(database: Database, revision: str) -> None:
    """Give an empty database an old schema, with rows in every table."""
    if revision == EMPTY:
        return
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with database.write_connection() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _fill(connection)


def _fill(connection: sa.Connection) -> None:
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name == "alembic_version":
            continue
        for number in range(1, ROWS + 1):
            values = {
                column.name: _value(column, number)
                for column in table.columns
                if not _numbers_itself(table, column)
            }
            connection.execute(table.insert().values(values))


def _numbers_itself(table: sa.Table, column: sa.Column[Any]) -> bool:
    if table.name == "audit_events":
        return False
    return column is table.autoincrement_column and not column.foreign_keys


def _value(column: sa.Column[Any], number: int) -> object:
    """Row ``number`` points at rows of the same number; all else is a value of its type."""
    kind = column.type
    if column.foreign_keys:
        (key,) = column.foreign_keys
        own = key.column.table is column.table and column.nullable
        return None if own else _value(key.column, number)
    for wanted, value in _samples(number):
        if isinstance(kind, wanted):
            return value
    length = getattr(kind, "length", None) or 40
    return f"{number}{column.name}"[:length]


def _samples(number: int) -> Iterator[tuple[type[sa.types.TypeEngine[Any]], object]]:
    yield sa.JSON, {"number": number}
    yield sa.Boolean, number % 2 == 0
    yield sa.Integer, number
    yield sa.Numeric, Decimal(number)
    yield sa.DateTime, dt.datetime(2026, 11, number, 9, tzinfo=dt.UTC)
    yield sa.Date, dt.date(2026, 11, number)
    yield sa.LargeBinary, bytes([number])


def upgrade(address: Path | str) -> None:
    """What a start of the program does with a file, and the operator with a shared database."""
    with closing(open_database(address)) as database:
        migrate.upgrade(database)


def state_of(address: Path | str) -> dict[str, Any]:
    """Revision, a digest of the schema, and how many rows each table has."""
    with closing(open_database(address)) as database, database.read() as session:
        connection = session.connection()
        schema = json.dumps(list(_schema(connection)))
        tables = sorted(sa.inspect(connection).get_table_names())
        return {
            "revision": revision_of(connection) or EMPTY,
            "schema": hashlib.sha256(schema.encode()).hexdigest(),
            "rows": {name: _rows(connection, name) for name in tables},
            "intact": _intact(connection),
        }


def _rows(connection: sa.Connection, table: str) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one()


def _intact(connection: sa.Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return True
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return said == ["ok"] and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None


_POSTGRES_SCHEMA = (
    (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY 1, 2"
    ),
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ),
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
)


def _schema(connection: sa.Connection) -> Iterator[list[Any]]:
    queries: tuple[str, ...] = _POSTGRES_SCHEMA
    if connection.dialect.name == "sqlite":
        queries = ("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2",)
    for query in queries:
        for row in connection.exec_driver_sql(query):
            # A table that was rebuilt has its constraints in any order.
            yield [sorted(line.strip(" \t,") for line in str(part).splitlines()) for part in row]


def copies_of(folder: DataFolder) -> Iterator[Path]:
    """Every copy that was made before the migration and lies under its final name."""
    for file in folder.path.rglob("*.sqlite"):
        if file != folder.database_file:
            yield file


def wrong_with(
    folder: DataFolder, address: Path | str, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[str]:
    """What is wrong after the kill: neither old nor new, or a copy that is none."""
    found = state_of(address)
    if found not in (old, new):
        yield f"revision {found['revision']}, neither the old state nor the new one"
    for copy in copies_of(folder):
        if state_of(copy) != old:
            yield f"the copy {copy.name} is not the database as it was"


def wrong_in_the_end(address: Path | str, new: dict[str, Any]) -> Iterator[str]:
    """What is wrong after the next start, which migrates what the killed one did not."""
    upgrade(address)
    found = state_of(address)
    if found != new:
        yield f"revision {found['revision']} in the end, not the state that it leads to"
    if found["revision"] != head_revision():
        yield f"in the end the revision is {found['revision']}"
