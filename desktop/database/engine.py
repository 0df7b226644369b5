"""One database, two products: a file of SQLite for one workstation, PostgreSQL for a team."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from desktop.database import postgres, sqlite
from desktop.database.failures import known_failure
from desktop.database.schema_versions import known_revisions, revision_of
from desktop.database.unit_of_work import Change, UnitOfWork
from desktop.database.uses import Uses
from desktop.domain.errors import UserError

ChangeListener = Callable[[frozenset[Change]], None]
Ending = Callable[[UnitOfWork], None]


class Database:
    """The open database of this process; use it from any thread, a unit of work from one.

    Made by ``open_database``. ``path`` is the file, ``None`` for PostgreSQL; ``key`` what it is
    encrypted with.
    """

    def __init__(
        self, writer: Engine, reader: Engine, path: Path | None, key: bytes | None = None
    ) -> None:
        self.path = path
        self.key = key
        self._writer = writer
        self._reader = reader
        self._listeners: list[ChangeListener] = []
        self._endings: dict[str, Ending] = {}
        # By it this program knows its own voice among what it hears.
        self._name = secrets.token_hex(4)
        # A file has one writer at a time. Waiting here is fair and needs no polling.
        self._turn = threading.Lock() if path is not None else None
        self._inside = threading.local()
        self._uses = Uses()
        self._identity = sqlite.identity_of(path) if path is not None else None

    @property
    def is_embedded(self) -> bool:
        """Whether this is a database file of this workstation."""
        return self.path is not None

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Open a unit of work; it commits at the end and rolls back on any exception.

        Raises:
            UserError: ``conflict.changed`` where somebody else changed the same thing meanwhile;
                ``database.*`` where the outside world fails (disk full, locked, unreachable).
            RuntimeError: a unit of work is open in this thread already.
        """
        with self._uses.one(), self._one_writer(), _known_failures():
            self._check_place()
            unit = UnitOfWork(Session(self._writer, expire_on_commit=False))
            try:
                with unit.session.begin():
                    # Take the lock now: what is read in here must not be old when it is written.
                    unit.session.connection()
                    yield unit
                    unit.finish()
                    for ending in tuple(self._endings.values()):
                        unit.session.flush()
                        ending(unit)
                    self._tell_others(unit)
            finally:
                unit.session.close()
        if unit.changes:
            self.announce(frozenset(unit.changes))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one moment of the database and cannot write.

        Raises:
            UserError: ``database.*`` where the outside world fails.
        """
        with (
            self._uses.one(),
            _known_failures(),
            Session(self._reader, expire_on_commit=False) as session,
        ):
            self._check_place()
            yield session

    @contextmanager
    def write_connection(self) -> Iterator[Connection]:
        """Lend the writing connection without a transaction; for migrations and maintenance."""
        with self._uses.one(), self._writing_connection() as connection:
            yield connection

    def end_every_unit(self, name: str, ending: Ending) -> None:
        """Run ``ending`` at the end of every unit of work, in its transaction.

        For what follows from other rows and must never be seen without them, such as a search index
        that triggers note the touched rows for. It comes after what the unit itself left for its
        end, with everything flushed; a name that is there already is replaced.
        """
        self._endings[name] = ending

    def subscribe(self, listener: ChangeListener) -> Callable[[], None]:
        """Call ``listener`` after every commit that changed something; returns how to stop it.

        It is called in the thread that committed and must be quick.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, changes: frozenset[Change]) -> None:
        """Tell all listeners of changes, be they ours or those of another process."""
        for listener in tuple(self._listeners):
            listener(changes)

    def listen(self) -> Callable[[], None]:
        """Announce what other programs commit to the same server, too; returns how to stop it.

        Nothing is heard of a database file: see ``commits_of_others``. A server that goes away and
        comes back is heard again, and then everything is announced.
        """
        if self.path is not None:
            return lambda: None
        from desktop.database.listening import Listening

        listening = Listening(self._writer, self._name, self.announce)
        listening.start()
        return listening.stop

    def _tell_others(self, unit: UnitOfWork) -> None:
        """Let other programs hear of the unit's changes once it is committed."""
        if self.path is None and unit.changes:
            from desktop.database.listening import tell

            tell(unit.session, self._name, unit.changes)

    def optimize(self) -> None:
        """Let the database count its rows anew, so that it chooses the right index.

        For whoever has just written very much; both products do it by themselves in small steps.
        """
        statement = "ANALYZE" if self.path is None else "PRAGMA optimize = 0x10002"
        with self.write_connection() as connection:
            if self.path is not None:
                # Samples of each index: fractions of a second for a million rows.
                connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
            connection.exec_driver_sql(statement)
            connection.commit()

    def commits_of_others(self) -> int:
        """Return a number that differs from before when another program has committed meanwhile.

        Only for a database file: everything this program writes goes through one connection, and
        SQLite's ``data_version`` counts what the others do. Always 0 for PostgreSQL.
        """
        if self.path is None:
            return 0
        with self._writing_connection() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            row = driver.execute("PRAGMA data_version").fetchone()
        return int(row[0])

    def rest(self) -> bool:
        """Let go of what is only held to be fast if nobody used the database since the last call.

        For whoever calls every few seconds; returns whether it was done, which is once after each
        use. Of a file the readers are closed, and the writer forgets its pages: it stays open, as
        ``commits_of_others`` hears by it. Opening again takes a few milliseconds. Connections to a
        server stay: they hold little here, and it may be far away.
        """
        with self._uses.ended() as is_due:
            if is_due and self.path is not None:
                self._reader.dispose()
                with self._writing_connection() as connection:
                    driver = connection.connection.driver_connection
                    assert driver is not None
                    sqlite.give_back_memory(driver)
        return is_due

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._reader.dispose()
        self._writer.dispose()

    def _check_place(self) -> None:
        """Refuse to go on with a file that was removed, moved away or exchanged while it is open.

        What is written into it would be acknowledged, and gone when the program ends.
        """
        if self.path is not None and sqlite.identity_of(self.path) != self._identity:
            raise UserError("database.vanished")

    @contextmanager
    def _writing_connection(self) -> Iterator[Connection]:
        """Lend the writing connection for a moment that is no use of the database."""
        with self._one_writer(), _known_failures(), self._writer.connect() as connection:
            yield connection

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if getattr(self._inside, "writing", False):
            raise RuntimeError("a unit of work is already open in this thread")
        self._inside.writing = True
        try:
            if self._turn is None:
                yield
            else:
                with self._turn:
                    yield
        finally:
            self._inside.writing = False


