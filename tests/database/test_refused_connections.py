"""What a server says to somebody who is not in yet is understood, in English and in German."""

from contextlib import closing

import psycopg
import pytest

from desktop.database.engine import open_database
from desktop.database.failures import known_failure
from desktop.domain.errors import UserError
from tests.support.postgres_server import PostgresServer
from tests.support.server_troubles import on_a_server

_REFUSED, _UNKNOWN, _GONE = (
    f"database.{name}" for name in ("access_refused", "unknown_name", "unreachable")
)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('FATAL:  database "haus" does not exist', _UNKNOWN),
        ("FATAL:  Datenbank »haus« existiert nicht", _UNKNOWN),
        ('FATAL:  password authentication failed for user "a"', _REFUSED),
        ("FATAL:  Passwort-Authentifizierung für Benutzer »a« fehlgeschlagen", _REFUSED),
        ('FATAL:  Peer authentication failed for user "a"', _REFUSED),
        ('FATAL:  role "a" does not exist', _REFUSED),
        ("FATAL:  Rolle »a« existiert nicht", _REFUSED),
        ('FATAL:  no pg_hba.conf entry for host "1.2.3.4", user "a", database "b"', _REFUSED),
        ("FATAL:  kein pg_hba.conf-Eintrag für Host »1.2.3.4«, Benutzer »a«", _REFUSED),
        ('FATAL:  permission denied for database "haus"', _REFUSED),
        ("FATAL:  keine Berechtigung für Datenbank haus", _REFUSED),
        ("FATAL:  the database system is starting up", _GONE),
        ('FATAL:  too many connections for role "a"', _GONE),
        ('FATAL:  database "haus" is not currently accepting connections', _GONE),
        ("Connection refused\n\tIs the server running on that host?", _GONE),
    ],
)
def test_the_sentence_of_the_server_is_understood(said: str, code: str) -> None:
    error = psycopg.OperationalError(f'connection to server at "localhost" failed: {said}')
    failure = known_failure(error)
    assert failure is not None
    assert failure.code == code


@on_a_server
def test_who_may_not_connect_is_refused(postgres: PostgresServer) -> None:
    postgres.create("closed")
    postgres.add_login("outsider", "right")
    address = postgres.address("closed").replace("postgres@", "outsider:right@", 1)
    try:
        open_database(address).close()
        postgres.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
        with pytest.raises(UserError) as caught, closing(open_database(address)):
            pass
        assert caught.value.code == _REFUSED
    finally:
        postgres.drop("closed")
        postgres.execute("DROP ROLE outsider")
