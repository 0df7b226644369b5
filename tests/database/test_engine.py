"""Both databases: nothing is lost, nothing is half, and what goes wrong has a sentence."""

import stat
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from desktop.database.engine import Database, open_database
from desktop.database.unit_of_work import Change, ChangeKind, UnitOfWork
from desktop.domain.errors import UserError
from desktop.models.company import Company, Counter, StaffCompany
from desktop.texts.errors import ERRORS
from tests.support.factories import add_company

THREADS, ROUNDS = 5, 12


def test_five_threads_lose_no_update(db: Database) -> None:
    with db.write() as unit:
        unit.session.add(Counter(name="test", value=0))
    gate = threading.Barrier(THREADS)

    def count() -> None:
        gate.wait()
        for _ in range(ROUNDS):
            with db.write() as unit:
                counter = unit.session.get_one(Counter, "test", with_for_update=True)
                counter.value = counter.value + 1

    run_in_threads(count)
    with db.read() as session:
        assert session.get_one(Counter, "test").value == THREADS * ROUNDS


def test_two_programs_lose_no_update(sqlite_template: Path, empty_database_address: Path) -> None:
    from desktop.database import migrate

    migrate.backup(sqlite_template, empty_database_address)
    with closing(open_database(empty_database_address)) as first:
        with first.write() as unit:
            unit.session.add(Counter(name="test", value=0))
        with closing(open_database(empty_database_address)) as second:
            programs = [first, second] * 3

            def count() -> None:
                database = programs.pop()
                for _ in range(ROUNDS):
                    with database.write() as unit:
                        unit.session.get_one(Counter, "test").value += 1

            run_in_threads(count, number=6)
        with first.read() as session:
            assert session.get_one(Counter, "test").value == 6 * ROUNDS


def test_somebody_was_faster(db: Database) -> None:
    with db.write() as unit:
        company_id = add_company(unit).id
    with db.read() as session:
        mine = session.get_one(Company, company_id)
    with db.write() as unit:
        unit.session.get_one(Company, company_id).town = "Kiel"
    mine.town = "Bremen"
    with pytest.raises(UserError, match=r"conflict\.changed"), db.write() as unit:
        unit.session.merge(mine)
    with db.read() as session:
        assert session.get_one(Company, company_id).town == "Kiel"


