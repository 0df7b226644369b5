"""What a data folder in trouble needs: a backup to put back, and a doctor's look at it.

Nothing here opens the present database for use: it may be lost, damaged or of another key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.adapters.clock import SystemClock
from desktop.adapters.operation_places import FolderOfBackups
from desktop.contexts import context_on
from desktop.database import migrate
from desktop.database.engine import Database, open_database
from desktop.database.restore import finish_replacement
from desktop.domain.errors import UserError
from desktop.master_key import KeyChain, agree_on_key, compare_key
from desktop.services.audit_trail.ports import AnchorPlace
from desktop.services.context import ServiceContext
from desktop.services.operation.doctor import Patient
from desktop.services.operation.ports import Places
from desktop.services.operation.restoring import (
    ChosenBackup,
    RestoreTarget,
    choose,
    newest_backup,
)
from desktop.settings import DataFolder, read_settings


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies around a data folder; asked for only when the doctor gets there.

    Who asks puts settings aside that cannot be understood, which a doctor does not.
    """

    exchange: Callable[[], Path]
    places: Callable[[], Places]
    anchors: Callable[[], AnchorPlace]


def restore_into(
    data_folder: DataFolder, file: Path | None, keys: KeyChain
) -> tuple[RestoreTarget, ChosenBackup]:
    """Return what is restored where: the newest backup of the data folder where none is named.

    Nothing is changed, but that a restore which was killed is finished.

    Raises:
        UserError: ``backup.server``, ``restore.no_backup``, ``key.*``, ``settings.*``.
    """
    settings = read_settings(data_folder)
    if settings.database_url is not None:
        raise UserError("backup.server")
    clock = SystemClock()
    now = clock.machine_now()
    place = data_folder.backups if file is None else file.parent
    folder = FolderOfBackups(place)
    chosen = newest_backup(folder, now) if file is None else choose(folder, file.name)
    if chosen is None:
        raise UserError("restore.no_backup", folder=str(place))
    note = chosen.note
    key = keys.key_for_backup(data_folder, None if note is None else note.key_fingerprint)
    compare_key(data_folder, key)

    def agreed_context(database: Database) -> ServiceContext:
        # The backup was read with this key: from here on the folder needs it.
        agree_on_key(data_folder, key)
        return context_on(database, data_folder, settings, key, clock)

    target = RestoreTarget(
        database=data_folder.database_file,
        key=None if key is None else key.derived("database"),
        codes_key_file=None if settings.code_key_file else data_folder.code_key_file,
        now=now,
        context_on=agreed_context,
    )
    finish_replacement(target.database, target.key)
    return target, replace(chosen, folder=FolderOfBackups(place, key))


def patient_of(data_folder: DataFolder, keys: KeyChain, around: Surroundings) -> Patient:
    """Return what a doctor looks at; nothing is opened or made yet.

    Raises:
        UserError: ``settings.*``.
    """
    settings = read_settings(data_folder)

    def find_key() -> bytes | None:
        key = keys.key_for(data_folder)
        compare_key(data_folder, key)
        return None if key is None else key.derived("database")

    def open_unchanged() -> ServiceContext:
        database = open_database(settings.database_url or data_folder.database_file, key=find_key())
        if not migrate.is_current(database):
            database.close()
            raise UserError("database.outdated")
        return context_on(database, data_folder, settings, keys.key_for(data_folder))

    return Patient(
        data=data_folder.path,
        database=None if settings.database_url else data_folder.database_file,
        exchange=around.exchange(),
        now=SystemClock().machine_now(),
        find_key=find_key,
        open_unchanged=open_unchanged,
        places=around.places,
        anchors=around.anchors,
    )
