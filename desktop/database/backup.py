"""Copy a database file while it is in use, and believe the copy only after it was opened.

The copy is taken in steps from one moment of the file: a reading transaction holds that moment, so
that writers go on and the copy need not begin again. It appears under its name when it is complete
and checked, never before.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.database import sqlite
from desktop.domain.errors import UserError

_PAGES = 512
"""So many pages are copied before somebody is told and may cancel; 2 MB of a usual file."""

Progress = Callable[[int, int], None]


class BackupCancelledError(Exception):
    """Somebody asked to end; nothing is left behind."""


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """A copy that was opened: its bytes, its schema (None for an empty file), its rows."""

    path: Path
    size: int
    revision: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class _Content:
    """What has to be the same in the file and in its copy."""

    revision: str | None
    rows: Mapping[str, int]


def backup(
    source: Path,
    target: Path,
    *,
    key: bytes | None = None,
    on_progress: Progress = lambda _done, _total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> CheckedCopy:
    """Copy a database file by SQLite's online backup and check the copy.

    The check opens the copy: its structure and its foreign keys are sound, schema and number of
    rows of every table are those of the file. ``on_progress`` is told how many pages of how many
    are copied. ``key`` opens an encrypted file; its copy is encrypted with the same.

    Raises:
        UserError: ``database.backup_failed`` where the copy cannot be written,
            ``database.backup_unsound`` where it does not pass the check.
        BackupCancelledError: ``is_cancelled`` said so.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove(part)
        sqlite.make_private(part)
        with closing(sqlite.connect(source, query_only=True, key=key)) as origin:
            content = _copy(origin, part, key, _telling(on_progress, is_cancelled))
        _check(part, key, content)
        _force_to_disk(part)
        size = part.stat().st_size
        part.replace(target)
    except (OSError, sqlite.DriverError) as error:
        _remove(part)
        raise UserError("database.backup_failed") from error
    except BaseException:
        _remove(part)
        raise
    return CheckedCopy(target, size, content.revision, sum(content.rows.values()))


def _telling(
    on_progress: Progress, is_cancelled: Callable[[], bool]
) -> Callable[[int, int, int], None]:
    def tell(_status: int, remaining: int, total: int) -> None:
        if is_cancelled():
            raise BackupCancelledError
        on_progress(total - remaining, total)

    return tell


def _copy(
    origin: sqlite.DriverConnection,
    part: Path,
    key: bytes | None,
    tell: Callable[[int, int, int], None],
) -> _Content:
    with _one_moment(origin):
        content = _content(origin)
        with closing(sqlite.connect_plain(part, key)) as copy:
            origin.backup(copy, pages=_PAGES, progress=tell, sleep=0)
            # One file without companions: it can be moved and kept by itself.
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()
    return content


@contextmanager
def _one_moment(connection: sqlite.DriverConnection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _check(part: Path, key: bytes | None, expected: _Content) -> None:
    with closing(sqlite.connect_plain(part, key)) as copy:
        sound = copy.execute("PRAGMA integrity_check").fetchone()
        if (
            sound != ("ok",)
            or copy.execute("PRAGMA foreign_key_check").fetchone() is not None
            or _content(copy) != expected
        ):
            raise UserError("database.backup_unsound")


def _content(connection: sqlite.DriverConnection) -> _Content:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    names = [str(row[0]) for row in found.fetchall()]
    revision = None
    if "alembic_version" in names:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        revision = None if row is None else str(row[0])
    return _Content(revision, {name: _count(connection, name) for name in names})


def _count(connection: sqlite.DriverConnection, table: str) -> int:
    quoted = table.replace('"', '""')
    row = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608 - a name of the schema, quoted
    assert row is not None
    return int(str(row[0]))


def _force_to_disk(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _remove(part: Path) -> None:
    """Remove what a cancelled or killed copy left, with what SQLite keeps beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            part.with_name(part.name + ending).unlink()
