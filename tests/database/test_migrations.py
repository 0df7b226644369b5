"""The migrations are the schema: complete, self-contained, in one piece."""

import ast
import runpy
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Index, select, text

from desktop.database import backup, migrate, schema_versions, word_index
from desktop.database.engine import Database, open_database
from desktop.domain.accounts import MasterDataKind
from desktop.domain.errors import UserError
from desktop.domain.upgrade import UpgradeProgress, UpgradeStep
from desktop.models import metadata
from desktop.models.company import Company
from desktop.models.master_data import ColumnMapping
from tests.support.factories import add_company
from tests.support.older_files import file_of_revision

VERSIONS = schema_versions.MIGRATIONS / "versions"


def test_models_and_migrations_say_the_same(db: Database) -> None:
    with db.write_connection() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_a_models_table}
        )
        assert compare_metadata(context, metadata) == []


PARTIAL = [
    index for table in metadata.tables.values() for index in table.indexes if "where" in index.info
]


@pytest.mark.parametrize("index", PARTIAL, ids=lambda index: index.name)
def test_models_and_migrations_name_the_same_condition(db: Database, index: Index) -> None:
    """What is compared is how the database itself says the condition, made from either."""
    assert index.table is not None
    columns = ", ".join(index.columns.keys())
    said = f"ON {index.table.name} ({columns}) WHERE {index.info['where']}"
    if db.is_embedded:
        ask = text(
            "SELECT substr(sql, instr(sql, ' WHERE ')) FROM sqlite_master"
            " WHERE type = 'index' AND name = :name"
        )
    else:
        ask = text(
            "SELECT pg_get_expr(indpred, indrelid) FROM pg_index"
            " WHERE indexrelid = CAST(:name AS regclass)"
        )
    with db.write_connection() as connection:
        connection.execute(text(f"CREATE INDEX by_the_models {said}"))
        by_migrations, by_models = (
            connection.execute(ask, {"name": name}).scalar_one()
            for name in (index.name, "by_the_models")
        )
        connection.rollback()
    assert by_migrations
    assert by_migrations == by_models


def test_names_of_the_files_are_the_revisions() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema_versions.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(revisions)) == schema_versions.known_revisions()
    assert scripts.get_heads() == [schema_versions.head_revision()]


def test_rebuilding_a_table_loses_none_of_its_triggers(db: Database) -> None:
    """A file rebuilds a table to change a column; the revision makes the triggers again."""
    of_files = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    shared = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with db.read() as session:
        found = set(session.scalars(text(of_files if db.is_embedded else shared)))
    noting = runpy.run_path(str(VERSIONS / "0012_where_cases_stand.py"))["NOTES"]
    wanted = {f"standing_note_{table}_{event.lower()}" for table, event, *_ in noting}
    assert wanted - found == set()


def test_a_mapping_of_before_that_says_headings_is_forgotten(db: Database) -> None:
    by_place = {"places": ["iban", None]}
    for headings, columns in (("a", {"Konto DE02": "iban", "places": "x"}), ("b", by_place)):
        with db.write() as unit:
            unit.session.add(
                ColumnMapping(
                    kind=MasterDataKind.BANK_DETAILS,
                    headings=headings,
                    columns=columns,
                    saved_at=datetime(2026, 11, 23, tzinfo=UTC),
                )
            )
    old_ones = runpy.run_path(str(VERSIONS / "0027_mappings_by_place.py"))["OLD_ONES"]
    with db.write() as unit:
        unit.session.execute(text(old_ones))
    with db.read() as session:
        assert session.scalars(select(ColumnMapping.columns)).all() == [by_place]


