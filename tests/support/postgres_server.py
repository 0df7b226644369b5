"""A PostgreSQL server of our own for one test process, thrown away at its end.

Taken from the system's binaries where there are any (``PGBIN``, Debian's places, the path), else
from the ``pgserver`` wheel. Nothing is written outside a temporary folder.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

CHOICE_VARIABLE = "MIETERDESK_TEST_POSTGRES"
"""``system`` or ``wheel`` chooses one kind, ``none`` does without PostgreSQL."""

_DEBIAN = Path("/usr/lib/postgresql")
_START_SECONDS = 60.0
_ASKED = "asked_for_a_password"
"""The role whose members have to give a password; all others are let in."""
_EXE = ".exe" if sys.platform == "win32" else ""
# Nobody needs these data after a power cut.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def system_binaries() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, the newest one where there are several."""
    candidates = [Path(os.environ["PGBIN"])] if "PGBIN" in os.environ else []
    debian = sorted(_DEBIAN.glob("*/bin"), key=_version_of, reverse=True)
    candidates += debian
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    for folder in candidates:
        if (folder / f"initdb{_EXE}").exists() and (folder / f"postgres{_EXE}").exists():
            return folder
    return None


def _version_of(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def kind_available() -> str | None:
    """``system``, ``wheel``, or None where this machine has no PostgreSQL."""
    choice = os.environ.get(CHOICE_VARIABLE, "")
    if choice == "none":
        return None
    if choice in {"", "system"} and system_binaries() is not None:
        return "system"
    if choice in {"", "wheel"} and importlib.util.find_spec("pgserver") is not None:
        return "wheel"
    return None


class PostgresServer:
    """A running server. ``address(name)`` is the address of one of its databases."""

    version: str

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="md-pg-"))
        self._backend: _SystemServer | _WheelServer
        try:
            self._backend = (
                _SystemServer(self._folder)
                if kind_available() == "system"
                else _WheelServer(self._folder)
            )
            self._admin = psycopg.connect(self.address("postgres", driver=False), autocommit=True)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._admin.execute(f"CREATE ROLE {_ASKED}".encode())
        self.version = str(self._admin.execute("SHOW server_version").fetchall()[0][0])

    def address(self, database: str, *, driver: bool = True) -> str:
        """The address of a database; with ``driver`` as SQLAlchemy wants it."""
        address = self._backend.address(database)
        return address.replace("postgresql://", "postgresql+psycopg://", 1) if driver else address

    def create(self, database: str, template: str | None = None) -> None:
        """Creates a database, as a copy of another one if ``template`` is given."""
        suffix = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
        self._admin.execute(f'CREATE DATABASE "{database}"{suffix}'.encode())

    def drop(self, database: str) -> None:
        """Removes a database, whoever is still connected."""
        self._admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'.encode())

    @contextmanager
    def halted(self) -> Iterator[None]:
        """In the block nobody answers; afterwards the same server is there again."""
        assert isinstance(self._backend, _SystemServer), "only the system's server can be halted"
        self._admin.close()
        self._backend.stop()
        try:
            yield
        finally:
            self._backend.resume()
            self._admin = psycopg.connect(self.address("postgres", driver=False), autocommit=True)

    def add_login(self, name: str, password: str) -> None:
        """Add somebody who is asked for a password; the wheel's server asks nobody."""
        self._admin.execute(
            f"CREATE ROLE {name} LOGIN PASSWORD '{password}' IN ROLE {_ASKED}".encode()
        )

    def execute(self, statement: str) -> None:
        """Run a statement as the server's administrator."""
        self._admin.execute(statement.encode())

    def stop(self) -> None:
        """Ends the server and removes everything it kept."""
        self._admin.close()
        self._backend.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Identity:
    """Who runs the server: never root, whom PostgreSQL refuses."""

    arguments: Mapping[str, Any]
    uid: int | None
    gid: int | None


def _identity() -> _Identity:
    if sys.platform == "win32" or os.geteuid() != 0:
        return _Identity({}, None, None)
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        arguments = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        return _Identity(arguments, entry.pw_uid, entry.pw_gid)
    raise RuntimeError("PostgreSQL refuses root, and there is no other user to run it as")


class _SystemServer:
    def __init__(self, folder: Path) -> None:
        binaries = system_binaries()
        assert binaries is not None
        identity = _identity()
        if identity.uid is not None and identity.gid is not None and sys.platform != "win32":
            os.chown(folder, identity.uid, identity.gid)
        self._folder = folder
        self._port = _free_port() if sys.platform == "win32" else 5432
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))
        }
        environment |= {"LC_ALL": "C", "HOME": str(folder)}
        log = (folder / "server.log").open("wb")
        with log:
            subprocess.run(
                [
                    binaries / f"initdb{_EXE}",
                    *("-D", folder / "data", "-U", "postgres", "-A", "trust"),
                    *("-E", "UTF8", "--locale=C", "--no-sync"),
                ],
                check=True,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **identity.arguments,
            )
            self._ask_for_passwords()
            options = [part for option in (*_FAST, *self._where()) for part in ("-c", option)]
        server = str(binaries / f"postgres{_EXE}")
        self._command = [server, "-D", str(folder / "data"), *options]
        self._where_and_who: dict[str, Any] = {
            "cwd": folder,
            "env": environment,
            **identity.arguments,
        }
        self.resume()

    def _ask_for_passwords(self) -> None:
        rules = self._folder / "data" / "pg_hba.conf"
        where = "host all +{} 127.0.0.1/32" if sys.platform == "win32" else "local all +{}"
        first = f"{where.format(_ASKED)} scram-sha-256\n"
        rules.write_text(first + rules.read_text("utf-8"), "utf-8")

    def resume(self) -> None:
        """Start the server, for the first time or again after ``stop``."""
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **self._where_and_who,
            )
        self._wait()

    def _where(self) -> tuple[str, ...]:
        if sys.platform == "win32":
            return ("listen_addresses=127.0.0.1", f"port={self._port}")
        return (
            "listen_addresses=",
            f"port={self._port}",
            f"unix_socket_directories={self._folder}",
        )

    def address(self, database: str) -> str:
        if sys.platform == "win32":
            return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"
        return f"postgresql://postgres@/{database}?host={self._folder}&port={self._port}"

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.address("postgres")).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    self.stop()
                    log = (self._folder / "server.log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        # SIGINT is PostgreSQL's fast shutdown; Windows knows only the hard end.
        self._process.terminate() if sys.platform == "win32" else self._process.send_signal(2)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _WheelServer:
    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # Where it would keep its lock without a session of the desktop; no concern of ours.
            warnings.simplefilter("ignore")
            from pgserver.postgres_server import get_server

        self._server = get_server(folder / "data", cleanup_mode="delete")

    def address(self, database: str) -> str:
        return str(self._server.get_uri(database=database))

    def stop(self) -> None:
        self._server.cleanup()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