def open_database(
    address: Path | str,
    *,
    patience: float = sqlite.BUSY_TIMEOUT_SECONDS,
    key: bytes | None = None,
) -> Database:
    """Open a database file (made where it is absent) or a PostgreSQL database.

    ``address`` is a path, or an address that begins with ``postgresql://``. ``patience`` is how
    many seconds a writer of another program is waited for, ``key`` the 32 bytes a file is encrypted
    with (files only; a server encrypts by itself). The schema is not touched: see
    ``desktop.database.migrate``.

    Raises:
        UserError: ``database.network_drive`` (a file on another computer), ``database.newer`` (made
            by a later version of the program), ``database.damaged``, ``database.locked``,
            ``database.not_accessible``, ``database.unreachable``, ``database.bad_address``.
    """
    database = _build(address, patience, key)
    try:
        _refuse_newer(database)
    except BaseException:
        database.close()
        raise
    return database


def _refuse_newer(database: Database) -> None:
    with database.read() as session:
        found = revision_of(session.connection())
    if found is not None and found not in known_revisions():
        raise UserError("database.newer")


def _build(address: Path | str, patience: float, key: bytes | None) -> Database:
    if isinstance(address, str) and postgres.is_postgres_address(address):
        writer = postgres.writer_engine(postgres.parse_address(address))
        return Database(writer, postgres.reader_engine(writer), None)
    if isinstance(address, str) and "://" in address:
        # Another product's address is no file name: a database of that name would be made.
        raise UserError("database.bad_address")
    path = Path(address).expanduser().absolute()
    sqlite.check_place(path, is_encrypted=key is not None)
    database = Database(
        sqlite.writer_engine(path, patience, key),
        sqlite.reader_engine(path, patience, key),
        path,
        key,
    )
    with database.write_connection() as connection:
        # Makes the file and switches it to the write-ahead log before anybody reads.
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    return database


@contextmanager
def _known_failures() -> Iterator[None]:
    """Turn failures of the outside world into their ``UserError``; bugs stay what they are."""
    try:
        yield
    except (DBAPIError, StaleDataError) as error:
        failure = known_failure(error)
        if failure is None:
            raise
        raise failure from None
    except UnicodeEncodeError:
        # Half a character (a lone surrogate): no encoding of ours holds it.
        raise UserError("text.not_storable") from None


@contextmanager
def read_only(path: Path, key: bytes | None = None) -> Iterator[Session]:
    """Open a database file only to read it; not a byte of it changes, as ``open_database`` might.

    Raises:
        UserError: ``database.*`` where it cannot be opened.
    """
    engine = sqlite.reader_engine(path, key=key)
    try:
        with _known_failures(), Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        engine.dispose()
