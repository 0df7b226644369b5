"""Fixture ``db``: every test that takes it runs on SQLite and on PostgreSQL, each time afresh.

The schema is migrated once per test process; a test gets a copy of that. The terminal summary says
on which databases the run was, and with ``CI`` set a run without PostgreSQL fails.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desktop.database import migrate
from desktop.database.engine import Database, open_database
from tests.support import postgres_server
from tests.support.postgres_pool import PostgresPool
from tests.support.postgres_server import PostgresServer

EVERYWHERE_VARIABLE = "MIETERDESK_JOURNEYS_EVERYWHERE"
"""Set it to run every journey on both kinds of database."""

_TEMPLATE = "mieterdesk_template"
_used: Counter[str] = Counter()


def backends() -> list[str]:
    """The databases this machine can test on."""
    return ["sqlite", "postgres"] if postgres_server.kind_available() else ["sqlite"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file; copied, never opened by a test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    with closing(open_database(path)) as database:
        migrate.upgrade(database)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this test process."""
    server = PostgresServer()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """Name of a migrated, empty database; cloned, never opened by a test."""
    postgres.create(_TEMPLATE)
    with closing(open_database(postgres.address(_TEMPLATE))) as database:
        migrate.upgrade(database)
    return _TEMPLATE


@pytest.fixture(scope="session")
def postgres_pool(postgres: PostgresServer, postgres_template: str) -> PostgresPool:
    """The databases that the tests of this process take and give back."""
    return PostgresPool(postgres, postgres_template)


def choose_databases(metafunc: pytest.Metafunc) -> None:
    """Runs a test that takes a database on both kinds; a journey only where it is marked so.

    What a database does is proven by the tests of the services; windows know nothing of it.
    """
    if "database_address" not in metafunc.fixturenames or _chosen_by_itself(metafunc):
        return
    kinds = backends()
    everywhere = os.environ.get(EVERYWHERE_VARIABLE) or metafunc.definition.get_closest_marker(
        "both_databases"
    )
    if "journeys" in metafunc.definition.path.parts and not everywhere:
        kinds = kinds[:1]
    metafunc.parametrize("database_address", kinds, indirect=True)


def _chosen_by_itself(metafunc: pytest.Metafunc) -> bool:
    marks = metafunc.definition.iter_markers("parametrize")
    return any("database_address" in mark.args[0] for mark in marks)


@pytest.fixture
def database_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Path or address of a fresh, migrated database; opened by nobody yet."""
    backend: str = request.param
    _used[backend] += 1
    if backend == "sqlite":
        path = tmp_path / "data" / "mieterdesk.sqlite"
        path.parent.mkdir()
        migrate.backup(request.getfixturevalue("sqlite_template"), path)
        yield path
        return
    pool: PostgresPool = request.getfixturevalue("postgres_pool")
    server: PostgresServer = request.getfixturevalue("postgres")
    name = pool.take()
    try:
        yield server.address(name)
    finally:
        pool.give_back(name)


@pytest.fixture
def db(database_address: Path | str) -> Iterator[Database]:
    """A fresh, migrated database, once on SQLite and once on PostgreSQL."""
    with closing(open_database(database_address)) as database:
        yield database


@pytest.fixture
def empty_database_address(tmp_path: Path) -> Path:
    """Path of a database file that does not exist yet."""
    return tmp_path / "empty" / "mieterdesk.sqlite"


class DatabaseReport:
    """Tells at the end of a run which databases it was on."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._counts: Counter[str] = Counter()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hands a worker's counts to the controller; fails a run of CI without PostgreSQL."""
        output: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if output is not None:
            output["databases"] = dict(_used)
            return
        self._counts.update(_used)
        if self._lacks_postgres() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Adds up what the workers of a parallel run counted."""
        self._counts.update(getattr(node, "workeroutput", {}).get("databases", {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Writes one line, a red one where PostgreSQL was missing."""
        kind = postgres_server.kind_available()
        sqlite = f"SQLite ({self._counts['sqlite']} tests)"
        if kind is None:
            terminalreporter.write_line(
                f"databases: {sqlite}; PostgreSQL was NOT available", red=True
            )
        else:
            tests = f"{kind}, {self._counts['postgres']} tests"
            terminalreporter.write_line(f"databases: {sqlite}, PostgreSQL ({tests})")

    def _lacks_postgres(self) -> bool:
        return bool(os.environ.get("CI")) and postgres_server.kind_available() is None
