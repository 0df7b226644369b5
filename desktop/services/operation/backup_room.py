"""Makes room in a folder of backups, and never at the price of one that could still be needed."""

import contextlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from desktop.domain.backup_manifest import decoded
from desktop.domain.backup_rotation import superfluous
from desktop.domain.berlin_time import BERLIN
from desktop.domain.errors import UserError
from desktop.domain.operation import JobName
from desktop.models.operation import Heartbeat
from desktop.services.context import ServiceContext
from desktop.services.operation.ports import BackupFolder

HALF_COPY_KEPT = timedelta(days=1)
"""Another data folder may back up into the same folder just now."""


def proven_file(context: ServiceContext) -> str:
    """Return the name of the backup that was restored on trial last; "" where none was."""
    with context.database.read() as session:
        details = session.scalars(
            select(Heartbeat.details)
            .where(Heartbeat.job == JobName.TRIAL_RESTORE, Heartbeat.succeeded_at.is_not(None))
            .order_by(Heartbeat.succeeded_at.desc())
            .limit(1)
        ).one_or_none()
    return str((details or {}).get("file", ""))


def make_room(folder: BackupFolder, *, now: datetime, protected: Collection[str]) -> None:
    """Remove the backups that may go, and then the documents that no backup speaks of any more.

    Raises:
        OSError: the folder cannot be looked at.
    """
    local = now.astimezone(BERLIN).replace(tzinfo=None)
    gone = superfluous(folder.files(), now=local, protected=protected)
    for name in gone:
        # One that is open elsewhere goes with the next backup.
        with contextlib.suppress(OSError):
            folder.remove(name)
    if gone:
        _remove_documents(folder)


def _remove_documents(folder: BackupFolder) -> None:
    """Remove contents that no note names; as long as one backup has no note, none is removed.

    What came lately may belong to a backup that is being made and is not noted yet.
    """
    notes = [decoded(folder.noted(name)) for name in folder.files()]
    known = [note for note in notes if note is not None]
    if not known or len(known) < len(notes):
        return
    named = {name for note in known for name in note.documents}
    border = max(note.made_at for note in known) - HALF_COPY_KEPT
    with contextlib.suppress(UserError):
        for shelved in tuple(folder.documents.listed()):
            if shelved.name not in named and shelved.since and shelved.since < border:
                with contextlib.suppress(OSError):
                    folder.remove_document(shelved.name)
