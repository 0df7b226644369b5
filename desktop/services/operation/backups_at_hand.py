"""The backups that lie in the folder, also those of which the database knows nothing.

A database that was restored remembers the time before its own backup: that one was noted after the
copy was made, and so were those that came later. Their notes lie beside them.
"""

from dataclasses import replace
from datetime import datetime

from desktop.domain.backup_manifest import BackupManifest, decoded
from desktop.domain.backup_rotation import named_backup, newest_first
from desktop.domain.berlin_time import BERLIN
from desktop.domain.operation import BackupResult, LastBackup, Pulse
from desktop.services.operation.ports import BackupFolder, Places


def with_backups_at_hand(felt: Pulse, places: Places) -> Pulse:
    """Return ``felt`` with the newest backup, whether the database or the folder tells of it.

    A failure of which the database still tells is over where a backup came after it. It looks at
    the folder, so not while a moment of the database is held; a note is read only where its backup
    is later than what the database tells. Never fails.
    """
    if not felt.is_embedded:
        return felt
    found = _later_than(felt.backup, places.backup_folder(), felt.at)
    if found is None:
        return felt
    failing = felt.backup_failing
    if failing is not None and failing.noted_at <= found.at:
        failing = None
    return replace(felt, backup=found, backup_failing=failing)


def _later_than(last: LastBackup | None, folder: BackupFolder, now: datetime) -> LastBackup | None:
    try:
        names = folder.files()
    except OSError:
        return None
    for name in newest_first(names, now=_on_the_wall(now)):
        if last is not None and _is_no_later(name, last):
            return None
        note = decoded(folder.noted(name))
        if note is not None and note.file == name:
            return LastBackup(note.made_at, note.host, _result(folder, note))
    return None


def _is_no_later(name: str, last: LastBackup) -> bool:
    named = named_backup(name)
    # Names tell whole seconds.
    border = _on_the_wall(last.at).replace(microsecond=0)
    return name == last.result.file or (named is not None and named.made < border)


def _on_the_wall(moment: datetime) -> datetime:
    """As names of backups tell it: naive, by the clock of Berlin."""
    return moment.astimezone(BERLIN).replace(tzinfo=None)


def _result(folder: BackupFolder, note: BackupManifest) -> BackupResult:
    return BackupResult(
        folder=str(folder.path),
        file=note.file,
        size=note.size,
        rows=sum(note.rows.values()),
        documents=len(note.documents),
        copied=0,
        missing=note.lost - note.damaged - note.unreachable,
        damaged=note.damaged,
        unreachable=note.unreachable,
        state=note.state,
    )
