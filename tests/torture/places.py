"""Worlds as templates, and a copy of one for every run: a data folder, and a database with it."""

import itertools
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.settings import AppSettings, DataFolder, save_settings
from tests.torture import world
from tests.torture.acts import ACTS, Act

_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server; ``address`` has ``{}`` where the name of a database goes."""

    address: str
    admin: psycopg.Connection

    @classmethod
    def at(cls, address: str) -> "Server":
        """Connect as the one who makes and drops databases; no child ever uses this connection."""
        plain = address.format("postgres").replace("postgresql+psycopg://", "postgresql://", 1)
        return cls(address, psycopg.connect(plain, autocommit=True))

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database; returns its address."""
        self.drop(name)
        self.admin.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy'.encode()
        )
        return self.address.format(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def wait_until_left(self, name: str) -> None:
        """Until the server has noticed that the killed process is gone."""
        until = time.monotonic() + _PATIENCE_SECONDS
        query = b"SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        while True:
            row = self.admin.execute(query, [name]).fetchone()
            if row is None or row[0] == 0:
                return
            if time.monotonic() > until:
                raise TimeoutError(f"somebody stays connected to {name}")
            time.sleep(0.002)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one run happens."""

    folder: DataFolder
    database: str
    server: Server | None

    def wait_until_left(self) -> None:
        """Until nobody works here any more."""
        if self.server is not None:
            self.server.wait_until_left(self.database)


class Places:
    """Makes templates once and places for runs, below one folder of this worker."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder = folder
        self._server = server
        self._numbers = itertools.count(1)
        self._templates: dict[tuple[Act, str, int], Place] = {}

    @contextmanager
    def place(self, act: Act, backend: str, items: int) -> Iterator[Place]:
        """Lend a copy of the world of an act; it is gone afterwards."""
        template = self._templates.get((act, backend, items))
        if template is None:
            template = self._made(act, backend, items)
            self._templates[act, backend, items] = template
        name = f"run_{os.getpid()}_{next(self._numbers)}"
        folder = DataFolder(self._folder / name)
        # What lies with the portal moves in one rename: one file system for all of it.
        shutil.copytree(template.folder.path, folder.path)
        if template.server is not None:
            url = template.server.create(name, template.database)
            save_settings(folder, AppSettings(database_url=url))
        try:
            yield Place(folder, name, template.server)
        finally:
            if template.server is not None:
                template.server.drop(name)
            shutil.rmtree(folder.path)

    def _made(self, act: Act, backend: str, items: int) -> Place:
        name = f"world_{os.getpid()}_{len(self._templates)}"
        folder = DataFolder(self._folder / name)
        server = self._server if backend == "postgres" else None
        url = None
        if server is not None:
            url = server.create(name)
            with closing(open_database(url)) as database:
                migrate.upgrade(database)
        made = world.build(folder, url, items)
        try:
            ACTS[act].prepare(made)
        finally:
            made.context.close()
        return Place(folder, name, server)
