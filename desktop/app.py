"""The composition root: the only place that knows everyone.

Commands and the window are wired here. Nothing in this module loads Qt before ``load_window`` runs,
and commands load only what they use.
"""

import threading
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from desktop.adapters.clock import FixedDayClock, SystemClock
from desktop.adapters.key_ring import SystemKeyRing
from desktop.contexts import context_on
from desktop.database import migrate
from desktop.database.engine import open_database
from desktop.database.restore import finish_replacement
from desktop.database.restore_claim import is_being_restored
from desktop.domain.errors import UserError
from desktop.domain.letter import Enclosure
from desktop.master_key import KeyChain, agree_on_key
from desktop.services.context import ServiceContext
from desktop.services.ports import Clock
from desktop.settings import (
    AppSettings,
    DataFolder,
    load_settings,
    save_settings,
)

if TYPE_CHECKING:
    from desktop.adapters.anchor_file import AnchorFile
    from desktop.adapters.demo_papers import DemoPapers
    from desktop.adapters.erp_files import ErpFolder
    from desktop.adapters.letters import LetterPress
    from desktop.adapters.operation_places import DataPlaces
    from desktop.adapters.pdf_reader.reader import PdfReaders
    from desktop.adapters.portal_inbox import FolderInbox
    from desktop.adapters.portal_outbox import FolderOutbox
    from desktop.adapters.spreadsheets import SpreadsheetFiles
    from desktop.adapters.upload_files import UploadFolder
    from desktop.first_start import Wiring
    from desktop.services.operation.doctor import Patient
    from desktop.services.operation.restoring import ChosenBackup, RestoreTarget
    from desktop.tasks import Tasks
    from desktop.views.main_window import MainWindow
    from desktop.views.theme_controller import ThemeController
    from desktop.views.window_group import Program


_KEYS = KeyChain(SystemKeyRing())
"""What this run knows of keys: one that was typed is asked for once."""
_loading = threading.Lock()


def clock_at(day: date | None) -> Clock:
    """Return the clock for ``--today``: 00:00 Berlin of ``day``; without a day the real one."""
    return SystemClock() if day is None else FixedDayClock(day)


def build_context(
    data_folder: DataFolder,
    *,
    clock: Clock | None = None,
    on_upgrade: migrate.Tell = migrate.tell_nobody,
) -> ServiceContext:
    """Open the data folder with everything that services need; the caller closes the context.

    A database file is made or migrated, of which ``on_upgrade`` is told; a shared database has to
    have the right schema already.

    Raises:
        UserError: ``data_folder.not_usable``, ``settings.*``, ``key.*``, ``database.*`` or
            ``restore.running``: what is written during a restore would go with the old database.
    """
    data_folder.create()
    settings = load_settings(data_folder)
    if settings.database_url is None and is_being_restored(data_folder.path):
        raise UserError("restore.running")
    key = _KEYS.key_for(data_folder)
    file_key = None if key is None else key.derived("database")
    finish_replacement(data_folder.database_file, file_key)
    if settings.database_url is None and data_folder.has_lost_its_database():
        raise UserError("database.missing", file=data_folder.database_file.name)
    agree_on_key(data_folder, key)
    database = open_database(settings.database_url or data_folder.database_file, key=file_key)
    try:
        migrate.prepare(database, on_upgrade)
    except BaseException:
        database.close()
        raise
    return context_on(database, data_folder, settings, key, clock)


def build_portal_inbox(data_folder: DataFolder) -> "FolderInbox":
    """Return the folder in which the portal leaves what tenants sent."""
    from desktop.adapters.portal_inbox import FolderInbox

    return FolderInbox(_exchange(data_folder), must_exist=_is_shared(data_folder))


def build_portal_outbox(data_folder: DataFolder) -> "FolderOutbox":
    """Return the folder in which the portal finds what we send."""
    from desktop.adapters.portal_outbox import FolderOutbox

    return FolderOutbox(_exchange(data_folder), must_exist=_is_shared(data_folder))


def build_erp_files(data_folder: DataFolder) -> "ErpFolder":
    """Return the folder for the runs that are handed to the ERP by themselves."""
    from desktop.adapters.erp_files import ErpFolder

    named = load_settings(data_folder).erp_export_dir
    return ErpFolder(Path(named) if named else data_folder.path / "erp")


