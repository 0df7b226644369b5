"""A backup is restored into a scratch place, and what comes of it is compared with its note."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.database.backup import BackupCancelledError
from desktop.database.engine import read_only
from desktop.domain.backup_manifest import BackupManifest, decoded, digest_of
from desktop.domain.backup_rotation import newest_first
from desktop.domain.berlin_time import BERLIN
from desktop.domain.errors import UserError
from desktop.domain.operation import JobName, ProvenBackup
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.documents.references import contents_in_use
from desktop.services.leases import HeldLease, lease
from desktop.services.operation.backups import BackupProgress, BackupStep, Report
from desktop.services.operation.health import last_backup
from desktop.services.operation.heartbeats import put_beat, write_beat
from desktop.services.operation.ports import BackupFolder, Places
from desktop.services.operation.prepared_copy import prepared_copy
from desktop.services.staff.access import Actor, Permission, require

LEASE = "trial_restore"
_NO_TROUBLE = frozenset({"trial.cancelled", "trial.no_backup", "lease.taken", "lease.lost"})
"""Nothing of it says that a backup could not be restored."""


def prove_backup(
    context: ServiceContext,
    actor: Actor,
    places: Places,
    *,
    program: str,
    on_progress: Report = lambda _progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ProvenBackup:
    """Restore the newest backup into a private scratch folder, compare everything, remove it.

    Compared are the copy's SHA-256, its structure, rows and sums of every table, the end of its
    audit log, every document by its hash, and whether the key of the registration codes is there.
    A copy of an older schema is migrated, as a restore would.

    Raises:
        UserError: ``access.denied``, ``backup.server``, ``lease.taken``, ``trial.no_backup``,
            ``trial.cancelled``, ``trial.documents`` (with ``n``), ``trial.no_codes_key``,
            ``restore.*`` as ``prepared_copy``. What speaks against the backup is noted for the
            health page as well.
    """
    require(actor, Permission.OPERATE)
    if context.database.path is None:
        raise UserError("backup.server")
    try:
        proven = _proven(context, places, on_progress, is_cancelled)
    except UserError as error:
        if error.code not in _NO_TROUBLE:
            write_beat(context, JobName.TRIAL_RESTORE, program, error.code)
        raise
    _note(context, actor, program, proven)
    return proven


def _proven(
    context: ServiceContext,
    places: Places,
    on_progress: Report,
    is_cancelled: Callable[[], bool],
) -> ProvenBackup:
    with lease(context, LEASE) as held, places.scratch() as scratch:
        folder, note = _newest(context, places)
        told = _Told(held, on_progress, is_cancelled)
        copy = scratch / "mieterdesk.sqlite"
        try:
            prepared_copy(
                folder.path / note.file,
                note,
                copy,
                context.database.key,
                on_progress=told.database,
                is_cancelled=is_cancelled,
            )
            with read_only(copy, context.database.key) as session:
                documents = _prove_documents(session, folder, note, told)
        except BackupCancelledError:
            raise UserError("trial.cancelled") from None
        _prove_key(folder, note)
    return ProvenBackup(
        folder=str(folder.path),
        file=note.file,
        rows=sum(note.rows.values()),
        documents=documents,
    )


class _Told:
    """Tells how far it is, keeps the lease, and ends where somebody wants it to."""

    def __init__(
        self, held: HeldLease, on_progress: Report, is_cancelled: Callable[[], bool]
    ) -> None:
        self._held = held
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled

    def database(self, done: int, total: int) -> None:
        self._tell(BackupProgress(BackupStep.PROOF_OF_DATABASE, done, total))

    def documents(self, done: int, total: int) -> None:
        self._tell(BackupProgress(BackupStep.PROOF_OF_DOCUMENTS, done, total))

    def _tell(self, progress: BackupProgress) -> None:
        if self._is_cancelled():
            raise BackupCancelledError
        self._held.renew()
        self._on_progress(progress)


def _newest(context: ServiceContext, places: Places) -> tuple[BackupFolder, BackupManifest]:
    """The newest backup with a note: of the folder used last, else of the data folder's.

    One of another key, or of the time before there was a key, says nothing of what is made now.
    """
    own = places.extras().key_fingerprint
    with context.database.read() as session:
        last = last_backup(session)
    local = context.clock.machine_now().astimezone(BERLIN).replace(tzinfo=None)
    for chosen in ([Path(last.result.folder)] if last is not None else []) + [None]:
        folder = places.backup_folder(chosen)
        try:
            names = folder.files()
        except OSError:
            continue
        for name in newest_first(names, now=local):
            note = decoded(folder.noted(name))
            if note is not None and note.file == name and note.key_fingerprint == own:
                return folder, note
    raise UserError("trial.no_backup")


def _prove_documents(
    session: Session, folder: BackupFolder, note: BackupManifest, told: _Told
) -> int:
    wanted = sorted(contents_in_use(session))
    found = []
    for number, sha256 in enumerate(wanted, start=1):
        told.documents(number, len(wanted))
        if _is_sound(folder, sha256):
            found.append(sha256)
    lost = len(wanted) - len(found)
    if lost > note.lost or digest_of(found) != note.documents_digest:
        raise UserError("trial.documents", n=max(1, lost - note.lost))
    return len(found)


def _is_sound(folder: BackupFolder, sha256: str) -> bool:
    try:
        # The store opens only what is what its name says.
        folder.documents.open(sha256).close()
    except UserError:
        return False
    return True


def _prove_key(folder: BackupFolder, note: BackupManifest) -> None:
    if note.codes_key is None:
        return
    try:
        folder.keys.open(note.codes_key).close()
    except UserError as error:
        raise UserError("trial.no_codes_key") from error


def _note(context: ServiceContext, actor: Actor, program: str, proven: ProvenBackup) -> None:
    with context.database.write() as unit:
        row_id = put_beat(unit, context, JobName.TRIAL_RESTORE, program, details=asdict(proven))
        record(
            unit,
            context,
            actor,
            AuditAction.BACKUP_PROVED,
            "heartbeats",
            row_id,
            None,
            {"file": proven.file, "documents": proven.documents, "rows": proven.rows},
        )
