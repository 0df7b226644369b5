"""What can be wrong with a server that the settings name, and how each is put right."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field

import pytest

from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.settings import DataFolder
from tests.support.postgres_server import PostgresServer, kind_available

Mend = Callable[[], object]
_NAME = "in_trouble"
_LOGIN, _PASSWORD = "in_trouble_clerk", "right"

on_a_server = pytest.mark.skipif(
    kind_available() != "system", reason="no server that asks for passwords and can be stopped"
)


@dataclass
class ServerTroubles:
    """Each method spoils one thing and returns how it is mended."""

    server: PostgresServer
    last: ExitStack = field(default_factory=ExitStack)

    def wrong_password(self, folder: DataFolder) -> Mend:
        """The address holds a password that is not the person's."""
        self._name(folder, f"{_LOGIN}:wrong")
        return lambda: self._name(folder, f"{_LOGIN}:{_PASSWORD}")

    def no_password(self, folder: DataFolder) -> Mend:
        """A password is asked for, and there is none."""
        self._name(folder, _LOGIN)
        return lambda: self._name(folder, f"{_LOGIN}:{_PASSWORD}")

    def unknown_person(self, folder: DataFolder) -> Mend:
        """Nobody of that name may come in."""
        self._name(folder, "somebody")
        return lambda: self._name(folder, "postgres")

    def unknown_name(self, folder: DataFolder) -> Mend:
        """The server is there, the database is not."""
        self._name(folder, "postgres", f"{_NAME}_else")
        return lambda: self._name(folder, "postgres")

    def outdated(self, folder: DataFolder) -> Mend:
        """Nobody has brought the schema up to date yet."""
        self.server.drop(_NAME)
        self.server.create(_NAME)
        self._name(folder, "postgres")
        return self._upgrade

    def down(self, folder: DataFolder) -> Mend:
        """Nobody answers."""
        self._name(folder, "postgres")
        self.last.enter_context(self.server.halted())
        return self.last.close

    def _name(self, folder: DataFolder, person: str, database: str = _NAME) -> None:
        address = self.server.address(database).replace("postgres@", f"{person}@", 1)
        folder.settings_file.write_text(json.dumps({"database_url": address}))

    def _upgrade(self) -> None:
        with closing(open_database(self.server.address(_NAME))) as database:
            migrate.upgrade(database)


SERVER_TROUBLES = {
    "wrong password": ("database.access_refused", ServerTroubles.wrong_password),
    "no password": ("database.access_refused", ServerTroubles.no_password),
    "unknown person": ("database.access_refused", ServerTroubles.unknown_person),
    "unknown name": ("database.unknown_name", ServerTroubles.unknown_name),
    "older schema": ("database.outdated", ServerTroubles.outdated),
    "server down": ("database.unreachable", ServerTroubles.down),
}
"""By name: the code of what is said, and what is spoiled."""


@pytest.fixture
def troubles(postgres: PostgresServer, postgres_template: str) -> Iterator[ServerTroubles]:
    """A migrated database on the server, and somebody who is asked for a password."""
    postgres.create(_NAME, template=postgres_template)
    postgres.add_login(_LOGIN, _PASSWORD)
    postgres.execute(f"GRANT pg_read_all_data, pg_write_all_data TO {_LOGIN}")
    made = ServerTroubles(postgres)
    try:
        yield made
    finally:
        made.last.close()
        postgres.drop(_NAME)
        postgres.execute(f"DROP ROLE {_LOGIN}")
