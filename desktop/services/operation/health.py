"""Gathers how the program fares: cheap and often for the window, in full for its page."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.database.engine import Database
from desktop.database.schema_versions import revision_of
from desktop.domain.kinds import DeliveryChannel, DeliveryState, IntakeOutcome
from desktop.domain.operation import (
    WATCHED_JOBS,
    BackupResult,
    Beat,
    Counted,
    DatabaseFacts,
    Health,
    JobName,
    JobState,
    LastBackup,
    LastProof,
    ProvenBackup,
    Pulse,
    Queue,
    Resting,
    Space,
)
from desktop.models.bank import ErpRun
from desktop.models.exchange import Delivery, IntakeRecord
from desktop.models.operation import Heartbeat
from desktop.services.context import ServiceContext
from desktop.services.intake.quarantine import quarantine_by_reason
from desktop.services.letters.counting import count_letters_to_print
from desktop.services.operation.backups_at_hand import with_backups_at_hand
from desktop.services.operation.heartbeats import beats
from desktop.services.operation.ports import Places
from desktop.services.staff.access import Actor, Permission, require, visible_companies
from desktop.services.time_limits import Moment

_MOVED: Mapping[JobName, Select[Any]] = {
    JobName.INTAKE: select(IntakeRecord.arrived_at).order_by(IntakeRecord.id.desc()).limit(1),
    JobName.DELIVERY: select(func.max(Delivery.delivered_at)).where(
        Delivery.channel == DeliveryChannel.PORTAL
    ),
    JobName.HAND_OVER: select(ErpRun.created_at).order_by(ErpRun.number.desc()).limit(1),
}
"""When something last went each way; asked often, so that each is answered by an index."""


def pulse(context: ServiceContext, actor: Actor, places: Places) -> Pulse:
    """Return what tells whether something is wrong. It looks at folders: not for the GUI thread.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    # A lost network drive answers late: no moment of the database is held meanwhile.
    spaces = places.spaces()
    with context.database.read() as session:
        felt = _pulse(context, session, actor, spaces)
    return with_backups_at_hand(felt, places)


def health(
    context: ServiceContext, actor: Actor, places: Places, companies: Collection[int] | None = None
) -> Health:
    """Return everything the health page shows; what arrived is counted for these companies.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    visible = visible_companies(actor, companies)
    spaces = places.spaces()
    with context.database.read() as session:
        found = Health(
            pulse=_pulse(context, session, actor, spaces),
            quarantine=quarantine_by_reason(session, actor, companies),
            unsupported=_unsupported(session, visible),
            letters=count_letters_to_print(session, visible, Moment.of(context.clock)),
            database=_facts(context.database, session),
        )
    return replace(found, pulse=with_backups_at_hand(found.pulse, places))


def _pulse(
    context: ServiceContext, session: Session, actor: Actor, spaces: tuple[Space, ...]
) -> Pulse:
    known = beats(session)
    return Pulse(
        at=context.clock.machine_now(),
        jobs=tuple(
            JobState(
                job,
                tuple(beat for beat in known if beat.job is job),
                session.scalar(_MOVED[job]) if job in _MOVED else None,
            )
            for job in WATCHED_JOBS
        ),
        queue=_queue(session, actor.company_ids, Moment.of(context.clock)),
        spaces=spaces,
        backup=last_backup(session),
        backup_failing=_failing(known, JobName.BACKUP),
        proof=_last_proof(session, _failing(known, JobName.TRIAL_RESTORE)),
        is_embedded=context.database.is_embedded,
    )


def _of(
    column: InstrumentedAttribute[Any], companies: frozenset[int] | None
) -> tuple[ColumnElement[bool], ...]:
    return () if companies is None else (column.in_(companies),)


def _queue(session: Session, companies: frozenset[int] | None, moment: Moment) -> Queue:
    waits = and_(
        Delivery.state == DeliveryState.WAITING,
        Delivery.channel == DeliveryChannel.PORTAL,
        *_of(Delivery.company_id, companies),
    )
    resting = session.execute(
        select(
            Delivery.last_error,
            func.count(),
            func.min(Delivery.time),
            func.min(Delivery.not_before),
        )
        .where(waits, Delivery.last_error != "")
        .group_by(Delivery.last_error)
        .order_by(Delivery.last_error)
    )
    return Queue(
        waiting=session.scalar(select(func.count()).select_from(Delivery).where(waits)) or 0,
        resting=tuple(Resting(*row) for row in resting),
        oldest_at=session.scalar(
            select(func.min(Delivery.time)).where(waits, moment.over(Delivery.not_before))
        ),
    )


def last_backup(session: Session) -> LastBackup | None:
    """Return the newest backup of which the database knows, wherever; None where it knows none."""
    row = _newest_that_tells(session, JobName.BACKUP)
    if row is None or row.succeeded_at is None:
        return None
    return LastBackup(row.succeeded_at, row.host, msgspec.convert(row.details, BackupResult))


def failed_trial(session: Session) -> tuple[str, datetime] | None:
    """Return the code of what failed since the last trial that was passed, and when (UTC).

    None where none was ever failed, or one was passed since, on whichever computer.
    """
    rows = session.scalars(select(Heartbeat).where(Heartbeat.job == JobName.TRIAL_RESTORE)).all()
    failed = max((row for row in rows if row.error), key=lambda row: row.noted_at, default=None)
    passed = [row.succeeded_at for row in rows if row.succeeded_at is not None]
    if failed is None or any(failed.noted_at < at for at in passed):
        return None
    return failed.error, failed.noted_at


def _newest_that_tells(session: Session, job: JobName) -> Heartbeat | None:
    """The newest success of which more is noted than that it was; there is a row per computer."""
    rows = session.scalars(
        select(Heartbeat)
        .where(Heartbeat.job == job, Heartbeat.succeeded_at.is_not(None))
        .order_by(Heartbeat.succeeded_at.desc())
    )
    return next((row for row in rows.all() if row.details), None)


def _failing(known: tuple[Beat, ...], job: JobName) -> Beat | None:
    return JobState(job, tuple(beat for beat in known if beat.job is job)).failing


def _last_proof(session: Session, failing: Beat | None) -> LastProof:
    row = _newest_that_tells(session, JobName.TRIAL_RESTORE)
    if row is None:
        return LastProof(None, "", None, failing)
    return LastProof(
        row.succeeded_at, row.host, msgspec.convert(row.details, ProvenBackup), failing
    )


def _unsupported(session: Session, companies: frozenset[int] | None) -> tuple[Counted, ...]:
    query: Select[Any] = (
        select(IntakeRecord.event_type, func.count())
        .where(
            IntakeRecord.outcome == IntakeOutcome.UNSUPPORTED,
            *_of(IntakeRecord.company_id, companies),
        )
        .group_by(IntakeRecord.event_type)
        .order_by(func.count().desc(), IntakeRecord.event_type)
    )
    return tuple(Counted(kind or "", count) for kind, count in session.execute(query))


def _facts(database: Database, session: Session) -> DatabaseFacts:
    if database.path is not None:
        version = session.scalar(text("SELECT sqlite_version()"))
        size = sum(
            file.stat().st_size
            for file in (database.path, database.path.with_name(database.path.name + "-wal"))
            if file.exists()
        )
    else:
        version = session.scalar(text("SHOW server_version"))
        size = session.scalar(text("SELECT pg_database_size(current_database())"))
    return DatabaseFacts(
        is_embedded=database.is_embedded,
        product_version=str(version),
        revision=revision_of(session.connection()) or "",
        size=int(size or 0),
    )
