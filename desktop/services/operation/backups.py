"""A backup on demand: the database from one moment, opened and checked, and its documents.

Documents never change and are kept by their hash, so that only those are copied which the folder
lacks. The newest backups of a folder are kept, older ones make room.
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
from desktop.services.documents.references import contents_in_use
from desktop.services.leases import HeldLease, lease
from desktop.services.operation.heartbeats import put_beat
from desktop.services.operation.ports import BackupFolder, Places
from desktop.services.staff.access import Actor, Permission, require

LEASE = "backup"
KEPT = 10
"""So many backups a folder keeps."""
_BLOCK = 1 << 20
_PATIENCE = timedelta(seconds=10)
_HALF_COPY_KEPT = timedelta(days=1)
"""Another data folder may back up into the same folder just now."""
_LOST = frozenset({"documents.missing", "documents.damaged"})
"""What is wrong with one document does not keep the others from being copied."""
_CODES = {
    "database.backup_failed": "backup.failed",
    "database.backup_unsound": "backup.unsound",
    "documents.disk_full": "backup.failed",
    "documents.not_writable": "backup.failed",
}


class BackupStep(StrEnum):
    """What a backup is doing."""

    DATABASE = "database"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class BackupProgress:
    """How far a backup is: pages of the database, or documents."""

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
        folder.sweep(before=context.clock.machine_now() - _HALF_COPY_KEPT)
        copy = backup(
            context.database.path,
            _new_file(context, folder),
            key=context.database.key,
            on_progress=_told(held, on_progress, BackupStep.DATABASE),
            is_cancelled=is_cancelled,
        )
        result = _documents(context, folder, copy, held, on_progress, is_cancelled)
        _make_room(folder, copy.path.name)
    _note(context, actor, program, result)
    return result


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


def _documents(
    context: ServiceContext,
    folder: BackupFolder,
    copy: CheckedCopy,
    held: HeldLease,
    on_progress: Report,
    is_cancelled: Callable[[], bool],
) -> BackupResult:
    with context.database.read() as session:
        wanted = sorted(contents_in_use(session))
    store = folder.documents
    tell = _told(held, on_progress, BackupStep.DOCUMENTS)
    copied = missing = damaged = 0
    for number, sha256 in enumerate(wanted, start=1):
        if is_cancelled():
            raise BackupCancelledError
        if not store.exists(sha256):
            try:
                store.put(_content(context, sha256))
                copied += 1
            except UserError as error:
                if error.code not in _LOST:
                    raise
                missing += error.code == "documents.missing"
                damaged += error.code == "documents.damaged"
        tell(number, len(wanted))
    return BackupResult(
        folder=str(folder.path),
        file=copy.path.name,
        size=copy.size,
        rows=copy.rows,
        documents=len(wanted) - missing - damaged,
        copied=copied,
        missing=missing,
        damaged=damaged,
    )


def _content(context: ServiceContext, sha256: str) -> Iterator[bytes]:
    """The bytes of a document; the store opens only what is what its name says."""
    with context.documents.open(sha256) as source:
        while block := source.read(_BLOCK):
            yield block


def _make_room(folder: BackupFolder, made: str) -> None:
    # Not by the names alone: a clock that ran ahead has named earlier ones later.
    earlier = [name for name in folder.files() if name != made]
    for name in earlier[: -(KEPT - 1)]:
        # One that is open elsewhere goes with the next backup.
        with contextlib.suppress(OSError):
            folder.remove(name)


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
