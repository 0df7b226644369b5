"""What the program does by itself so that nothing can be lost: backups, and the proof of them."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select

from desktop.domain.berlin_time import BERLIN
from desktop.domain.errors import UserError
from desktop.domain.operation import BackupResult, JobName, ProvenBackup
from desktop.models.operation import Heartbeat
from desktop.services.context import ServiceContext
from desktop.services.operation.backups import Report, has_changed, make_backup
from desktop.services.operation.health import last_backup
from desktop.services.operation.heartbeats import put_beat, this_host, write_beat
from desktop.services.operation.ports import Places
from desktop.services.operation.trial import prove_backup
from desktop.services.staff.access import SYSTEM

TRIAL_EVERY = timedelta(days=7)
TRIAL_AGAIN_AFTER = timedelta(days=1)
"""One that failed is not repeated at once: it reads everything."""
_NO_TROUBLE = frozenset({"backup.cancelled", "lease.taken", "lease.lost"})
"""The window is being closed, or another program does it."""


def leaving_backup(
    context: ServiceContext,
    places: Places,
    program: str,
    *,
    on_progress: Report = lambda _progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> BackupResult | None:
    """Back up what changed since the last backup; None where there is nothing to do.

    Raises:
        UserError: as ``make_backup``; what fails is noted for the health page as well.
    """
    if not context.database.is_embedded:
        return None
    if not has_changed(context, places, is_cancelled=is_cancelled):
        return None
    try:
        return make_backup(
            context,
            SYSTEM,
            places,
            program=program,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )
    except UserError as error:
        if error.code not in _NO_TROUBLE:
            write_beat(context, JobName.BACKUP, program, error.code)
        raise


def daily_backup(
    context: ServiceContext, places: Places, program: str, *, is_cancelled: Callable[[], bool]
) -> BackupResult | None:
    """Back up once a day (of Berlin) if anything changed. Raises as ``leaving_backup``.

    On a day without changes the last backup is noted as being up to date.
    """
    if not context.database.is_embedded:
        return None
    with context.database.read() as session:
        last = last_backup(session)
    now = context.clock.machine_now()
    if last is not None:
        if _day(last.at) == _day(now):
            return None
        if not has_changed(context, places, is_cancelled=is_cancelled):
            with context.database.write() as unit:
                # This computer may have no row of its own yet: it tells of the same backup.
                put_beat(unit, context, JobName.BACKUP, program, details=asdict(last.result))
            return None
    return leaving_backup(context, places, program, is_cancelled=is_cancelled)


def weekly_trial(
    context: ServiceContext, places: Places, program: str, *, is_cancelled: Callable[[], bool]
) -> ProvenBackup | None:
    """Restore the newest backup on trial once a week; None where it is not due.

    Raises:
        UserError: as ``prove_backup``.
    """
    if not context.database.is_embedded or not _trial_is_due(context):
        return None
    return prove_backup(context, SYSTEM, places, program=program, is_cancelled=is_cancelled)


def _trial_is_due(context: ServiceContext) -> bool:
    with context.database.read() as session:
        if last_backup(session) is None:
            return False
        rows = session.scalars(
            select(Heartbeat).where(Heartbeat.job == JobName.TRIAL_RESTORE)
        ).all()
    now = context.clock.machine_now()
    proven = [row.succeeded_at for row in rows if row.succeeded_at is not None]
    if proven and timedelta(0) <= now - max(proven) < TRIAL_EVERY:
        return False
    failed = [row.noted_at for row in rows if row.error and row.host == this_host()]
    return not failed or not timedelta(0) <= now - max(failed) < TRIAL_AGAIN_AFTER


def _day(moment: datetime) -> object:
    return moment.astimezone(BERLIN).date()
