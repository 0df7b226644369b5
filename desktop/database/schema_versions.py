"""Which schema a database has and which ones this program knows; without loading Alembic.

Revisions are numbered files ``migrations/versions/0001_*.py``; the number is the revision's id and
the last one is the head (a test watches both).
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
"""Folder of the migrations; in a packaged program it lies beside the package as data."""


def known_revisions() -> tuple[str, ...]:
    """Return the ids of all revisions this program can bring a database to, oldest first."""
    files = (MIGRATIONS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


def head_revision() -> str:
    """Return the id of the schema this program works with."""
    return known_revisions()[-1]


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the database behind ``connection``; ``None`` where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