def test_an_exception_rolls_back_and_tells_nobody(db: Database) -> None:
    heard: list[frozenset[Change]] = []
    db.subscribe(heard.append)

    def fail_late() -> None:
        with db.write() as unit:
            add_company(unit)
            unit.changed(ChangeKind.COMPANY, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late()
    with db.read() as session:
        assert session.scalars(select(Company.id)).all() == []
    assert heard == []


def test_what_ends_every_unit_is_in_its_transaction(db: Database) -> None:
    def ending(unit: UnitOfWork) -> None:
        names = unit.session.scalars(select(Company.name).order_by(Company.name)).all()
        unit.session.add(Counter(name=", ".join(names), value=1))

    db.end_every_unit("names", lambda _unit: None)
    db.end_every_unit("names", ending)
    with db.write() as unit:
        company = add_company(unit, "thor")
        unit.before_commit("late", lambda: setattr(company, "name", "last of all"))
    with db.read() as session:
        assert session.scalars(select(Counter.name)).all() == ["last of all"]


def test_listeners_hear_of_a_commit_after_it(db: Database) -> None:
    found: list[int] = []

    def listen(changes: frozenset[Change]) -> None:
        assert changes == {Change(ChangeKind.COMPANY, 5), Change(ChangeKind.STAFF)}
        with db.read() as session:
            found.extend(session.scalars(select(Company.id)))

    stop = db.subscribe(listen)
    with db.write() as unit:
        made = add_company(unit).id
        unit.changed(ChangeKind.COMPANY, 5)
        unit.changed(ChangeKind.COMPANY, 5)
        unit.changed(ChangeKind.STAFF)
    assert found == [made]
    stop()
    with db.write() as unit:
        unit.changed(ChangeKind.STAFF)
    assert found == [made]


def test_a_reader_sees_one_moment(db: Database) -> None:
    with db.read() as session:
        before = session.scalars(select(Company.id)).all()
        with db.write() as unit:
            add_company(unit)
        assert session.scalars(select(Company.id)).all() == before == []


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(UserError, match=r"database\.read_only"), db.read() as session:
        session.execute(text("DELETE FROM counters"))


def test_rows_that_point_nowhere_are_refused(db: Database) -> None:
    with pytest.raises(IntegrityError), db.write() as unit:
        unit.session.add(StaffCompany(staff_id=1, company_id=1))


def test_a_unit_within_a_unit_is_a_bug(db: Database) -> None:
    with db.write(), pytest.raises(RuntimeError), db.write():
        pass
    with db.write() as unit:
        add_company(unit)


def test_rows_are_counted_anew(db: Database) -> None:
    with db.write() as unit:
        for number in range(40):
            add_company(unit, f"company{number}")
    db.optimize()
    counted = (
        "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'companies'"
        if db.is_embedded
        else "SELECT reltuples FROM pg_class WHERE relname = 'companies'"
    )
    with db.read() as session:
        assert session.execute(text(counted)).scalar_one() >= 1


def test_errors_hold_no_parameters(db: Database) -> None:
    with pytest.raises(DBAPIError) as caught, db.write() as unit:
        unit.session.execute(text("INSERT INTO nowhere VALUES (:iban)"), {"iban": "DE89SECRET"})
    assert "DE89SECRET" not in str(caught.value)


@pytest.mark.parametrize("hostile", ["a\0b", "\ud800", "\u202e", "\U0010ffff", "e" + "\u0301" * 99])
def test_a_text_is_stored_as_it_is_or_refused(db: Database, hostile: str) -> None:
    refused: list[str] = []
    try:
        with db.write() as unit:
            add_company(unit, "kept", settings={})
            unit.session.execute(text("UPDATE companies SET name = :name"), {"name": hostile})
    except UserError as error:
        refused.append(error.code)
    with db.read() as session:
        kept = session.scalars(select(Company.name)).all()
    if hostile in {"a\0b", "\ud800"} and refused:
        assert (refused, kept) == (["text.not_storable"], [])
    else:
        assert (refused, kept) == ([], [hostile])


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(b"Sehr geehrte Damen und Herren, " * 200)
    refuses(file, "database.damaged")
    assert file.read_bytes().startswith(b"Sehr geehrte")


def test_a_file_that_is_damaged_inside(sqlite_template: Path, tmp_path: Path) -> None:
    content = sqlite_template.read_bytes()
    file = tmp_path / "half.sqlite"
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    refuses(file, "database.damaged")


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    refuses(tmp_path / "folder", "database.not_accessible")


def test_an_address_that_is_none() -> None:
    refuses("postgresql://localhost:none/mieterdesk", "database.bad_address")
    # Another product: a file of that name must not be made.
    refuses("mysql://localhost/mieterdesk", "database.bad_address")


def test_a_server_that_is_not_there() -> None:
    refuses("postgresql://nobody@127.0.0.1:1/none", "database.unreachable")


def test_a_later_schema(database_address: Path | str) -> None:
    with closing(open_database(database_address)) as database, database.write() as unit:
        unit.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    refuses(database_address, "database.newer")


def test_a_writer_of_another_program_is_not_waited_for_forever(
    sqlite_template: Path, empty_database_address: Path
) -> None:
    from desktop.database import migrate

    migrate.backup(sqlite_template, empty_database_address)
    with (
        closing(open_database(empty_database_address, patience=0.05)) as ours,
        closing(open_database(empty_database_address)) as other,
        other.write(),
        pytest.raises(UserError, match=r"database\.locked"),
        ours.write(),
    ):
        pass


def test_a_full_disk_loses_only_what_was_not_confirmed(
    sqlite_template: Path, empty_database_address: Path
) -> None:
    from desktop.database import migrate

    migrate.backup(sqlite_template, empty_database_address)
    with closing(open_database(empty_database_address)) as database:
        with database.write() as unit:
            add_company(unit, "kept")
        with database.write_connection() as connection:
            # SQLite itself can be told that there is no room for another page.
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(UserError, match=r"database\.disk_full"), database.write() as unit:
            add_company(unit, "lost", settings={"text": "x" * 500_000})
        with database.write_connection() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        with database.write() as unit:
            add_company(unit, "later")
        with database.read() as session:
            assert set(session.scalars(select(Company.code))) == {"kept", "later"}


def test_rules_of_every_connection(empty_database_address: Path) -> None:
    with closing(open_database(empty_database_address)) as database:
        with database.write_connection() as connection:
            asked = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "query_only")
            }
        assert asked == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "query_only": 0,
        }
        with database.read() as session:
            assert session.execute(text("PRAGMA query_only")).scalar_one() == 1
            assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_the_file_is_its_owners_only(empty_database_address: Path) -> None:
    with closing(open_database(empty_database_address)) as database, database.write():
        files = list(empty_database_address.parent.iterdir())
        modes = {stat.S_IMODE(path.stat().st_mode) for path in files}
    assert modes == {0o666 if sys.platform == "win32" else 0o600}
    assert len(files) == 3


def refuses(address: Path | str, code: str) -> None:
    """Opening ends in this ``UserError``, for which there is a sentence."""
    with pytest.raises(UserError) as caught:
        open_database(address)
    assert caught.value.code == code
    assert code in ERRORS


def run_in_threads(function: Callable[[], None], number: int = THREADS) -> None:
    """Runs it in several threads at once; an exception in one of them fails the test."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            function()
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=guarded) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
