"""Puts a prepared database in the place of the present one, whole or not at all.

What is to be done is written down first, in a journal. A program that is killed in between leaves
the journal, and whoever opens the data folder next finishes it before anything is opened. Nothing
is deleted: the database that was there goes aside under a name that says when.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import msgspec

from desktop.database import sqlite
from desktop.database.processes import process_runs
from desktop.domain.errors import UserError

JOURNAL = "restore.journal"
PREPARED = ".restore-"
"""What the folder of a prepared database begins with; it lies in the data folder."""
ASIDE = "before-restore-"
_COMPANIONS = ("-wal", "-shm", "")
_SECONDS = timedelta(minutes=10)
"""A replacement takes moments; the process of an older journal is another one of its number."""


class _Journal(msgspec.Struct, frozen=True):
    """``prepared`` is a folder, ``aside`` what the names of the old files begin with."""

    prepared: str
    aside: str
    process: int
    begun_at: datetime


def replace_database(database: Path, prepared: Path, aside: str, key: bytes | None) -> None:
    """Let the files of the folder ``prepared`` take the places of those beside ``database``.

    ``prepared`` lies in the same folder and holds at least the database under its name. What was
    there before is kept under names that begin with ``aside``.

    Raises:
        UserError: ``restore.in_use`` (a window or a command has the database open; nothing was
            changed), ``data_folder.not_writable``.
    """
    journal = _Journal(prepared.name, aside, os.getpid(), datetime.now(UTC))
    with _own_words(database.parent):
        _write_journal(database.parent / JOURNAL, journal)
        try:
            _be_alone(database, key)
        except UserError:
            (database.parent / JOURNAL).unlink()
            raise
        _finish(database, journal)


def finish_replacement(database: Path, key: bytes | None) -> bool:
    """Finish what a killed restore began; tells whether there was anything.

    Where the old database is still in its place and in use, nothing had begun: it stays. Where the
    new one is in its place already, what comes beside it does so whoever has it open.

    Raises:
        UserError: ``restore.running`` (another program restores just now),
            ``data_folder.not_writable``.
    """
    file = database.parent / JOURNAL
    if not file.exists():
        return False
    with _own_words(database.parent):
        try:
            journal = msgspec.json.decode(file.read_bytes(), type=_Journal)
        except FileNotFoundError:
            return False
        except (msgspec.DecodeError, UnicodeDecodeError):
            # It is renamed into place, whole; one that is broken is none of ours.
            file.replace(file.with_name(f"{JOURNAL}.bad"))
            return False
        if _still_runs(journal):
            raise UserError("restore.running")
        if (database.parent / journal.prepared / database.name).exists():
            try:
                _be_alone(database, key)
            except UserError:
                file.unlink()
                return False
        _finish(database, journal)
    return True


def sweep_prepared(folder: Path) -> None:
    """Remove what killed restores prepared and never put in place. Never fails."""
    if not (folder / JOURNAL).exists():
        for left in folder.glob(f"{PREPARED}*"):
            rmtree(left, ignore_errors=True)


def _still_runs(journal: _Journal) -> bool:
    if journal.process == os.getpid():
        return False
    age = datetime.now(UTC) - journal.begun_at
    return timedelta(0) <= age < _SECONDS and process_runs(journal.process)


@contextlib.contextmanager
def _own_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UserError("data_folder.not_writable", folder=str(folder)) from error


def _be_alone(database: Path, key: bytes | None) -> None:
    """Write back the log of the present database, which SQLite does only for who is alone.

    Raises:
        UserError: ``restore.in_use``.
    """
    if not database.exists() or database.stat().st_size == 0:
        return
    try:
        with closing(sqlite.connect_plain(database, key)) as connection:
            row = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite.DriverError as error:
        if "locked" in str(error):
            raise UserError("restore.in_use") from error
        # A damaged one is what is to be replaced; it goes aside with its log as it is.
        return
    if row is None or row[0] != "delete":
        raise UserError("restore.in_use")


def _finish(database: Path, journal: _Journal) -> None:
    """Do what the journal says, from wherever it was left."""
    folder = database.parent
    prepared = folder / journal.prepared
    if (prepared / database.name).exists():
        # As long as the new one waits, what lies in its place is the old one.
        for ending in _COMPANIONS:
            _put_aside(
                database.with_name(database.name + ending),
                folder / f"{journal.aside}{database.suffix}{ending}",
            )
        _sync(folder)
        (prepared / database.name).replace(database)
        _sync(folder)
    if prepared.is_dir():
        for file in sorted(prepared.iterdir()):
            target = folder / file.name
            _put_aside(target, folder / f"{journal.aside}.{file.name}")
            file.replace(target)
    _sync(folder)
    (folder / JOURNAL).unlink()
    rmtree(prepared, ignore_errors=True)


def _put_aside(file: Path, aside: Path) -> None:
    if not file.exists():
        return
    while aside.exists():
        aside = aside.with_name(f"{aside.stem}-2{aside.suffix}")
    file.replace(aside)


def _write_journal(file: Path, journal: _Journal) -> None:
    part = file.with_name(f".{file.name}.part")
    with part.open("wb") as opened:
        opened.write(msgspec.json.encode(journal))
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
    _sync(file.parent)


def _sync(folder: Path) -> None:
    """Bring new names to the disk; Windows does it by itself and cannot be asked to."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