def build_places(data_folder: DataFolder) -> "DataPlaces":
    """Return the folders whose room is watched, and where backups go."""
    from desktop.adapters.operation_places import DataPlaces
    from desktop.domain.operation import PlaceKind

    shared_codes = load_settings(data_folder).code_key_file is not None
    return DataPlaces(
        folders={
            PlaceKind.DATA: data_folder.path,
            PlaceKind.DOCUMENTS: data_folder.documents,
            PlaceKind.EXCHANGE: _exchange(data_folder),
        },
        backups=data_folder.backups,
        key=_KEYS.key_for(data_folder),
        settings_file=data_folder.settings_file,
        codes_key_file=None if shared_codes else data_folder.code_key_file,
    )


def build_restore(
    data_folder: DataFolder, file: Path | None
) -> "tuple[RestoreTarget, ChosenBackup]":
    """Return what is restored where: the newest backup of the data folder where none is named.

    Nothing is changed, but that a restore which was killed is finished.

    Raises:
        UserError: ``backup.server``, ``restore.no_backup``, ``key.*``, ``settings.*``.
    """
    from desktop.rescue import restore_into

    return restore_into(data_folder, file, _KEYS)


def restore_newest(data_folder: DataFolder) -> None:
    """Restore the newest backup of the data folder. Raises as ``restore_backup``."""
    from desktop.services.operation.restoring import restore_backup

    restore_backup(*build_restore(data_folder, None))


def build_patient(data_folder: DataFolder) -> "Patient":
    """Return what a doctor looks at; nothing is opened or made yet.

    Raises:
        UserError: ``settings.*``.
    """
    from desktop.rescue import Surroundings, patient_of

    return patient_of(
        data_folder,
        _KEYS,
        Surroundings(
            exchange=lambda: _exchange(data_folder),
            places=lambda: build_places(data_folder),
            anchors=lambda: build_anchors(data_folder),
        ),
    )


def build_anchors(data_folder: DataFolder, chosen: Path | None = None) -> "AnchorFile":
    """Return where the end of the audit log is noted every day."""
    from desktop.adapters.anchor_file import AnchorFile

    named = load_settings(data_folder).audit_anchor_file
    return AnchorFile(chosen or (Path(named) if named else data_folder.anchors_file))


def build_letter_press(
    context: ServiceContext | None = None, readers: "PdfReaders | None" = None
) -> "LetterPress":
    """Return what paints letters; needs the window's application and thread.

    What is enclosed with them is drawn by one of ``readers``; without them nothing may be enclosed.
    """
    from desktop.adapters.letters import LetterPress
    from desktop.adapters.letters.enclosures import EnclosedPages

    if context is None or readers is None:
        return LetterPress()

    def opened(enclosure: Enclosure) -> BinaryIO:
        store = context.stores.of(enclosure.company) if enclosure.company else context.documents
        return store.open(enclosure.sha256)

    return LetterPress(EnclosedPages(opened, readers.new()))


def build_press_without_window() -> "LetterPress":
    """Return what paints certificates where no window is open; asked for when one waits."""
    from desktop.adapters.letters.without_window import painting_anywhere

    return painting_anywhere()


def build_spreadsheets() -> "SpreadsheetFiles":
    """Return what opens CSV files and workbooks of master data."""
    from desktop.adapters.spreadsheets import SpreadsheetFiles

    return SpreadsheetFiles()


def build_upload_files() -> "UploadFolder":
    """Return what finds and reads the PDF files of folders."""
    from desktop.adapters.upload_files import UploadFolder

    return UploadFolder()


def build_demo_papers() -> "DemoPapers":
    """Return what makes PDF files of invented pages."""
    from desktop.adapters.demo_papers import DemoPapers

    return DemoPapers()


def write_whole(target: Path, content: bytes) -> None:
    """Write one file so that nobody ever sees half of it.

    Raises:
        OSError: it cannot be written; what was there before is untouched.
    """
    from desktop.adapters.erp_files import write_whole as write

    write(target, content)


def load_window() -> None:
    """Load all that ``run_window`` needs; takes a second, and may be done in any thread."""
    load_entrance()
    load_screens()


