"""Programs on one server hear of each other at once, and outlive a server that goes and comes."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.database.engine import Database, open_database
from desktop.database.listening import EVERYTHING, LONGEST, Listening, from_message, to_message
from desktop.domain.changes import Change, ChangeKind
from desktop.services.numbering import next_number
from desktop.tasks import Tasks
from tests.support.databases import backends
from tests.support.postgres_server import PostgresServer
from tests.support.server_troubles import on_a_server

PATIENCE = 20.0
CASE_7 = Change(ChangeKind.CASE, 7)
on_postgres = pytest.mark.skipif("postgres" not in backends(), reason="no PostgreSQL here")


@dataclass
class Ear:
    """Keeps what was heard and lets a test wait for it."""

    heard: list[frozenset[Change]] = field(default_factory=list)
    news: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def hear(self, changes: frozenset[Change]) -> None:
        """To be called by whoever listens."""
        self.heard.append(changes)
        self.news.release()

    def wait(self) -> frozenset[Change]:
        """The next announcement."""
        assert self.news.acquire(timeout=PATIENCE), "nothing was heard"
        return self.heard[-1]


@pytest.fixture
def address(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A database on a server, to which two programs connect."""
    postgres.create("listening", template=postgres_template)
    yield postgres.address("listening")
    postgres.drop("listening")


def change(database: Database, *changes: Change) -> None:
    """Commit something and say so."""
    with database.write() as unit:
        next_number(unit, "case")
        for one in changes:
            unit.changed(one.kind, one.id)


def give_up(database: Database) -> None:
    """Change something and do not commit it."""
    with database.write() as unit:
        unit.changed(ChangeKind.CASE, 1)
        raise ZeroDivisionError


def test_messages_say_kinds_and_ids() -> None:
    changes = frozenset({CASE_7, Change(ChangeKind.CASE, 12), Change(ChangeKind.DRAFT)})
    message = to_message("a1", changes)
    assert message == "a1 case:7,12 draft"
    assert from_message(message) == ("a1", changes)


def test_a_kind_as_a_whole_needs_no_ids() -> None:
    assert to_message("a1", {CASE_7, Change(ChangeKind.CASE)}) == "a1 case"


def test_a_message_that_would_be_too_long_says_the_kinds() -> None:
    many = {Change(ChangeKind.CASE, number) for number in range(5_000)}
    message = to_message("a1", many | {Change(ChangeKind.DELIVERY, 1)})
    assert len(message.encode()) < LONGEST
    assert from_message(message)[1] == {Change(ChangeKind.CASE), Change(ChangeKind.DELIVERY)}


@pytest.mark.parametrize("strange", ["", "a1", "a1 comet:3", "a1 case:x,", "a1  :"])
def test_what_another_version_says_is_no_error(strange: str) -> None:
    assert from_message(strange)[1] <= {Change(ChangeKind.CASE)}


def test_nobody_is_heard_of_a_file(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "alone.sqlite")) as database:
        stop = database.listen()
        stop()
        assert not [one for one in threading.enumerate() if one.name == "listening"]


@on_postgres
def test_the_other_program_hears_at_once_and_nobody_hears_himself(
    address: str, qtbot: QtBot
) -> None:
    with closing(open_database(address)) as ours, closing(open_database(address)) as others:
        tasks = Tasks(ours)
        heard: list[frozenset[Change]] = []
        tasks.changed.connect(heard.append)
        ear = Ear()
        listening = Listening(others._writer, others._name, ear.hear)
        listening.start()
        assert listening.is_listening.wait(PATIENCE)
        change(ours, CASE_7)
        assert ear.wait() == {CASE_7}
        tasks.watch_others(ours)
        change(others, Change(ChangeKind.DRAFT))
        # The first listener's own voice is not among what it hears.
        change(ours, Change(ChangeKind.STAFF, 3))
        assert ear.wait() == {Change(ChangeKind.STAFF, 3)}
        listening.stop()
        told = frozenset({Change(ChangeKind.STAFF, 3)})
        # What the other one wrote comes by the server and may come later than one's own.
        qtbot.waitUntil(lambda: told in heard, timeout=int(PATIENCE * 1000))
        tasks.stop()
        assert heard.count(told) == 1
    assert [CASE_7] not in [list(one) for one in ear.heard[1:]]
    assert Change(ChangeKind.DRAFT) not in {one for changes in ear.heard for one in changes}


@on_postgres
def test_what_is_rolled_back_is_never_told(address: str) -> None:
    with closing(open_database(address)) as ours, closing(open_database(address)) as others:
        ear = Ear()
        others.subscribe(ear.hear)
        stop = others.listen()
        with pytest.raises(ZeroDivisionError):
            give_up(ours)
        # Listening may begin only now: the loop ends with the first that is heard.
        while not ear.news.acquire(timeout=0.05):
            change(ours, CASE_7)
        stop()
        assert set(ear.heard) == {frozenset({CASE_7})}


@on_a_server
def test_a_server_that_goes_and_comes_back_ends_nothing(
    address: str, postgres: PostgresServer
) -> None:
    with closing(open_database(address)) as ours, closing(open_database(address)) as others:
        ear = Ear()
        listening = Listening(ours._writer, "ours", ear.hear, pause=0.05)
        listening.start()
        assert listening.is_listening.wait(PATIENCE)
        with postgres.halted():
            pass
        # Nobody knows what happened meanwhile.
        assert ear.wait() == EVERYTHING
        change(others, CASE_7)
        assert ear.wait() == {CASE_7}
        listening.stop()


@on_a_server
def test_listening_ends_while_the_server_is_gone(address: str, postgres: PostgresServer) -> None:
    with closing(open_database(address)) as ours:
        listening = Listening(ours._writer, "ours", lambda _: None, pause=PATIENCE)
        listening.start()
        assert listening.is_listening.wait(PATIENCE)
        with postgres.halted():
            listening.stop()
    assert not [one for one in threading.enumerate() if one.name == "listening"]
