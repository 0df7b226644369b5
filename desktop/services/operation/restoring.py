"""A backup takes the place of the present database; nothing that was there is deleted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.database.backup import BackupCancelledError
from desktop.database.engine import Database, open_database
from desktop.database.restore import ASIDE, PREPARED, replace_database, sweep_prepared
from desktop.database.restore_claim import claimed_for_restoring
from desktop.database.restore_loss import compare
from desktop.database.sqlite import DriverError, make_private, needs_no_key
from desktop.domain.backup_manifest import BackupManifest, decoded
from desktop.domain.backup_rotation import newest_first
from desktop.domain.berlin_time import BERLIN
from desktop.domain.errors import UserError
from desktop.domain.restore import Preview, Restored
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.documents.references import contents_in_use
from desktop.services.operation.backups import BackupProgress, BackupStep, Report
from desktop.services.operation.ports import BackupFolder
from desktop.services.operation.prepared_copy import prepared_copy
from desktop.services.staff.access import SYSTEM

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class RestoreTarget:
    """The data folder a backup is restored into; nobody has it open.

    ``context_on`` gives what services need on a database that is not in its place yet.
    ``codes_key_file`` is None where several workplaces share that key.
    """

    database: Path
    key: bytes | None
    codes_key_file: Path | None
    now: datetime
    context_on: Callable[[Database], ServiceContext]


@dataclass(frozen=True, slots=True)
class ChosenBackup:
    """A backup to restore; without a note it is one of an older version, or only a copy."""

    folder: BackupFolder
    name: str
    note: BackupManifest | None

    @property
    def path(self) -> Path:
        """The database file."""
        return self.folder.path / self.name


def newest_backup(folder: BackupFolder, now: datetime) -> ChosenBackup | None:
    """Return the newest backup of a folder, one with a note before one without; None for none.

    One that a clock that ran ahead has named later than ``now`` (aware) comes after all others.
    """
    local = now.astimezone(BERLIN).replace(tzinfo=None)
    chosen = [choose(folder, name) for name in newest_first(folder.files(), now=local)]
    noted = (one for one in chosen if one.note is not None)
    return next(noted, chosen[0] if chosen else None)


def choose(folder: BackupFolder, name: str) -> ChosenBackup:
    """Return the backup of this file name, with its note where there is one."""
    note = decoded(folder.noted(name))
    return ChosenBackup(folder, name, note if note is not None and note.file == name else None)


def preview_restore(target: RestoreTarget, chosen: ChosenBackup) -> Preview:
    """Return what came after the backup and would be put aside; nothing is changed.

    Raises:
        UserError: ``restore.not_readable``, ``restore.before_encryption`` or ``restore.unsound``.
    """
    return what_came_after(chosen, target.database, target.key)


def what_came_after(chosen: ChosenBackup, database: Path, key: bytes | None) -> Preview:
    """Return what ``database`` holds and the backup does not. Raises as ``preview_restore``."""
    if not chosen.path.is_file():
        raise UserError("restore.not_readable", file=chosen.name)
    try:
        if key is not None and needs_no_key(chosen.path):
            # Sound as it is, and it would make an encrypted folder one that anybody can read.
            raise UserError("restore.before_encryption", file=chosen.name)
        return compare(database, chosen.path, key)
    except OSError as error:
        raise UserError("restore.not_readable", file=chosen.name) from error
    except DriverError as error:
        raise UserError("restore.unsound", file=chosen.name) from error


def restore_backup(
    target: RestoreTarget,
    chosen: ChosenBackup,
    *,
    ordered_by: str = "",
    on_progress: Report = lambda _progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Restored:
    """Restore the backup: database, documents that are missing, and the key of the codes.

    It is prepared beside the present database and takes its place at the end in one step that a
    kill cannot leave half done. The present one is kept as ``before-restore-…``; documents that are
    here stay. The new log says what was restored and which lines went, and ``ordered_by`` whom
    where somebody did in the window.

    Raises:
        UserError: ``restore.*``, ``database.newer``, ``data_folder.not_writable``,
            ``documents.*`` where a document cannot be put back.
    """
    data = target.database.parent
    with claimed_for_restoring(data), _prepared_folder(data) as folder:
        preview = preview_restore(target, chosen)
        file = folder / target.database.name

        def tell(done: int, total: int) -> None:
            on_progress(BackupProgress(BackupStep.PROOF_OF_DATABASE, done, total))

        try:
            prepared_copy(
                chosen.path,
                chosen.note,
                file,
                target.key,
                on_progress=tell,
                is_cancelled=is_cancelled,
            )
            with closing(open_database(file, key=target.key)) as database:
                context = target.context_on(database)
                documents, missing = _documents(context, chosen, on_progress, is_cancelled)
                _note(context, chosen, preview, ordered_by)
        except BackupCancelledError:
            raise UserError("restore.cancelled") from None
        _prepare_codes_key(target, chosen, folder)
        local = target.now.astimezone(BERLIN)
        aside = f"{ASIDE}{local:%Y-%m-%d-%H%M%S}"
        had_one = target.database.exists()
        if preview_restore(target, chosen) != preview:
            # A command that was open before the claim: nobody has been told that its work goes.
            raise UserError("restore.changed_meanwhile")
        replace_database(target.database, folder, aside, target.key)
    kept_as = f"{aside}{target.database.suffix}" if had_one else ""
    return Restored(chosen.name, kept_as, documents, missing, preview)


@contextmanager
def _prepared_folder(data: Path) -> Iterator[Path]:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep_prepared(data)
        folder = Path(tempfile.mkdtemp(prefix=PREPARED, dir=data))
    except OSError as error:
        raise UserError("data_folder.not_writable", folder=str(data)) from error
    try:
        yield folder
    finally:
        sweep_prepared(data)


def _documents(
    context: ServiceContext,
    chosen: ChosenBackup,
    on_progress: Report,
    is_cancelled: Callable[[], bool],
) -> tuple[int, int]:
    """Put back what is missing or damaged here; how many were put back and how many are nowhere."""
    with context.database.read() as session:
        wanted = sorted(contents_in_use(session))
    restored = missing = 0
    for number, sha256 in enumerate(wanted, start=1):
        if is_cancelled():
            raise BackupCancelledError
        if not _is_sound(context, sha256):
            try:
                context.documents.put(_content(chosen.folder, sha256))
                restored += 1
            except UserError as error:
                if error.code not in {"documents.missing", "documents.damaged"}:
                    raise
                missing += 1
        on_progress(BackupProgress(BackupStep.DOCUMENTS, number, len(wanted)))
    return restored, missing


def _is_sound(context: ServiceContext, sha256: str) -> bool:
    try:
        context.documents.open(sha256).close()
    except UserError:
        return False
    return True


def _content(folder: BackupFolder, sha256: str) -> Iterator[bytes]:
    with folder.documents.open(sha256) as source:
        while block := source.read(_BLOCK):
            yield block


def _note(context: ServiceContext, chosen: ChosenBackup, preview: Preview, ordered_by: str) -> None:
    by = {"login": ordered_by} if ordered_by else {}
    with context.database.write() as unit:
        record(
            unit,
            context,
            SYSTEM,
            AuditAction.BACKUP_RESTORED,
            "heartbeats",
            0,
            None,
            {
                "file": chosen.name,
                "first_line": preview.first_line,
                "last_line": preview.last_line,
                **by,
            },
        )


def _prepare_codes_key(target: RestoreTarget, chosen: ChosenBackup, folder: Path) -> None:
    """Put the key of the codes beside the database, unless the one in its place is the same."""
    note, file = chosen.note, target.codes_key_file
    if note is None or note.codes_key is None or file is None:
        return
    try:
        with chosen.folder.keys.open(note.codes_key) as source:
            key = source.read()
        if file.exists() and file.read_bytes() == key:
            return
        make_private(folder / file.name)
        (folder / file.name).write_bytes(key)
    except UserError as error:
        raise UserError("trial.no_codes_key") from error
    except OSError as error:
        raise UserError("restore.no_room") from error