def load_entrance() -> None:
    """Load what ``run_window`` needs until somebody has signed in; may be done in any thread."""
    from desktop import (  # noqa: F401 - only loaded
        background_jobs,
        first_start,
        leaving,
        opening,
        second_start,
        sittings,
    )
    from desktop.adapters import letters  # noqa: F401
    from desktop.views import main_window, window_group  # noqa: F401
    from desktop.views.sign_in import entrance  # noqa: F401


def load_screens() -> None:
    """Load what whoever has signed in is shown; waits where another thread is about it."""
    # Python's own locks let two threads that meet in one module see half of it.
    with _loading:
        from desktop.views import window_memory, workspace  # noqa: F401 - only loaded


def run_window(folder: DataFolder, theme: "ThemeController", front: "MainWindow | None") -> int:
    """Run the window on a data folder until it is closed; returns the exit status.

    Where nobody has begun in the folder, an assistant asks first; who leaves it wrote nothing. So
    it does where a command has made the database, and nobody is in it.

    What keeps it from opening is said in a small window, which offers to try again. Where a window
    is open on the folder already, that one comes forward, and this start ends.

    ``front`` stands there already, without a program; None where one is to be made.

    Raises:
        UserError: what kept it from opening, when the person gave up; as ``open_folder``.
    """
    from PySide6.QtWidgets import QApplication

    from desktop.first_start import opened_folder
    from desktop.opening import open_folder
    from desktop.sittings import House, sit

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    open_it = partial(
        open_folder,
        build_context=build_context,
        restore_newest=restore_newest,
        take_key=_KEYS.take_typed,
    )
    wiring = _first_start_wiring()
    house = House(
        open_folder=lambda named, waiting: opened_folder(
            named,
            wiring,
            partial(open_it, front=waiting),
            waiting.hide if waiting else lambda: None,
        ),
        build_program=lambda opened, named, tasks: build_program(
            named, opened.context, opened.settings, tasks, theme
        ),
        build_places=build_places,
        build_restore=build_restore,
    )
    return sit(application, folder, house, front)


def _first_start_wiring() -> "Wiring":
    from desktop.first_start import Wiring
    from desktop.views.letters.paper import Paper, SystemPrinters

    paper = Paper(build_letter_press(), SystemPrinters())
    return Wiring(build_context, build_portal_inbox, clock_at(None), _KEYS, paper)


def build_program(
    folder: DataFolder,
    context: ServiceContext,
    settings: AppSettings,
    tasks: "Tasks",
    theme: "ThemeController",
) -> "Program":
    """Build what stands behind the windows of an open data folder."""
    from desktop.adapters.chosen_files import LocalFiles
    from desktop.adapters.pdf_reader.reader import PdfReaders
    from desktop.adapters.spelling.checker import SpellChecker
    from desktop.adapters.update_folder import names_in
    from desktop.adapters.upload_files import UploadFolder
    from desktop.background_jobs import Outside, background_jobs
    from desktop.views.letters.paper import Paper, SystemPrinters
    from desktop.views.window_group import Program
    from desktop.views.workplace import Backend

    readers = PdfReaders()
    press = build_letter_press(context, readers)
    outside = Outside(
        inbox=build_portal_inbox(folder),
        outbox=build_portal_outbox(folder),
        erp_files=build_erp_files(folder),
        press=press,
        anchors=build_anchors(folder),
        places=build_places(folder),
    )
    backend = Backend(
        context=context,
        tasks=tasks,
        portal_inbox=outside.inbox,
        write_file=write_whole,
        places=outside.places,
        chosen_files=LocalFiles(),
        paper=Paper(press, SystemPrinters()),
        pdf_readers=readers,
        spreadsheets=build_spreadsheets(),
        upload_files=UploadFolder(),
        speller=SpellChecker(folder.dictionaries),
        anchors=outside.anchors,
        load_screens=load_screens,
    )
    return Program(
        backend=backend,
        tasks=tasks,
        settings=settings,
        save_settings=lambda changed: save_settings(folder, changed),
        jobs=background_jobs(context, settings, outside),
        theme=theme,
        update_names=names_in,
    )


def _is_shared(data_folder: DataFolder) -> bool:
    """Whether the exchange folder is a place of somebody else's, not one of the data folder."""
    return load_settings(data_folder).exchange_dir is not None


def _exchange(data_folder: DataFolder) -> Path:
    settings: AppSettings = load_settings(data_folder)
    return Path(settings.exchange_dir) if settings.exchange_dir else data_folder.exchange