@pytest.mark.parametrize("file", sorted(VERSIONS.glob("*.py")), ids=lambda file: file.stem)
def test_a_revision_imports_nothing_of_the_program(file: Path) -> None:
    imported = {
        name.name if isinstance(node, ast.Import) else node.module or ""
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert {name.partition(".")[0] for name in imported} <= {"alembic", "collections", "sqlalchemy"}


def test_an_empty_file_is_made_and_needs_no_backup(empty_database_address: Path) -> None:
    with closing(open_database(empty_database_address)) as database:
        assert migrate.current_revision(database) is None
        migrate.prepare(database)
        assert migrate.is_current(database)
        migrate.prepare(database)
    assert [path.name for path in empty_database_address.parent.glob("*before*")] == []


def test_an_older_file_is_copied_first(older_file: Path) -> None:
    with closing(open_database(older_file)) as database:
        migrate.prepare(database)
        assert migrate.is_current(database)
        with database.read() as session:
            assert session.scalars(text("SELECT code FROM companies")).all() == ["thor"]
    copy = older_file.with_name(f"old-before-{schema_versions.head_revision()}.sqlite")
    with closing(open_database(copy)) as database:
        assert migrate.current_revision(database) == "0001"
        with database.read() as session:
            assert session.scalars(text("SELECT code FROM companies")).all() == ["thor"]


def test_how_far_an_upgrade_is_is_told(older_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_PAGES", 2)
    told: list[UpgradeProgress] = []
    size = older_file.stat().st_size
    with closing(open_database(older_file)) as database:
        migrate.prepare(database, told.append)
    steps = [step for step, _same in groupby(one.step for one in told)]
    assert steps == list(UpgradeStep)
    copied = [one.done for one in told if one.step is UpgradeStep.COPYING]
    assert copied == sorted(copied)
    assert 0 < copied[0] < copied[-1] < size
    missing = len(schema_versions.known_revisions()) - 1
    changed = [(one.done, one.total) for one in told if one.step is UpgradeStep.CHANGING]
    assert changed == [(done, missing) for done in range(missing + 1)]


@pytest.mark.parametrize("step", UpgradeStep)
def test_who_ends_an_upgrade_keeps_the_file_as_it_was(
    older_file: Path, step: UpgradeStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PAGES", 2)

    def give_up(progress: UpgradeProgress) -> None:
        if progress.step is step:
            raise UserError("start.given_up")

    with closing(open_database(older_file)) as database:
        before = tables_of(database)
        with pytest.raises(UserError, match=r"start\.given_up"):
            migrate.prepare(database, give_up)
        assert migrate.current_revision(database) == "0001"
        assert tables_of(database) == before
        assert not list(older_file.parent.glob("*.part*"))
        migrate.prepare(database)
        assert migrate.is_current(database)


def test_no_backup_no_migration(older_file: Path, tmp_path: Path) -> None:
    obstacle = tmp_path / "a file, no folder"
    obstacle.write_bytes(b"")
    with closing(open_database(older_file)) as database:
        with pytest.raises(UserError, match=r"database\.backup_failed"):
            migrate.upgrade(database, obstacle / "copy.sqlite")
        assert migrate.current_revision(database) == "0001"


def test_a_revision_that_fails_leaves_the_schema_it_found(
    older_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = migrate._run

    def run_and_fail(connection: Connection, tell: migrate.Tell) -> None:
        run(connection, tell)
        raise ZeroDivisionError

    with closing(open_database(older_file)) as database:
        before = tables_of(database)
        monkeypatch.setattr(migrate, "_run", run_and_fail)
        with pytest.raises(ZeroDivisionError):
            migrate.upgrade(database)
        assert migrate.current_revision(database) == "0001"
        assert tables_of(database) == before
        monkeypatch.undo()
        migrate.upgrade(database)
        assert migrate.is_current(database)
        with database.write_connection() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_shared_database_is_never_changed_by_a_client(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.is_embedded:
        # A file belongs to its workstation: it is migrated at start, see above.
        migrate.prepare(db)
        return
    monkeypatch.setattr(migrate, "head_revision", lambda: "0999")
    with pytest.raises(UserError, match=r"database\.outdated"):
        migrate.prepare(db)


def test_a_backup_of_a_file_in_use_is_complete(
    sqlite_template: Path, empty_database_address: Path, tmp_path: Path
) -> None:
    migrate.backup(sqlite_template, empty_database_address)
    copy = tmp_path / "deep" / "copy.sqlite"
    with closing(open_database(empty_database_address)) as database:
        with database.write() as unit:
            add_company(unit, "kept")
        # The row still lies in the write-ahead log alone.
        migrate.backup(empty_database_address, copy)
    with closing(open_database(copy)) as database, database.read() as session:
        assert [company.code for company in session.query(Company)] == ["kept"]
    assert [path.name for path in copy.parent.iterdir() if path.suffix == ".part"] == []


@pytest.fixture
def older_file(tmp_path: Path) -> Path:
    """A database file of the first revision, with a company in it."""
    return file_of_revision(tmp_path / "old.sqlite", "0001")


def is_a_models_table(name: str | None, kind: str, parents: object) -> bool:
    """Whether the models should know a table; word indexes are the database room's own."""
    del parents
    return kind != "table" or not str(name).startswith(word_index.PREFIX)


def tables_of(database: Database) -> list[str]:
    """All names in the schema."""
    with database.read() as session:
        return list(session.scalars(text("SELECT name FROM sqlite_master ORDER BY name")))
