"""How a database file is opened: every connection gets the same rules before its first use."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from desktop.database.drives import is_network_place
from desktop.database.json_texts import read_json
from desktop.domain.errors import UserError

BUSY_TIMEOUT_SECONDS = 15.0
"""How long a writer waits for a writer of another process before it gives up."""


class DriverConnection(Protocol):
    """What is used of a connection of the driver, which ships no types."""

    def execute(self, statement: str, /) -> "DriverCursor":
        """Run one statement."""

    def backup(
        self,
        target: "DriverConnection",
        /,
        *,
        pages: int,
        progress: Callable[[int, int, int], None],
        sleep: float,
    ) -> None:
        """Copy everything into ``target`` by SQLite's online backup, ``pages`` at a time.

        ``progress`` gets status, remaining and all pages; what it raises ends the copy.
        """

    def close(self) -> None:
        """Close it."""


class DriverCursor(Protocol):
    """The result of a statement."""

    def fetchone(self) -> tuple[object, ...] | None:
        """Return the next row."""

    def fetchall(self) -> list[tuple[object, ...]]:
        """Return all rows that are left."""


DriverError: type[Exception] = dbapi2.Error
"""What the driver raises outside SQLAlchemy."""

_HEADER = b"SQLite format 3\x00"
_READERS = 8


def check_place(path: Path, *, is_encrypted: bool = False) -> None:
    """Refuse a place where a database file would be damaged, or something that is no database.

    An encrypted file looks like nothing at all; only its key tells.

    Raises:
        UserError: ``database.network_drive``, ``database.damaged`` or ``database.not_accessible``.
    """
    if is_network_place(path):
        raise UserError("database.network_drive")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make_private(path)
        with path.open("rb") as file:
            start = file.read(len(_HEADER))
    except OSError as error:
        raise UserError("database.not_accessible") from error
    if start and not is_encrypted and start != _HEADER:
        raise UserError("database.damaged")


def needs_no_key(path: Path) -> bool:
    """Whether a file is a database that is not encrypted. Raises OSError as reading it."""
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


def make_private(path: Path) -> None:
    """Make the file where it is absent, readable for its owner only; SQLite's own is for all."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def writer_engine(
    path: Path, patience: float = BUSY_TIMEOUT_SECONDS, key: bytes | None = None
) -> Engine:
    """Build the engine of the one connection that writes; its transactions begin IMMEDIATE.

    ``patience`` is in seconds: how long it waits for a writer of another process.
    """
    engine = _engine(lambda: connect(path, query_only=False, patience=patience, key=key), size=1)
    event.listen(engine, "begin", _begin("BEGIN IMMEDIATE"))
    return engine


def reader_engine(
    path: Path, patience: float = BUSY_TIMEOUT_SECONDS, key: bytes | None = None
) -> Engine:
    """Build the engine of the connections that only read; each transaction sees one moment."""
    engine = _engine(
        lambda: connect(path, query_only=True, patience=patience, key=key), size=_READERS
    )
    event.listen(engine, "begin", _begin("BEGIN"))
    return engine


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _engine(creator: Callable[[], DriverConnection], *, size: int) -> Engine:
    return create_engine(
        "sqlite+pysqlite://",
        module=dbapi2,
        creator=creator,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=60,
        # The one that was used last has the pages that are wanted next; the others stay small.
        pool_use_lifo=True,
        # Statements' parameters hold bank details: they belong into no exception and no log.
        hide_parameters=True,
        json_deserializer=read_json,
    )


def connect(
    path: Path,
    *,
    query_only: bool,
    patience: float = BUSY_TIMEOUT_SECONDS,
    key: bytes | None = None,
) -> DriverConnection:
    """Open one connection of the driver and set its rules; ``key`` opens an encrypted file.

    The driver's own transactions are off (``isolation_level`` None): they begin too late and lose
    updates. FULL synchronisation, so that what was acknowledged survives a power cut.
    """
    connection: DriverConnection = dbapi2.connect(
        str(path), isolation_level=None, check_same_thread=False, timeout=patience
    )
    try:
        _unlock(connection, key)
        if not query_only:
            _switch_to_wal(connection)
        _pragma(connection, "synchronous = FULL")
        _pragma(connection, "foreign_keys = ON")
        _pragma(connection, "trusted_schema = OFF")
        _pragma(connection, "cache_size = -16384")
        if query_only:
            _pragma(connection, "query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def give_back_memory(connection: DriverConnection) -> None:
    """Let a connection that stays open forget all pages it holds; what is needed is read again."""
    _pragma(connection, "shrink_memory")


def connect_plain(path: Path, key: bytes | None = None) -> DriverConnection:
    """Open a file as the target of a backup; it gets the rules of its source."""
    connection: DriverConnection = dbapi2.connect(str(path), isolation_level=None)
    try:
        _unlock(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: DriverConnection, key: bytes | None) -> None:
    """Give the key, 32 bytes as they are; it has to come before anything is read."""
    if key is not None:
        _pragma(connection, f"key = \"x'{key.hex()}'\"")


def _switch_to_wal(connection: DriverConnection) -> None:
    if _pragma(connection, "journal_mode = WAL") != "wal":
        raise UserError("database.network_drive")


def _pragma(connection: DriverConnection, setting: str) -> object:
    row = connection.execute(f"PRAGMA {setting}").fetchone()
    return None if row is None else row[0]
