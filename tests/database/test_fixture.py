"""The fixture ``db`` gives every test a migrated database of its own."""

from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.database import migrate
from desktop.database.engine import Database


def _names(database: Database) -> list[str]:
    with database.read() as session:
        rows = session.execute(text("SELECT name FROM probe ORDER BY name"))
        return list(rows.scalars())


def test_schema_is_the_newest(db: Database) -> None:
    assert migrate.is_current(db)


@pytest.mark.parametrize("name", ["first", "second"])
def test_nothing_is_left_by_another_test(db: Database, name: str) -> None:
    with db.write_connection() as connection, connection.begin():
        connection.execute(text("CREATE TABLE probe (name TEXT NOT NULL)"))
        connection.execute(text("INSERT INTO probe VALUES (:name)"), {"name": name})
    assert _names(db) == [name]


def test_each_run_says_which_database_it_is(db: Database, database_address: Path | str) -> None:
    assert db.is_embedded == isinstance(database_address, Path)
