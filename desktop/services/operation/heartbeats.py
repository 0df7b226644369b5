"""Notes how the jobs of this program run fare, without writing much.

A change is written at once: the first pass of a run, a failure, another reason, the end of a
failure. As long as all stays as it is, the row is renewed once a minute at most, whatever the pace
of the passes, and a pass between two of these writes nothing at all.
"""

import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.statements import insert_with_conflict
from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.errors import UserError
from desktop.domain.operation import Beat, JobName
from desktop.models.operation import Heartbeat
from desktop.services.context import ServiceContext

RENEW_EVERY = timedelta(minutes=1)
UNEXPECTED = "program.unexpected"
_NO_TROUBLE = frozenset({"lease.taken", "lease.lost"})
"""Another program does the job: it notes how it fares."""


@dataclass(slots=True)
class Verdict:
    """What a pass says of itself: the code of what went wrong although it ended, or ""."""

    error: str = ""


@dataclass(frozen=True, slots=True)
class _Noted:
    """What this run wrote last about a job; ``error`` is "" for a success."""

    error: str
    at: datetime


def this_host() -> str:
    """Return the name of this computer as it is noted."""
    return platform.node()[:60]


class Heart:
    """Notes for one program run; ``program`` says what kind it is ("window", "deliver", ...)."""

    def __init__(self, context: ServiceContext, program: str) -> None:
        self._context = context
        self._program = program
        self._noted: dict[JobName, _Noted] = {}

    @contextmanager
    def watch(self, job: JobName) -> Iterator[Verdict]:
        """Note what came of one pass of ``job``; what it raises goes through.

        A failure of the note itself is none of the job: the database that cannot be written stops
        the next act anyway, and says so.
        """
        verdict = Verdict()
        try:
            yield verdict
        except UserError as error:
            if error.code not in _NO_TROUBLE:
                self._note(job, error.code)
            raise
        except Exception:
            self._note(job, UNEXPECTED)
            raise
        self._note(job, verdict.error)

    def _note(self, job: JobName, error: str) -> None:
        now = self._context.clock.machine_now()
        last = self._noted.get(job)
        same = last is not None and last.error == error
        if last is not None and same and abs(now - last.at) < RENEW_EVERY:
            return
        try:
            write_beat(self._context, job, self._program, error, is_news=not same)
        except UserError:
            return
        self._noted[job] = _Noted(error, now)


def write_beat(
    context: ServiceContext, job: JobName, program: str, error: str = "", *, is_news: bool = True
) -> int:
    """Write the row of this computer in a transaction of its own; as ``put_beat``."""
    with context.database.write() as unit:
        return put_beat(unit, context, job, program, error, is_news=is_news)


def put_beat(
    unit: UnitOfWork,
    context: ServiceContext,
    job: JobName,
    program: str,
    error: str = "",
    *,
    details: Mapping[str, Any] | None = None,
    is_news: bool = True,
) -> int:
    """Write the row of this computer and return its id; ``is_news`` tells the open screens."""
    now = context.clock.machine_now()
    row = _own_row(unit.session, job, program, now)
    row.program = program
    row.noted_at = now
    row.error = error
    if error:
        row.failing_since = row.failing_since or now
    else:
        row.failing_since = None
        row.succeeded_at = now
        row.details = row.details if details is None else dict(details)
    if is_news:
        unit.changed(ChangeKind.OPERATION, row.id)
    return row.id


def beats(session: Session) -> tuple[Beat, ...]:
    """Return how all jobs fare on all computers."""
    return tuple(
        Beat(
            job=row.job,
            host=row.host,
            program=row.program,
            succeeded_at=row.succeeded_at,
            failing_since=row.failing_since,
            error=row.error,
            noted_at=row.noted_at,
        )
        for row in session.scalars(select(Heartbeat).order_by(Heartbeat.id))
    )


def _own_row(session: Session, job: JobName, program: str, now: datetime) -> Heartbeat:
    host = this_host()
    # Two programs of one computer may come at the same moment: one of them makes the row.
    session.execute(
        insert_with_conflict(session, Heartbeat)
        .values(job=job, host=host, program=program, noted_at=now, error="", details={})
        .on_conflict_do_nothing()
    )
    return session.scalars(
        select(Heartbeat)
        .where(Heartbeat.job == job, Heartbeat.host == host)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
