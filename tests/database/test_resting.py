"""A database that nobody uses holds nothing only to be fast, and is there at once when it is."""

import ctypes
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3
from sqlalchemy import select, text

from desktop.background_jobs import rest
from desktop.database import migrate
from desktop.database.engine import Database, open_database
from desktop.database.uses import Uses
from desktop.models.company import Company
from tests.support.factories import add_company

MARK = 77
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the system as Linux tells it")


@pytest.fixture
def file(sqlite_template: Path, empty_database_address: Path) -> Iterator[Database]:
    """A database file that nobody has used yet."""
    migrate.backup(sqlite_template, empty_database_address)
    with closing(open_database(empty_database_address)) as database:
        take_a_rest(database)
        yield database


def take_a_rest(database: Database) -> bool:
    """A pause is over in which nobody used it."""
    database.rest()
    return database.rest()


def mark_reader(database: Database) -> None:
    """What a connection was told is told to no other one."""
    with database.read() as session:
        session.execute(text(f"PRAGMA cache_size = {MARK}"))


def is_marked(database: Database) -> bool:
    with database.read() as session:
        return bool(session.execute(text("PRAGMA cache_size")).scalar_one() == MARK)


def test_work_goes_on_after_a_rest(db: Database) -> None:
    for code in ("one", "two"):
        with db.write() as unit:
            add_company(unit, code)
        assert not db.rest(), "somebody has just used it"
        assert db.rest()
        assert not db.rest(), "once is enough"
        with db.read() as session:
            assert code in set(session.scalars(select(Company.code)))


def test_one_reader_does_nearly_all(file: Database) -> None:
    with file.read() as first:
        first.execute(text(f"PRAGMA cache_size = {MARK}"))
        with file.read() as second:
            assert second.execute(text("PRAGMA cache_size")).scalar_one() != MARK
    assert is_marked(file), "the one that was used last is used again"
    assert is_marked(file)


def test_idle_readers_are_closed(file: Database) -> None:
    mark_reader(file)
    assert is_marked(file)
    assert not file.rest()
    assert is_marked(file), "used since then"
    rest(file)
    rest(file)
    assert not is_marked(file)


def test_a_reader_in_use_is_left_alone(file: Database) -> None:
    with file.read() as session:
        before = set(session.scalars(select(Company.code)))
        with file.write() as unit:
            add_company(unit, "late")
        mark_reader(file)
        assert not take_a_rest(file)
        assert is_marked(file), "nor are others, as long as somebody reads"
        session.expire_all()
        assert set(session.scalars(select(Company.code))) == before
    assert take_a_rest(file)


def test_others_are_heard_over_a_rest(file: Database) -> None:
    assert file.path is not None
    seen = file.commits_of_others()
    with file.write() as unit:
        add_company(unit, "ours")
    take_a_rest(file)
    assert file.commits_of_others() == seen
    with closing(open_database(file.path)) as other, other.write() as unit:
        add_company(unit, "theirs")
    with file.read() as session:
        assert "theirs" in set(session.scalars(select(Company.code)))
    assert take_a_rest(file)
    assert file.commits_of_others() != seen


def test_looking_for_others_keeps_nothing_awake(file: Database) -> None:
    mark_reader(file)
    file.rest()
    file.commits_of_others()
    assert file.rest()


@on_linux
def test_the_writer_forgets_its_pages(file: Database) -> None:
    with file.write() as unit:
        add_company(unit, "long", settings={"text": "x" * 2_000_000})
    before = held_by_sqlite()
    assert take_a_rest(file)
    assert before - held_by_sqlite() > 2_000_000


@on_linux
def test_resting_again_and_again_opens_no_more_files(file: Database) -> None:
    def round_of_rest() -> int:
        assert not is_marked(file)
        take_a_rest(file)
        return len(list(Path("/proc/self/fd").iterdir()))

    first = round_of_rest()
    assert {round_of_rest() for _ in range(5)} == {first}


def test_nobody_begins_while_a_rest_is_taken() -> None:
    uses = Uses()
    begun = threading.Event()

    def use() -> None:
        with uses.one():
            begun.set()

    use()
    with uses.ended():
        begun.clear()
    with uses.ended() as is_due:
        assert is_due
        reader = threading.Thread(target=use)
        reader.start()
        assert not begun.wait(0.05)
    reader.join()
    assert begun.is_set()


def held_by_sqlite() -> int:
    """Bytes."""
    used = ctypes.CDLL(sqlcipher3._sqlite3.__file__).sqlite3_memory_used
    used.restype = ctypes.c_int64
    return int(used())
