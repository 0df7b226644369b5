"""Bring a database's schema to the one this program works with.

Alembic is the only source of the schema. A file is backed up first, the backup is opened and
checked, and the file is migrated in one transaction: a power cut leaves the old schema or the new
one, never half of one.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from desktop.database.backup import backup
from desktop.database.engine import Database
from desktop.database.schema_versions import (
    MIGRATIONS,
    head_revision,
    known_revisions,
    revision_of,
)
from desktop.domain.errors import UserError
from desktop.domain.upgrade import UpgradeProgress, UpgradeStep

__all__ = ["Tell", "backup", "current_revision", "is_current", "prepare", "tell_nobody", "upgrade"]

Tell = Callable[[UpgradeProgress], None]
"""Is told how far a file is. What it raises ends the upgrade, and the file is as it was."""


def tell_nobody(_progress: UpgradeProgress) -> None:
    """Let it run unseen."""


def current_revision(database: Database) -> str | None:
    """Return the revision the database has; ``None`` where it is empty."""
    with database.read() as session:
        return revision_of(session.connection())


def is_current(database: Database) -> bool:
    """Whether the database has the schema this program works with."""
    return current_revision(database) == head_revision()


def prepare(database: Database, tell: Tell = tell_nobody) -> None:
    """Make the database ready for use at start: a file is migrated, a shared one is only checked.

    ``tell`` hears how far a file that had a schema is.

    Raises:
        UserError: ``database.outdated`` where an operator has to migrate a shared database first;
            otherwise as ``upgrade``.
    """
    if is_current(database):
        return
    if not database.is_embedded:
        raise UserError("database.outdated")
    upgrade(database, tell=tell)


def upgrade(database: Database, backup_to: Path | None = None, *, tell: Tell = tell_nobody) -> None:
    """Bring the schema to the head; does nothing where it is there already.

    A file that has a schema is copied first, to ``backup_to`` or beside itself under the name of
    the new revision; without a copy that passes its check nothing is changed. For PostgreSQL this
    is the operator's act; clients never call it.

    Raises:
        UserError: ``database.newer``, ``database.backup_failed``, ``database.backup_unsound``, or
            ``database.*`` where the outside world fails.
    """
    with database.write_connection() as connection:
        if database.path is None:
            with connection.begin():
                _run(connection, tell_nobody)
        else:
            _upgrade_file(connection, database, backup_to or _backup_name(database.path), tell)


def _upgrade_file(connection: Connection, database: Database, backup_to: Path, tell: Tell) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    # Has no effect inside a transaction, so it goes before BEGIN; tables are rebuilt without it.
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            found = revision_of(connection)
            if found == head_revision():
                return
            if found is None:
                # A new file: there is nothing to copy, and nobody to wait for it.
                tell = tell_nobody
            else:
                # Nobody writes now, and the backup reads what was committed last.
                assert database.path is not None
                told = _in_bytes(database.path, tell)
                backup(database.path, backup_to, key=database.key, on_progress=told)
            _run(connection, tell)
            tell(UpgradeProgress(UpgradeStep.CHECKING))
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise RuntimeError("a migration leaves rows that point nowhere")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _backup_name(path: Path) -> Path:
    return path.with_name(f"{path.stem}-before-{head_revision()}{path.suffix}")


def _in_bytes(file: Path, tell: Tell) -> Callable[[int, int], None]:
    """Tell of pages of the file in bytes; when all are copied, the copy is checked."""
    size = file.stat().st_size

    def told(done: int, total: int) -> None:
        if done < total:
            tell(UpgradeProgress(UpgradeStep.COPYING, size * done // total, size))
        else:
            tell(UpgradeProgress(UpgradeStep.CHECKING_COPY))

    return told


def _run(connection: Connection, tell: Tell) -> None:
    """Run all missing revisions on a connection whose transaction is open."""
    found = revision_of(connection)
    known = known_revisions()
    if found is not None and found not in known:
        raise UserError("database.newer")
    total = len(known) if found is None else len(known) - 1 - known.index(found)
    finished = iter(range(1, total + 1))

    def applied(**_what: object) -> None:
        tell(UpgradeProgress(UpgradeStep.CHANGING, next(finished), total))

    from alembic import command
    from alembic.config import Config

    config = Config()
    # ConfigParser reads % as the start of a placeholder.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["on_version_apply"] = applied
    tell(UpgradeProgress(UpgradeStep.CHANGING, 0, total))
    command.upgrade(config, "head")
