"""What a power cut or a bad disk leaves of the log of changes: whole acts or none, never half.

A log that ends in the middle cannot be told from an act that was never confirmed: what stands
before the break is kept, and the database is sound.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.models.company import Company
from tests.support.factories import add_company

CONFIRMED = ("first", "second", "third", "fourth", "fifth")
_FRAME = 24 + 4096


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    """The database as it lies after a power cut: all acts are in its log only."""
    source, left = tmp_path / "source.sqlite", tmp_path / "left.sqlite"
    migrate.backup(sqlite_template, source)
    with closing(open_database(source)) as database:
        for code in CONFIRMED:
            with database.write() as unit:
                add_company(unit, code)
        for end in ("", "-wal", "-shm"):
            shutil.copy(f"{source}{end}", f"{left}{end}")
    return left


def found(file: Path) -> tuple[str, ...]:
    """The companies, once the database has been opened as the program does and found sound."""
    with closing(open_database(file)) as database:
        migrate.prepare(database)
        with database.read() as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).first() is None
            codes = tuple(session.scalars(select(Company.code).order_by(Company.id)))
        with database.write() as unit:
            add_company(unit, "afterwards")
    return codes


def log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def test_a_whole_log_is_brought_home(file: Path) -> None:
    assert log_of(file).stat().st_size > len(CONFIRMED) * _FRAME
    assert found(file) == CONFIRMED


@pytest.mark.parametrize("place", range(11))
def test_a_log_that_was_cut_off(file: Path, place: int) -> None:
    log = log_of(file)
    size = log.stat().st_size
    # Ten places inside the log and the one before its last byte.
    os.truncate(log, min(size * place // 10, size - 1))
    codes = found(file)
    assert codes == CONFIRMED[: len(codes)]
    assert len(codes) < len(CONFIRMED)
    assert (len(codes) > 0) == (place > 2)


def overwritten(start: int, content: bytes) -> Callable[[Path], None]:
    def spoil(log: Path) -> None:
        with log.open("r+b") as target:
            target.seek(start)
            target.write(content)

    return spoil


def lengthened(log: Path) -> None:
    with log.open("ab") as target:
        target.write(b"\xa5" * 3 * _FRAME)


@pytest.mark.parametrize(
    ("spoil", "left"),
    [
        (lambda log: void(log.write_bytes(b"\xff" * 9_000)), 0),
        (lambda log: void(log.write_bytes(b"no log")), 0),
        (overwritten(0, b"\0" * 32), 0),
        (overwritten(16, b"\xff" * 8), 0),
        (overwritten(32 + 40, b"\xff" * 500), 0),
        (lengthened, len(CONFIRMED)),
    ],
    ids=["noise", "a letter", "no header", "other salt", "first page", "noise behind"],
)
def test_a_log_of_garbage(file: Path, spoil: Callable[[Path], None], left: int) -> None:
    spoil(log_of(file))
    assert found(file) == CONFIRMED[:left]


def test_the_index_of_the_log_is_made_anew(file: Path) -> None:
    file.with_name(f"{file.name}-shm").write_bytes(b"\xff" * 32_768)
    assert found(file) == CONFIRMED


def void(_result: object) -> None:
    """What a function returned is not wanted."""
