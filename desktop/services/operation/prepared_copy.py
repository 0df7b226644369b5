"""A backup made ready to be used: copied, compared with its note, brought to today's schema.

The trial does exactly what a restore does up to here, so that what the trial proves holds for it.
"""

import hashlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from desktop.database.backup import BackupCancelledError, Content, sound_content
from desktop.database.engine import open_database
from desktop.database.migrate import is_current, upgrade
from desktop.database.sqlite import DriverError, make_private
from desktop.domain.backup_manifest import BackupManifest
from desktop.domain.errors import UserError

_BLOCK = 1 << 20
Progress = Callable[[int, int], None]


def prepared_copy(
    source: Path,
    note: BackupManifest | None,
    target: Path,
    key: bytes | None,
    *,
    on_progress: Progress = lambda _done, _total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Content:
    """Copy the backup ``source`` to ``target`` and return what it held, before it was migrated.

    Without a ``note`` (a backup of an older version) only the copy itself is checked. Progress is
    in bytes.

    Raises:
        UserError: ``restore.copy_changed`` (it is not what was backed up), ``restore.unsound``,
            ``restore.other_content``, ``restore.not_readable``, ``restore.no_room``,
            ``database.newer`` (backed up by a later version).
        BackupCancelledError: ``is_cancelled`` said so.
    """
    sha256 = _copied(source, target, on_progress, is_cancelled)
    if note is not None and sha256 != note.sha256:
        raise UserError("restore.copy_changed", file=source.name)
    content = _checked(source, target, key)
    if note is not None and not _is_as_noted(content, note):
        raise UserError("restore.other_content", file=source.name)
    _bring_to_today(target, key)
    return content


def _copied(
    source: Path, target: Path, on_progress: Progress, is_cancelled: Callable[[], bool]
) -> str:
    digest = hashlib.sha256()
    try:
        file = source.open("rb")
    except OSError as error:
        raise UserError("restore.not_readable", file=source.name) from error
    with file:
        total = source.stat().st_size
        done = 0
        while block := _block(file.read, source):
            if is_cancelled():
                raise BackupCancelledError
            digest.update(block)
            _append(target, block)
            done += len(block)
            on_progress(done, max(total, done))
    return digest.hexdigest()


def _block(read: Callable[[int], bytes], source: Path) -> bytes:
    try:
        return read(_BLOCK)
    except OSError as error:
        raise UserError("restore.not_readable", file=source.name) from error


def _append(target: Path, block: bytes) -> None:
    try:
        make_private(target)
        with target.open("ab") as copy:
            copy.write(block)
    except OSError as error:
        raise UserError("restore.no_room") from error


def _checked(source: Path, target: Path, key: bytes | None) -> Content:
    try:
        content = sound_content(target, key)
    except DriverError as error:
        raise UserError("restore.unsound", file=source.name) from error
    if content is None or content.revision is None:
        raise UserError("restore.unsound", file=source.name)
    return content


def _is_as_noted(content: Content, note: BackupManifest) -> bool:
    return (
        content.revision == note.revision
        and dict(content.rows) == note.rows
        and dict(content.sums) == note.sums
        and (content.audit_id, content.audit_hash) == (note.audit_id, note.audit_hash)
    )


def _bring_to_today(target: Path, key: bytes | None) -> None:
    with closing(open_database(target, key=key)) as database:
        if is_current(database):
            return
        before = target.with_name("before.sqlite")
        upgrade(database, before)
    before.unlink()
