"""Translate what a database driver reports into what a person can do something about."""

import re

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from desktop.domain.errors import UserError

_SQLITE_CODES = {
    5: "database.locked",  # SQLITE_BUSY
    6: "database.locked",  # SQLITE_LOCKED
    8: "database.read_only",  # SQLITE_READONLY
    10: "database.disk_error",  # SQLITE_IOERR
    11: "database.damaged",  # SQLITE_CORRUPT
    13: "database.disk_full",  # SQLITE_FULL
    14: "database.not_accessible",  # SQLITE_CANTOPEN
    26: "database.damaged",  # SQLITE_NOTADB
}
_POSTGRES_STATES = {
    "40001": "conflict.changed",  # serialization_failure
    "40P01": "conflict.changed",  # deadlock_detected
    "55P03": "database.locked",  # lock_not_available
    "53100": "database.disk_full",
    "25006": "database.read_only",  # read_only_sql_transaction
    "28P01": "database.access_refused",  # invalid_password
    "28000": "database.access_refused",
    "3D000": "database.unknown_name",  # invalid_catalog_name
    "42501": "database.access_refused",  # insufficient_privilege
    "53200": "database.unreachable",  # out_of_memory
    "53300": "database.unreachable",  # too_many_connections
    "55000": "database.unreachable",  # the database takes no connections now
    "57P01": "database.unreachable",  # admin_shutdown
    "57P02": "database.unreachable",  # crash_shutdown
    "57P03": "database.unreachable",  # cannot_connect_now
    "57P05": "database.unreachable",  # idle_session_timeout
    "58030": "database.disk_error",  # io_error
    "XX001": "database.damaged",  # data_corrupted
    "XX002": "database.damaged",  # index_corrupted
}
_CONNECTION_STATES = "08"
_REFUSED_WHILE_CONNECTING = (
    (
        re.compile(
            r'FATAL:\s+(?:database "[^\n]*" does not exist|Datenbank »[^\n]*« existiert nicht)'
        ),
        "database.unknown_name",
    ),
    (
        re.compile(
            r'FATAL:\s+(?:role "|Rolle »|[^\n]*(?:pg_hba\.conf|authentication failed|'
            r"[Aa]uthentifizierung[^\n]*fehlgeschlagen|permission denied for database|"
            r"keine Berechtigung für Datenbank))"
        ),
        "database.access_refused",
    ),
)
"""The client library keeps the state back of what a server says to somebody who is not in yet: only
the sentence is there, in the server's language. What is not understood is "unreachable".
"""


def known_failure(error: BaseException) -> UserError | None:
    """The sentence for a failure of the outside world; ``None`` where it is a bug of ours.

    Understands SQLAlchemy's wrapped errors, the drivers' own, and ``StaleDataError`` (somebody else
    was faster). Neither statement nor parameters get into the result: they may hold bank details.
    """
    if isinstance(error, StaleDataError):
        return UserError("conflict.changed")
    original = error.orig if isinstance(error, DBAPIError) else error
    code = _sqlite_code(original)
    if code is None:
        code = _postgres_code(original)
    return None if code is None else UserError(code)


def _sqlite_code(error: BaseException | None) -> str | None:
    number = getattr(error, "sqlite_errorcode", None)
    if not isinstance(number, int):
        return None
    return _SQLITE_CODES.get(number & 0xFF)


def _postgres_code(error: BaseException | None) -> str | None:
    if type(error).__module__.partition(".")[0] != "psycopg":
        return None
    state = getattr(error, "sqlstate", None)
    if state is None and type(error).__name__ == "DataError":
        # The driver itself refuses U+0000.
        return "text.not_storable"
    if state is None:
        return _refusal(error) if type(error).__name__ == "OperationalError" else None
    if state.startswith(_CONNECTION_STATES):
        return "database.unreachable"
    return _POSTGRES_STATES.get(state)


def _refusal(error: BaseException | None) -> str:
    """Why no connection came about, or why it ended without a word of the server."""
    if getattr(getattr(error, "pgconn", None), "needs_password", False):
        return "database.access_refused"
    said = str(error)
    codes = (code for pattern, code in _REFUSED_WHILE_CONNECTING if pattern.search(said))
    return next(codes, "database.unreachable")
