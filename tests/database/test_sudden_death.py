"""A program that dies at any moment leaves a database that the next one can use."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from desktop.database import migrate
from desktop.database.engine import Database, open_database
from desktop.domain.errors import UserError
from desktop.models.company import Company
from tests.support.databases import backends
from tests.support.factories import add_company
from tests.support.postgres_server import PostgresServer

ROOT = Path(__file__).resolve().parents[2]

MIGRATE_AND_DIE = """
import os, sys
from sqlalchemy import Engine, event
from desktop.database import migrate
from desktop.database.engine import open_database

left = int(sys.argv[2])

def count(*_):
    global left
    left -= 1
    if left == 0:
        os._exit(9)

database = open_database(sys.argv[1])
event.listen(Engine, "after_cursor_execute", count)
migrate.upgrade(database)
"""

WRITE_AND_DIE = """
import os, sys
from desktop.database.engine import open_database
from tests.support.databases import backends
from tests.support.factories import add_company

database = open_database(sys.argv[1])
with database.write() as unit:
    add_company(unit, "confirmed")
print("confirmed", flush=True)
with database.write() as unit:
    add_company(unit, "half")
    os._exit(9)
"""


def run(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("statements", [3, 20, 45, 70])
def test_death_while_migrating_leaves_the_old_schema(
    empty_database_address: Path, statements: int
) -> None:
    died = run(MIGRATE_AND_DIE, str(empty_database_address), str(statements))
    assert died.returncode == 9, died.stderr
    with closing(open_database(empty_database_address)) as database:
        assert migrate.current_revision(database) is None
        with database.read() as session:
            assert session.scalars(text("SELECT name FROM sqlite_master")).all() == []
        migrate.prepare(database)
        assert migrate.is_current(database)


def test_death_while_writing_loses_only_what_was_not_confirmed(
    sqlite_template: Path, empty_database_address: Path
) -> None:
    migrate.backup(sqlite_template, empty_database_address)
    died = run(WRITE_AND_DIE, str(empty_database_address))
    assert (died.returncode, died.stdout.strip()) == (9, "confirmed"), died.stderr
    with closing(open_database(empty_database_address)) as database:
        with database.read() as session:
            assert session.scalars(select(Company.code)).all() == ["confirmed"]
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        with database.write() as unit:
            add_company(unit, "later")


def test_a_connection_that_was_cut_has_a_sentence_and_a_successor(postgres_only: Database) -> None:
    def lose_the_connection() -> None:
        with postgres_only.write() as unit:
            add_company(unit, "half")
            own = unit.session.scalar(text("SELECT pg_backend_pid()"))
            with postgres_only.read() as session:
                session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
            add_company(unit, "more")

    with pytest.raises(UserError, match=r"database\.unreachable"):
        lose_the_connection()
    with postgres_only.write() as unit:
        add_company(unit, "later")
    with postgres_only.read() as session:
        assert session.scalars(select(Company.code)).all() == ["later"]


@pytest.fixture(params=[kind for kind in backends() if kind == "postgres"])
def postgres_only(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database on the server; SQLite has no connection that could be cut."""
    postgres: PostgresServer = request.getfixturevalue("postgres")
    postgres_template: str = request.getfixturevalue("postgres_template")
    postgres.create("cut", template=postgres_template)
    try:
        with closing(open_database(postgres.address("cut"))) as database:
            yield database
    finally:
        postgres.drop("cut")
