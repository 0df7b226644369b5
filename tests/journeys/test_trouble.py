"""Trouble while the window is open: said in place, what was typed stays, work goes on later."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from sqlalchemy import select

from desktop.database import migrate, sqlite
from desktop.database.engine import open_database
from desktop.domain.errors import UserError
from desktop.models.case import Draft
from desktop.texts.errors import error_sentence
from desktop.views.case.writing import RETRY_MS
from desktop.views.workspace import AGAIN_MS
from tests.support.clock import FixedClock
from tests.support.contexts import make_context
from tests.support.office import PASSWORD, Office
from tests.support.postgres_server import PostgresServer
from tests.support.program import RunningProgram
from tests.support.server_troubles import on_a_server

FIRST, SECOND = "Guten Tag,", " Ihr Antrag ist da."
Trouble = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "data" / "mieterdesk.sqlite"
    path.parent.mkdir()
    migrate.backup(sqlite_template, path)
    return path


@pytest.fixture
def house(file: Path, clock: FixedClock, tmp_path: Path) -> Iterator[Office]:
    """An office on a database file that waits only a moment for other programs."""
    with closing(open_database(file, patience=0.05)) as database:
        made = Office(make_context(database, tmp_path, clock), clock, tmp_path)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program writes and does not come to an end."""
    with closing(open_database(file)) as other, other.write():
        yield


@contextmanager
def vanished(file: Path) -> Iterator[None]:
    """The disk is pulled out; later it is back."""
    aside = file.with_name("elsewhere")
    file.rename(aside)
    yield
    aside.rename(file)


@contextmanager
def exchanged(file: Path) -> Iterator[None]:
    """Somebody puts another file in its place, and the right one back."""
    aside = file.with_name("elsewhere")
    file.rename(aside)
    file.write_bytes(aside.read_bytes())
    yield
    aside.replace(file)


def stored(office: Office) -> list[str]:
    with office.context.database.read() as session:
        return list(session.scalars(select(Draft.text)))


def due(program: RunningProgram, interval: int) -> None:
    """The timers of this length come to their end now."""
    for timer in program.window.findChildren(QTimer):
        if timer.interval() == interval and timer.isActive():
            timer.timeout.emit()
    program.wait()


def begun(office: Office) -> RunningProgram:
    """Somebody writes a reply; its first words are stored."""
    office.arrives()
    program = office.start()
    program.sign_in("clerk1", PASSWORD)
    program.press("Ctrl+R")
    program.type(FIRST)
    program.wait_until(lambda: stored(office) == [FIRST])
    return program


def goes_on_typing(program: RunningProgram, code: str) -> None:
    """More is typed while the trouble lasts: it is said in place, and the text stays."""
    pane = program.pane
    program.type(SECOND, pane.page.composer.text)
    program.wait_until(pane.problem.isVisible)
    assert pane.problem.title.text() == error_sentence(UserError(code))
    assert "…" not in pane.problem.title.text()
    assert pane.page.composer.text.toPlainText() == FIRST + SECOND


def is_over(office: Office, program: RunningProgram) -> None:
    """What was typed is stored by itself, the message goes, and the reply can be sent."""
    due(program, RETRY_MS)
    program.wait_until(lambda: stored(office) == [FIRST + SECOND])
    program.wait()
    assert not program.pane.problem.isVisible()
    assert program.pane.page.composer.text.toPlainText() == FIRST + SECOND
    program.click(program.pane.page.composer.send)
    assert stored(office) == []
    case_id = program.pane.case_id
    assert case_id is not None
    assert len(office.replies(case_id)) == 1


def state(program: RunningProgram) -> str:
    """What the status line says at its left."""
    return program.workspace.status._state.text()


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("database.locked", locked),
        ("database.vanished", vanished),
        ("database.vanished", exchanged),
    ],
)
def test_trouble_with_the_file_passes(
    house: Office, file: Path, code: str, trouble: Trouble
) -> None:
    program = begun(house)
    with trouble(file):
        goes_on_typing(program, code)
        program.press("F5")
        # The list does not look as if all was done, and the case stays in sight.
        assert program.workspace.inbox.panel.model.total == 1
        assert program.pane.page.isVisible()
        if code == "database.vanished":
            assert state(program) == "Keine Verbindung zur Datenbank"
    due(program, AGAIN_MS)
    assert state(program).startswith("Verbunden")
    is_over(house, program)


def test_a_full_disk_passes(house: Office) -> None:
    program = begun(house)
    database = house.context.database
    with database.write_connection() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    # So long that it needs pages of its own.
    composer = program.pane.page.composer
    long = "Sehr lang. " * 20_000
    composer.text.insertPlainText(long)
    program.wait_until(program.pane.problem.isVisible)
    assert program.pane.problem.title.text() == error_sentence(UserError("database.disk_full"))
    with database.write_connection() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    due(program, RETRY_MS)
    program.wait_until(lambda: stored(house) == [FIRST + long])
    assert composer.text.toPlainText() == FIRST + long
    assert not program.pane.problem.isVisible()


def test_a_database_that_becomes_read_only_passes(house: Office) -> None:
    program = begun(house)
    refuse_writing(house, "ON")
    goes_on_typing(program, "database.read_only")
    refuse_writing(house, "OFF")
    is_over(house, program)


