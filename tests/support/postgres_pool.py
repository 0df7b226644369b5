"""Databases on a PostgreSQL server that a test gets as migrated and gives back for the next one.

Making a database copies some hundred files, and its first connection reads the catalogue anew; to
empty one takes a small part of that. What a test left otherwise than it was (tables, triggers,
rights, settings) makes its database be thrown away.
"""

import itertools

import psycopg

from tests.support.postgres_server import PostgresServer

_USES = 40
"""Nobody sweeps up deleted rows here, so no database is used for ever."""
_MANY_ROWS = 5_000
_WAIT_MILLISECONDS = 10_000

# All connections of the test are ended before: what they held or left open ends with them.
_END_CONNECTIONS = """
SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

# The transaction that last wrote each row of the catalogue: equal in a copy, new after any change.
_SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
  SELECT 'c' || oid || ':' || xmin AS part FROM pg_class
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'a' || attrelid || '.' || attnum || ':' || a.xmin
    FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 't' || oid || ':' || xmin FROM pg_trigger
  UNION ALL SELECT 'o' || oid || ':' || xmin FROM pg_constraint
  UNION ALL SELECT 'p' || oid || ':' || xmin FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'n' || oid || ':' || xmin FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
  UNION ALL SELECT 's' || setrole || ':' || setconfig::text FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
) AS parts
"""

# Triggers and references are silent meanwhile; counters go back to their first number.
_EMPTY = """
DO $$
DECLARE
  name text;
  found boolean;
  removed bigint := 0;
  rows bigint;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT quote_ident(relname) FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO found;
    IF found THEN
      EXECUTE 'DELETE FROM ' || name;
      GET DIAGNOSTICS rows = ROW_COUNT;
      removed := removed + rows;
    END IF;
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
  PERFORM set_config('tests.removed', removed::text, false);
END $$
"""


class PostgresPool:
    """Databases made like ``template``, each lent to one test at a time."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._numbers = itertools.count(1)
        self._free: list[str] = []
        self._uses: dict[str, int] = {}
        with psycopg.connect(server.address(template, driver=False)) as connection:
            self._shape = _one(connection, _SHAPE)
            self._rows = _all_rows(connection)

    def take(self) -> str:
        """The name of a database as the migrations leave it."""
        if not self._free:
            name = f"test_{next(self._numbers)}"
            self._server.create(name, template=self._template)
            self._uses[name] = 0
            return name
        return self._free.pop()

    def give_back(self, name: str) -> None:
        """Makes the database what it was, or throws it away where that cannot be done."""
        self._uses[name] += 1
        if self._uses[name] < _USES and self._emptied(name):
            self._free.append(name)
        else:
            self._server.drop(name)

    def _emptied(self, name: str) -> bool:
        try:
            with psycopg.connect(self._server.address(name, driver=False)) as connection:
                connection.execute(_END_CONNECTIONS, [_WAIT_MILLISECONDS])
                if _one(connection, _SHAPE) != self._shape:
                    return False
                connection.execute(_EMPTY)
                for table, rows in self._rows.items():
                    connection.execute(
                        f"INSERT INTO {table}"
                        f" SELECT * FROM json_populate_recordset(NULL::{table}, %s::json)".encode(),
                        [rows],
                    )
                removed = _one(connection, "SELECT current_setting('tests.removed')")
        except psycopg.Error:
            return False
        return int(removed) < _MANY_ROWS


def _one(connection: psycopg.Connection, statement: str) -> str:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return str(row[0])


def _all_rows(connection: psycopg.Connection) -> dict[str, str]:
    """The rows that the migrations themselves write, by quoted name of their table."""
    names = connection.execute(
        b"SELECT quote_ident(relname) FROM pg_class"
        b" WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    ).fetchall()
    found = {}
    for (name,) in names:
        rows = connection.execute(f"SELECT json_agg(t)::text FROM {name} t".encode()).fetchone()
        if rows is not None and rows[0] is not None:
            found[str(name)] = str(rows[0])
    return found
