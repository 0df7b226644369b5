"""The composition root: the only place that knows everyone.

Commands and the window are wired here. Nothing in this module loads Qt before ``open_window`` runs,
and commands load only what they use.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import crash
from desktop.adapters.clock import FixedDayClock, SystemClock
from desktop.adapters.document_store import FolderDocumentStore
from desktop.adapters.passwords import Argon2Passwords
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.ports import Clock
from desktop.settings import AppSettings, DataFolder, load_settings, save_settings
from desktop.texts import set_language

if TYPE_CHECKING:
    from PySide6.QtCore import QLockFile

    from desktop.adapters.erp_files import ErpFolder
    from desktop.adapters.portal_inbox import FolderInbox
    from desktop.adapters.portal_outbox import FolderOutbox
    from desktop.views.background_work import Job


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


def open_window(data_dir: Path) -> int:
    """Show the window on a data folder until it is closed; returns the exit status.

    Raises:
        UserError: as ``hold_window`` and ``build_context``.
    """
    from PySide6.QtWidgets import QApplication

    from desktop.tasks import Tasks
    from desktop.views.main_window import MainWindow, Program
    from desktop.views.qt_texts import speak_qt_texts
    from desktop.views.theme_controller import Scheme, ThemeController
    from desktop.views.workplace import Backend

    folder = DataFolder(data_dir)
    lock = hold_window(folder)
    crash.trace_faults_into(folder.log_file)
    context = build_context(folder)
    settings = load_settings(folder)
    set_language(settings.language)
    application = QApplication.instance() or QApplication(["Mieterdesk"])
    assert isinstance(application, QApplication)
    application.setApplicationName("Mieterdesk")
    speak_qt_texts(application, settings.language)
    theme = ThemeController(application, Scheme(settings.theme.value), settings.font_percent)
    tasks = Tasks(context.database)
    tasks.watch_others(context.database)
    backend = Backend(context, tasks, build_portal_inbox(folder), write_whole)
    program = Program(
        backend=backend,
        tasks=tasks,
        settings=settings,
        save_settings=lambda changed: save_settings(folder, changed),
        jobs=_background_jobs(folder, context, settings),
        theme=theme,
    )
    window = MainWindow(program)
    window.show()
    try:
        return application.exec()
    finally:
        context.close()
        lock.unlock()


def hold_window(data_folder: DataFolder) -> "QLockFile":
    """Claim the folder for one window; the claim ends with ``unlock`` or with this process.

    Raises:
        UserError: ``window.already_open``, or ``data_folder.not_usable``.
    """
    from PySide6.QtCore import QLockFile

    data_folder.create()
    lock = QLockFile(str(data_folder.path / "window.lock"))
    # A window may be open for days; only the end of its process makes the claim void.
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        raise UserError("window.already_open")
    return lock


def _background_jobs(
    folder: DataFolder, context: ServiceContext, settings: AppSettings
) -> "tuple[Job, ...]":
    """What the program does by itself while the window is open."""
    from desktop.services.delivery.use_cases import deliver_due
    from desktop.services.hand_over.use_cases import export_if_due
    from desktop.services.intake.use_cases import FaultyFolders, take_in
    from desktop.views.background_work import Job

    inbox, outbox = build_portal_inbox(folder), build_portal_outbox(folder)
    files = build_erp_files(folder)
    faulty = FaultyFolders()

    def intake(is_cancelled: Callable[[], bool]) -> object:
        return take_in(context, inbox, is_cancelled=is_cancelled, faulty=faulty)

    def deliver(is_cancelled: Callable[[], bool]) -> object:
        return deliver_due(context, outbox, is_cancelled=is_cancelled)

    jobs = [Job("export", lambda _: export_if_due(context, files), 30.0)]
    if settings.auto_intake:
        jobs.append(Job("intake", intake, settings.poll_seconds))
    if settings.auto_deliver:
        jobs.append(Job("deliver", deliver, settings.poll_seconds))
    return tuple(jobs)


def _exchange(data_folder: DataFolder) -> Path:
    settings: AppSettings = load_settings(data_folder)
    return Path(settings.exchange_dir) if settings.exchange_dir else data_folder.exchange
