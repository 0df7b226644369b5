"""What the present database holds and a copy of it does not: what a restore would put aside."""

from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from desktop.database import sqlite
from desktop.domain.restore import Loss, LossKind, Preview

_TABLES: Mapping[LossKind, tuple[str, str]] = {
    LossKind.CASES: ("cases", "received_at"),
    LossKind.MESSAGES: ("messages", "at"),
    LossKind.NOTES: ("notes", "at"),
    LossKind.DECISIONS: ("decisions", "at"),
    LossKind.DOCUMENTS: ("documents", "published_at"),
    LossKind.ARRIVALS: ("intake_records", "arrived_at"),
    LossKind.ACTS: ("audit_events", "at"),
}
"""Rows of these tables are never deleted and numbered upwards."""


def compare(present: Path, copy: Path, key: bytes | None) -> Preview:
    """Read both files, whatever their schema; nothing is changed.

    Raises:
        DriverError: the copy cannot be read.
    """
    with closing(sqlite.connect(copy, query_only=True, key=key)) as opened:
        last = {kind: _last_id(opened, table) for kind, (table, _) in _TABLES.items()}
        mark = _line(opened, last[LossKind.ACTS])
    first_line = last[LossKind.ACTS] + 1
    if not present.exists() or present.stat().st_size == 0:
        return Preview(is_missing=True, first_line=first_line)
    try:
        with closing(sqlite.connect(present, query_only=True, key=key)) as opened:
            return Preview(
                losses=tuple(
                    loss
                    for kind, (table, moment) in _TABLES.items()
                    if (loss := _loss(opened, kind, table, moment, last[kind])) is not None
                ),
                is_other=_line(opened, last[LossKind.ACTS]) != mark,
                first_line=first_line,
                last_line=_last_id(opened, "audit_events"),
            )
    except sqlite.DriverError:
        return Preview(is_unreadable=True, first_line=first_line)


def _has(connection: sqlite.DriverConnection, table: str) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{table}'"  # noqa: S608 - one of ours
    )
    return found.fetchone() is not None


def _last_id(connection: sqlite.DriverConnection, table: str) -> int:
    if not _has(connection, table):
        return 0
    row = connection.execute(f"SELECT max(id) FROM {table}").fetchone()  # noqa: S608 - one of ours
    return int(str((row or (0,))[0] or 0))


def _line(connection: sqlite.DriverConnection, number: int) -> object:
    """The hash of a line of the audit log; the same lines have the same history."""
    if not _has(connection, "audit_events"):
        return None
    return connection.execute(f"SELECT hash FROM audit_events WHERE id = {number}").fetchone()  # noqa: S608 - a number


def _loss(
    connection: sqlite.DriverConnection, kind: LossKind, table: str, moment: str, last: int
) -> Loss | None:
    if not _has(connection, table):
        return None
    row = connection.execute(
        f"SELECT count(*), max({moment}) FROM {table} WHERE id > {last}"  # noqa: S608 - ours, a number
    ).fetchone()
    count = int(str((row or (0,))[0]))
    if not count or row is None:
        return None
    return Loss(kind, count, _moment(row[1]))


def _moment(stored: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(stored))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
