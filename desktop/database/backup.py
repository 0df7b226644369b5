"""Copy a database file while it is in use, and believe the copy only after it was opened.

The copy is taken in steps from one moment of the file: a reading transaction holds that moment, so
that writers go on and the copy need not begin again. It appears under its name when it is complete
and checked, never before.
"""

import contextlib
import hashlib
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
class Content:
    """What has to be the same in a file and in its copy.

    ``revision`` is the schema (None for an empty file), ``rows`` the number of rows of each table,
    ``sums`` of columns with sizes and amounts (in thousandths) by ``table.column``, ``audit_id``
    and ``audit_hash`` the last line of the audit log (0 and "" where there is none).
    """

    revision: str | None
    rows: Mapping[str, int]
    sums: Mapping[str, int]
    audit_id: int
    audit_hash: str


@dataclass(frozen=True, slots=True)
class CheckedCopy:
    """A copy that was opened: its bytes, their SHA-256, and what is in it."""

    path: Path
    size: int
    sha256: str
    content: Content

    @property
    def revision(self) -> str | None:
        """Its schema; None for an empty file."""
        return self.content.revision

    @property
    def rows(self) -> int:
        """How many rows all tables have together."""
        return sum(self.content.rows.values())


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
        size, sha256 = part.stat().st_size, sha256_of(part)
        part.replace(target)
    except (OSError, sqlite.DriverError) as error:
        _remove(part)
        raise UserError("database.backup_failed") from error
    except BaseException:
        _remove(part)
        raise
    return CheckedCopy(target, size, sha256, content)


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
) -> Content:
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


def _check(part: Path, key: bytes | None, expected: Content) -> None:
    if sound_content(part, key) != expected:
        raise UserError("database.backup_unsound")


def sound_content(file: Path, key: bytes | None = None) -> Content | None:
    """Open a database that nobody else uses and return what is in it; None where it is unsound.

    Its structure and its foreign keys are checked; nothing is changed.

    Raises:
        DriverError: it cannot be opened at all, as without its key.
    """
    with closing(sqlite.connect_plain(file, key)) as opened:
        if (
            opened.execute("PRAGMA integrity_check").fetchone() != ("ok",)
            or opened.execute("PRAGMA foreign_key_check").fetchone() is not None
        ):
            return None
        return _content(opened)


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _content(connection: sqlite.DriverConnection) -> Content:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    names = [str(row[0]) for row in found.fetchall()]
    revision, audit = None, None
    if "alembic_version" in names:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        revision = None if row is None else str(row[0])
    if "audit_events" in names:
        audit = connection.execute(
            "SELECT id, hash FROM audit_events ORDER BY id DESC LIMIT 1"
        ).fetchone()
    rows: dict[str, int] = {}
    sums: dict[str, int] = {}
    for name in names:
        rows[name], summed = _counted(connection, name)
        sums |= summed
    last = (0, "") if audit is None else (int(str(audit[0])), str(audit[1]))
    return Content(revision, rows, sums, *last)


def _counted(connection: sqlite.DriverConnection, table: str) -> tuple[int, dict[str, int]]:
    """How many rows a table has, and the sums of its sizes and amounts."""
    quoted = _quoted(table)
    columns = connection.execute(f"PRAGMA table_info({quoted})").fetchall()
    summed = [str(one[1]) for one in columns if one[1] == "size" or "NUMERIC" in str(one[2])]
    # Whole thousandths: what is added up in another order must not come out otherwise.
    wanted = "".join(f", sum(CAST(round({_quoted(one)} * 1000) AS INTEGER))" for one in summed)
    row = connection.execute(f"SELECT count(*){wanted} FROM {quoted}").fetchone()  # noqa: S608 - names of the schema, quoted
    assert row is not None
    count, *sums = (int(str(value or 0)) for value in row)
    return count, {f"{table}.{one}": value for one, value in zip(summed, sums, strict=True)}


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _force_to_disk(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _remove(part: Path) -> None:
    """Remove what a cancelled or killed copy left, with what SQLite keeps beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            part.with_name(part.name + ending).unlink()
