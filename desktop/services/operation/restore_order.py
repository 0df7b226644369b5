"""A restore that is ordered in the window: which backups there are, what each costs, who says so.

Nothing is replaced here: the window that orders it has the database open. It closes, and what is
left of the program restores.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop.domain.backup_rotation import newest_first
from desktop.domain.berlin_time import BERLIN
from desktop.domain.errors import UserError
from desktop.domain.restore import Preview
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.operation.ports import Places
from desktop.services.operation.restoring import choose, what_came_after
from desktop.services.staff.access import Actor, Permission, allows, require
from desktop.services.staff.sign_in import sign_in


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup that can be restored; without a note (``made_at`` is None) it may be only a copy."""

    file: Path
    size: int
    made_at: datetime | None
    documents: int


@dataclass(frozen=True, slots=True)
class OrderRestore:
    """Restore ``file``; an administrator agrees with name and password, typed at that moment."""

    file: Path
    login: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RestoreOrder:
    """What was agreed on: the backup, and who agreed (the name of the sign-in)."""

    file: Path
    ordered_by: str


def list_backups(context: ServiceContext, actor: Actor, places: Places) -> tuple[BackupRow, ...]:
    """Return the backups of the data folder, the newest first; those that are gone are left out.

    Raises:
        UserError: ``access.denied``, ``backup.server``.
    """
    _database_of(context, actor)
    folder = places.backup_folder()
    local = context.clock.machine_now().astimezone(BERLIN).replace(tzinfo=None)
    rows = []
    for name in newest_first(folder.files(), now=local):
        chosen = choose(folder, name)
        try:
            size = chosen.path.stat().st_size
        except OSError:
            continue
        note = chosen.note
        made_at, documents = (None, 0) if note is None else (note.made_at, len(note.documents))
        rows.append(BackupRow(chosen.path, size, made_at, documents))
    return tuple(rows)


def preview_backup(context: ServiceContext, actor: Actor, places: Places, file: Path) -> Preview:
    """Return what came after a backup and would be put aside; nothing is changed.

    Raises:
        UserError: ``access.denied``, ``backup.server``; as ``preview_restore``.
    """
    database = _database_of(context, actor)
    chosen = choose(places.backup_folder(file.parent), file.name)
    return what_came_after(chosen, database, context.database.key)


def order_restore(context: ServiceContext, actor: Actor, command: OrderRestore) -> RestoreOrder:
    """Note on the audit log that the backup is to be restored, and who agreed.

    Raises:
        UserError: ``access.denied``, ``backup.server``, ``restore.not_readable``; as ``sign_in``
            where name and password do not fit; ``restore.not_administrator`` where they are those
            of somebody who does not administer.
    """
    _database_of(context, actor)
    if not command.file.is_file():
        raise UserError("restore.not_readable", file=command.file.name)
    administrator = sign_in(context, command.login, command.password)
    if not allows(administrator, Permission.ADMINISTER):
        raise UserError("restore.not_administrator")
    with context.database.write() as unit:
        record(
            unit,
            context,
            administrator,
            AuditAction.RESTORE_ORDERED,
            "heartbeats",
            0,
            None,
            {"file": command.file.name},
        )
    return RestoreOrder(command.file, administrator.login)


def _database_of(context: ServiceContext, actor: Actor) -> Path:
    require(actor, Permission.OPERATE)
    if context.database.path is None:
        raise UserError("backup.server")
    return context.database.path