def refuse_writing(office: Office, on_or_off: str) -> None:
    """The writing connection answers as on a disk that became read-only."""
    with office.context.database.write_connection() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA query_only = {on_or_off}")


def test_a_database_that_is_damaged_meanwhile_is_told_and_the_text_stays(
    house: Office, file: Path
) -> None:
    program = begun(house)
    # What lies in the log of changes is brought home, so that the damage hits all of it.
    with closing(sqlite.connect(file, query_only=False)) as other:
        other.execute("PRAGMA user_version = 1")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = file.read_bytes()
    with file.open("r+b") as damaged:
        damaged.seek(4096)
        damaged.write(b"\xff" * (len(whole) - 4096))
        damaged.flush()
        os.fsync(damaged.fileno())
    goes_on_typing(program, "database.damaged")
    program.press("F5")
    assert state(program) == "Keine Verbindung zur Datenbank"
    assert program.pane.page.isVisible()
    # A second attempt to close would give the text up; the first one says so.
    assert not program.window.close()
    assert program.pane.problem.title.text() == "Ein Text ist noch nicht gespeichert."
    assert program.pane.page.composer.text.toPlainText() == FIRST + SECOND


def test_a_text_that_could_not_be_stored_comes_back_with_its_case(
    house: Office, file: Path
) -> None:
    house.arrives("event-0", time="2026-11-19T08:00:00+01:00", category="general", fields={})
    program = begun(house)
    first = program.pane.case_id
    with locked(file):
        goes_on_typing(program, "database.locked")
        program.press("Ctrl+PgDown")
        assert program.pane.case_id != first
        program.press("Ctrl+PgUp")
        assert program.pane.case_id == first
        assert program.pane.page.composer.text.toPlainText() == FIRST + SECOND
        program.press("Ctrl+PgDown")
    due(program, RETRY_MS)
    assert stored(house) == [FIRST + SECOND]


def test_nobody_leaves_an_unsaved_text_unawares(house: Office, file: Path) -> None:
    program = begun(house)
    with locked(file):
        goes_on_typing(program, "database.locked")
        program.press("Ctrl+Shift+L")
        assert program.window.workspace is not None
        assert program.pane.problem.title.text() == "Ein Text ist noch nicht gespeichert."
    due(program, RETRY_MS)
    program.press("Ctrl+Shift+L")
    assert program.window.workspace is None
    assert stored(house) == [FIRST + SECOND]


def test_a_list_that_cannot_be_read_is_not_an_empty_one(house: Office, file: Path) -> None:
    house.arrives()
    program = house.start()
    program.sign_in("clerk1", PASSWORD)
    panel = program.workspace.inbox.panel
    with vanished(file):
        program.press("Ctrl+2")
        assert panel.empty.isVisible()
        assert panel.empty.title.text() == "Die Liste konnte nicht gelesen werden"
        assert panel.empty.detail.text() == error_sentence(UserError("database.vanished"))
    due(program, AGAIN_MS)
    assert panel.empty.title.text() != "Die Liste konnte nicht gelesen werden"
    program.press("Ctrl+1")
    assert panel.model.total == 1


def test_signing_in_says_what_is_the_matter(house: Office, file: Path) -> None:
    program = house.start()
    page = program.window.sign_in
    with vanished(file):
        page.login.setText("clerk1")
        page.password.setText(PASSWORD)
        program.click(page.submit)
        assert page.error.isVisible()
        assert page.error.title.text() == error_sentence(UserError("database.vanished"))
    program.sign_in("clerk1", PASSWORD)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of its own, which may be stopped."""
    made = PostgresServer()
    try:
        yield made
    finally:
        made.stop()


@pytest.fixture
def shared(server: PostgresServer, clock: FixedClock, tmp_path: Path) -> Iterator[Office]:
    """An office on that server."""
    server.create("trouble")
    with closing(open_database(server.address("trouble"))) as database:
        migrate.upgrade(database)
        made = Office(make_context(database, tmp_path, clock), clock, tmp_path)
        try:
            yield made
        finally:
            made.close()
    server.drop("trouble")


@on_a_server
def test_a_server_that_is_stopped_and_started_again(shared: Office, server: PostgresServer) -> None:
    program = begun(shared)
    with server.halted():
        goes_on_typing(program, "database.unreachable")
        program.press("F5")
        assert state(program) == "Keine Verbindung zur Datenbank"
        assert program.workspace.inbox.panel.model.total == 1
    due(program, AGAIN_MS)
    assert state(program).startswith("Verbunden")
    is_over(shared, program)


@on_a_server
def test_a_server_that_only_reads_for_a_while(shared: Office, server: PostgresServer) -> None:
    program = begun(shared)
    server.execute("ALTER DATABASE trouble SET default_transaction_read_only = on")
    _end_connections(server)
    goes_on_typing(program, "database.read_only")
    server.execute("ALTER DATABASE trouble SET default_transaction_read_only = off")
    _end_connections(server)
    is_over(shared, program)


def _end_connections(server: PostgresServer) -> None:
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'trouble'"
    )
