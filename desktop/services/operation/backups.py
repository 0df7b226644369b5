"""A backup: the database from one moment, opened and checked, its documents, settings and keys.

Documents never change and are kept by their hash, so that only those are copied which the folder
lacks. What a backup consists of is noted beside it last: one with a note is whole. Older backups
make room by the rule of ``domain.backup_rotation``.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from desktop.database.backup import BackupCancelledError, CheckedCopy, backup
from desktop.domain.berlin_time import BERLIN
from desktop.domain.errors import UserError
from desktop.domain.operation import BackupResult, JobName
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.leases import HeldLease, lease
from desktop.services.operation.backup_contents import (
    KeptDocuments,
    can_be_completed,
    keep_documents,
    keep_note,
    note_of,
    what_it_refers_to,
)
from desktop.services.operation.backup_room import HALF_COPY_KEPT, make_room, proven_file
from desktop.services.operation.change_mark import change_mark
from desktop.services.operation.health import failed_trial, last_backup
from desktop.services.operation.heartbeats import put_beat
from desktop.services.operation.ports import BackupFolder, Places
from desktop.services.staff.access import Actor, Permission, require

LEASE = "backup"
_PATIENCE = timedelta(seconds=10)
_CODES = {
    "database.backup_failed": "backup.failed",
    "database.backup_unsound": "backup.unsound",
    "documents.disk_full": "backup.failed",
    "documents.not_writable": "backup.failed",
}


class BackupStep(StrEnum):
    """What a backup, or the proof of one, is doing."""

    DATABASE = "database"
    DOCUMENTS = "documents"
    PROOF_OF_DATABASE = "proof of database"
    PROOF_OF_DOCUMENTS = "proof of documents"


@dataclass(frozen=True, slots=True)
class BackupProgress:
    """How far it is: pages of the database (bytes where it is proven), or documents."""

    step: BackupStep
    done: int
    total: int


Report = Callable[[BackupProgress], None]


def make_backup(
    context: ServiceContext,
    actor: Actor,
    places: Places,
    *,
    program: str,
    chosen: Path | None = None,
    on_progress: Report = lambda _progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> BackupResult:
    """Back up into the folder ``chosen``, or into that of the data folder.

    Nobody who writes is stopped. A cancelled backup leaves no half file; documents that were copied
    already stay for the next one.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``backup.server`` (PostgreSQL is backed up by
            its operator), ``backup.failed``, ``backup.unsound``, ``backup.cancelled``.
    """
    require(actor, Permission.OPERATE)
    if context.database.path is None:
        raise UserError("backup.server")
    folder = places.backup_folder(chosen)
    with lease(context, LEASE, patience=_PATIENCE) as held, _own_codes(folder):
        now = context.clock.machine_now()
        folder.sweep(before=now - HALF_COPY_KEPT)
        copy = backup(
            context.database.path,
            _new_file(context, folder),
            key=context.database.key,
            on_progress=_told(held, on_progress, BackupStep.DATABASE),
            is_cancelled=is_cancelled,
        )
        refers = what_it_refers_to(copy.path, context.database.key)
        tell = _told(held, on_progress, BackupStep.DOCUMENTS)
        try:
            kept = keep_documents(context, folder, refers.contents, tell, is_cancelled)
        except BaseException:
            # Without its documents it is no backup, and nobody shall take it for one.
            _remove(folder, copy.path.name)
            raise
        keep_note(folder, note_of(now, copy, refers, kept, places.extras(), folder))
        result = _result(folder, copy, kept, refers.state)
        make_room(folder, now=now, protected={copy.path.name, proven_file(context)})
    _note(context, actor, program, result)
    return result


def has_changed(
    context: ServiceContext,
    places: Places,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Whether the folder of backups lacks something that was done and is worth another one.

    A backup in a folder of somebody's choice, or one that is no longer there, is none; nor is one
    that was not passed when it was tried, or that is without what can be had by now: what is back
    in its place, or in a place that answers again. What is still lacking was told by that backup:
    another one would hold no more.
    """
    folder = places.backup_folder()
    with context.database.read() as session:
        last = last_backup(session)
        if last is None or last.result.state != change_mark(session):
            return True
        failed = failed_trial(session)
        if failed is not None and failed[1] > last.at:
            return True
    try:
        if last.result.folder != str(folder.path) or last.result.file not in folder.files():
            return True
    except OSError:
        return True
    return not last.result.is_complete and can_be_completed(context, folder, is_cancelled)


@contextlib.contextmanager
def _own_codes(folder: BackupFolder) -> Iterator[None]:
    try:
        yield
    except BackupCancelledError:
        raise UserError("backup.cancelled") from None
    except UserError as error:
        code = _CODES.get(error.code)
        if code is None:
            raise
        raise UserError(code, folder=str(folder.path)) from error
    except OSError as error:
        # The folder cannot even be looked at: a drive that went, somebody else's folder.
        raise UserError("backup.failed", folder=str(folder.path)) from error


def _told(held: HeldLease, on_progress: Report, step: BackupStep) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        held.renew()
        on_progress(BackupProgress(step, done, total))

    return tell


def _new_file(context: ServiceContext, folder: BackupFolder) -> Path:
    local = context.clock.machine_now().astimezone(BERLIN)
    name = f"mieterdesk-{local:%Y-%m-%d-%H%M%S}"
    taken = set(folder.files())
    number = 1
    while (file := f"{name}-{number}.sqlite" if number > 1 else f"{name}.sqlite") in taken:
        number += 1
    return folder.path / file


def _remove(folder: BackupFolder, name: str) -> None:
    with contextlib.suppress(OSError):
        folder.remove(name)


def _result(
    folder: BackupFolder, copy: CheckedCopy, kept: KeptDocuments, state: str
) -> BackupResult:
    return BackupResult(
        folder=str(folder.path),
        file=copy.path.name,
        size=copy.size,
        rows=copy.rows,
        documents=len(kept.names),
        copied=kept.copied,
        missing=kept.missing,
        damaged=kept.damaged,
        unreachable=kept.unreachable,
        state=state,
    )


def _note(context: ServiceContext, actor: Actor, program: str, result: BackupResult) -> None:
    with context.database.write() as unit:
        row_id = put_beat(unit, context, JobName.BACKUP, program, details=asdict(result))
        record(
            unit,
            context,
            actor,
            AuditAction.BACKUP_MADE,
            "heartbeats",
            row_id,
            None,
            {"file": result.file, "documents": result.documents, "rows": result.rows},
        )
