"""A backup is of one moment, stops nobody, and counts only once it was opened and checked."""

import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.database import backup as backups
from desktop.database import migrate, schema_versions, sqlite
from desktop.database.backup import BackupCancelledError, CheckedCopy, backup
from desktop.database.engine import open_database
from desktop.domain.errors import UserError
from tests.support.factories import add_company

SMALL_STEP = 8


@pytest.fixture
def source(sqlite_template: Path, tmp_path: Path) -> Path:
    """A database file with a company in it."""
    path = tmp_path / "source.sqlite"
    backup(sqlite_template, path)
    with closing(open_database(path)) as database, database.write() as unit:
        add_company(unit, "kept")
    return path


def codes(path: Path) -> list[str]:
    with closing(open_database(path)) as database, database.read() as session:
        return list(session.scalars(text("SELECT code FROM companies ORDER BY code")))


def test_writers_go_on_and_the_copy_is_of_one_moment(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_PAGES", SMALL_STEP)
    target = tmp_path / "copy.sqlite"
    steps: list[tuple[int, int]] = []
    with closing(open_database(source)) as database:

        def write(done: int, total: int) -> None:
            steps.append((done, total))
            with database.write() as unit:
                add_company(unit, f"later-{len(steps)}")

        made = backup(source, target, on_progress=write)
    # Far fewer steps than writes would make if every write let the copy begin again.
    assert 2 < len(steps) <= steps[0][1] // SMALL_STEP + 1
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert codes(target) == ["kept"]
    assert made.revision == schema_versions.head_revision()
    assert made.size == made.path.stat().st_size
    assert made.rows >= 2
    assert "later-1" in codes(source)


def test_a_copy_is_one_private_file(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    made = backup(source, folder / "copy.sqlite")
    assert [path.name for path in folder.iterdir()] == ["copy.sqlite"]
    if sys.platform != "win32":
        assert made.path.stat().st_mode & 0o077 == 0
        assert folder.stat().st_mode & 0o077 == 0


def test_who_cancels_leaves_nothing_behind(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_PAGES", SMALL_STEP)
    folder = tmp_path / "new"
    seen: list[int] = []
    with pytest.raises(BackupCancelledError):
        backup(
            source,
            folder / "copy.sqlite",
            on_progress=lambda done, _total: seen.append(done),
            is_cancelled=lambda: len(seen) == 2,
        )
    assert len(seen) == 2
    assert list(folder.iterdir()) == []


def lose_a_row(part: Path) -> None:
    with closing(sqlite.connect_plain(part)) as copy:
        copy.execute("DELETE FROM companies")


def change_the_schema(part: Path) -> None:
    with closing(sqlite.connect_plain(part)) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '0001'")


def point_nowhere(part: Path) -> None:
    with closing(sqlite.connect_plain(part)) as copy:
        copy.execute("PRAGMA foreign_keys = OFF").fetchone()
        copy.execute("UPDATE companies SET id = 99")
        copy.execute("INSERT INTO staff_companies (staff_id, company_id) VALUES (1, 1)")
        copy.execute("DELETE FROM staff_companies WHERE 0")


def break_a_page(part: Path) -> None:
    content = bytearray(part.read_bytes())
    # The second page: the first holds the header, without which nothing opens at all.
    content[4096 : 4096 + 64] = b"\xff" * 64
    part.write_bytes(bytes(content))


@pytest.mark.parametrize("damage", [lose_a_row, change_the_schema, point_nowhere, break_a_page])
def test_a_copy_that_is_not_sound_is_thrown_away(
    damage: object, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = backups._check

    def damaged(part: Path, key: bytes | None, expected: backups.Content) -> None:
        assert callable(damage)
        damage(part)
        check(part, key, expected)

    monkeypatch.setattr(backups, "_check", damaged)
    target = tmp_path / "new" / "copy.sqlite"
    with pytest.raises(UserError, match=r"database\.backup_(unsound|failed)"):
        backup(source, target)
    assert list(target.parent.iterdir()) == []


def test_an_older_backup_stays_where_the_new_one_fails(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.sqlite"
    backup(source, target)
    before = target.read_bytes()

    def refuse(_part: Path, _key: object, _expected: object) -> None:
        raise UserError("database.backup_unsound")

    monkeypatch.setattr(backups, "_check", refuse)
    with pytest.raises(UserError):
        backup(source, target)
    assert target.read_bytes() == before


def test_no_sound_backup_no_migration(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsound(_source: Path, _target: Path, **_more: object) -> CheckedCopy:
        raise UserError("database.backup_unsound")

    with closing(open_database(source)) as database:
        with database.write_connection() as connection, connection.begin():
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        monkeypatch.setattr(migrate, "backup", unsound)
        with pytest.raises(UserError, match=r"database\.backup_unsound"):
            migrate.upgrade(database)
        assert migrate.current_revision(database) == "0001"
    assert codes(source) == ["kept"]
