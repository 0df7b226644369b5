"""A restore that is killed: the old database or the restored one, and the old one is kept."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop import app
from desktop.database.engine import read_only
from desktop.models.exchange import AuditEvent, IntakeRecord
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.operation.backups import make_backup
from desktop.services.operation.restoring import restore_backup
from desktop.services.staff.access import SYSTEM
from tests.services.test_backups import keep_document
from tests.torture.desk import Desk
from tests.torture.findings import Finding, Recovered, half, lost
from tests.torture.world import World

_SAVED = b"saved before the backup"
_LATER = b"came after the backup"


def prepare(world: World) -> None:
    """A backup, and something that came afterwards."""
    if not world.context.database.is_embedded:
        return
    keep_document(world.context, _SAVED)
    world.context.codes.lookup("ABCDEFG")
    make_backup(world.context, SYSTEM, app.build_places(world.folder), program="backup")
    keep_document(world.context, _LATER)


def do(desk: Desk) -> None:
    """Restore the newest backup unless that is done; a server has nothing to restore."""
    with desk.open() as context:
        if not context.database.is_embedded or _is_restored(context):
            return
    restore_backup(*app.build_restore(desk.folder, None))
    desk.acknowledge("restored", "backup")


def _is_restored(context: ServiceContext) -> bool:
    with context.database.read() as session:
        return _says_restored(session)


def _says_restored(session: Session) -> bool:
    query = select(AuditEvent.id).where(AuditEvent.action == AuditAction.BACKUP_RESTORED)
    return session.scalars(query).first() is not None


def _arrivals(session: Session) -> int:
    return len(session.scalars(select(IntakeRecord.id)).all())


def check(after: Recovered) -> Iterable[Finding]:
    """Old with what came later, or restored without it; the old one then lies beside it, whole."""
    if not after.folder.backups.is_dir():
        return
    restored = _says_restored(after.session)
    if _arrivals(after.session) != (1 if restored else 2):
        yield half("the database is neither the old one nor the restored one")
    if after.of("restored") and not restored:
        yield lost("a restore that was acknowledged")
    if after.finished and not restored:
        yield lost("the restore")
    old = after.folder.path.glob("before-restore-*.sqlite")
    if restored and not any(_is_old(file) for file in old):
        yield lost("the database that was there before")


def _is_old(file: Path) -> bool:
    with read_only(file) as session:
        return _arrivals(session) == 2
