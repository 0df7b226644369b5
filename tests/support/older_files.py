"""Database files as older versions of the program left them."""

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from desktop.database import schema_versions
from desktop.database.engine import open_database


def file_of_revision(path: Path, revision: str) -> Path:
    """Make a database file with the schema of a revision, and a company in it."""
    with closing(open_database(path)) as database, database.write_connection() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema_versions.MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, revision)
            connection.execute(
                text(
                    "INSERT INTO companies (code, name, short_name, town, federal_state, "
                    "creditor_id, settings, version) "
                    "VALUES ('thor', 'THOR', 'THOR', 'Hamburg', 'HH', '', '{}', 1)"
                )
            )
    return path
