"""The composition root: the only place that knows everyone.

Commands and the window are wired here. Nothing in this module loads Qt before ``open_window`` runs,
and commands load only what they use.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.adapters.clock import FixedDayClock, SystemClock
from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.passwords import Argon2Passwords
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.services.context import ServiceContext
from desktop.services.ports import Clock
from desktop.settings import AppSettings, DataFolder, load_settings

if TYPE_CHECKING:
    from desktop.adapters.erp_files import ErpFolder
    from desktop.adapters.portal_inbox import FolderInbox
    from desktop.adapters.portal_outbox import FolderOutbox


def clock_at(day: date | None) -> Clock:
    """Return the clock for ``--today``: 00:00 Berlin of ``day``; without a day the real one."""
    return SystemClock() if day is None else FixedDayClock(day)


def build_context(data_folder: DataFolder, *, clock: Clock | None = None) -> ServiceContext:
    """Open the data folder with everything that services need; the caller closes the context.

    A database file is made or migrated; a shared database has to have the right schema already.

    Raises:
        UserError: ``data_folder.not_usable``, ``settings.*`` or ``database.*``.
    """
    data_folder.create()
    settings = load_settings(data_folder)
    database = open_database(settings.database_url or data_folder.database_file)
    try:
        migrate.prepare(database)
    except BaseException:
        database.close()
        raise
    return ServiceContext(
        database=database,
        clock=clock or SystemClock(),
        documents=FolderDocumentStore(data_folder.documents),
        hasher=Argon2Passwords(),
    )


def build_portal_inbox(data_folder: DataFolder) -> "FolderInbox":
    """Return the folder in which the portal leaves what tenants sent."""
    from desktop.adapters.portal_inbox import FolderInbox

    return FolderInbox(_exchange(data_folder))


def build_portal_outbox(data_folder: DataFolder) -> "FolderOutbox":
    """Return the folder in which the portal finds what we send."""
    from desktop.adapters.portal_outbox import FolderOutbox

    return FolderOutbox(_exchange(data_folder))


def build_erp_files(data_folder: DataFolder) -> "ErpFolder":
    """Return the folder for the runs that are handed to the ERP by themselves."""
    from desktop.adapters.erp_files import ErpFolder

    named = load_settings(data_folder).erp_export_dir
    return ErpFolder(Path(named) if named else data_folder.path / "erp")


def write_whole(target: Path, content: bytes) -> None:
    """Write one file so that nobody ever sees half of it.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    from desktop.adapters.erp_files import write_whole as write

    write(target, content)


def _exchange(data_folder: DataFolder) -> Path:
    settings: AppSettings = load_settings(data_folder)
    return Path(settings.exchange_dir) if settings.exchange_dir else data_folder.exchange
