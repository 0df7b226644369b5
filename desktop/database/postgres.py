"""How a PostgreSQL database is opened; its driver is loaded with the first engine."""

from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from desktop.database.json_texts import read_json
from desktop.domain.errors import UserError

if TYPE_CHECKING:
    import psycopg

_SCHEMES = ("postgresql://", "postgres://", "postgresql+psycopg://")
_OPTIONS = "-c timezone=UTC -c lock_timeout=15s"


def is_postgres_address(address: str) -> bool:
    """Whether ``address`` names a PostgreSQL database rather than a file."""
    return address.startswith(_SCHEMES)


def parse_address(address: str) -> URL:
    """Return the address with the driver we use.

    Raises:
        UserError: ``database.bad_address``; the address may hold a password and is not repeated.
    """
    try:
        return make_url(address).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise UserError("database.bad_address") from error


def writer_engine(url: URL) -> Engine:
    """Build the engine that writes: every statement sees what others have committed."""
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=5,
        # One connection does most of the work: the server keeps what the others hold cold.
        pool_use_lifo=True,
        connect_args={"options": _OPTIONS, "application_name": "mieterdesk"},
        hide_parameters=True,
        json_deserializer=read_json,
    )
    event.listen(engine, "checkin", _leave_it_to_the_server)
    return engine


def _leave_it_to_the_server(connection: "psycopg.Connection | None", _record: object) -> None:
    """Forget that a reader had the connection.

    What is left behind says "may write", and would overrule a server that is set to read only: a
    writer would be refused or not by who had the connection before.
    """
    if connection is not None and not connection.closed:
        connection.read_only = None


def reader_engine(writer: Engine) -> Engine:
    """Derive the engine that reads: each transaction sees one moment and cannot write."""
    return writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
