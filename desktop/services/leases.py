"""The right to run a job (intake, delivery, export) once at a time, over all programs.

A lease is a row: it survives its program, so whoever comes next must be able to tell a living
holder from a dead one. On the same computer the process is looked at, otherwise the time it runs
out is what counts. That time is the computer's own, also where ``--today`` lets the clock stand.
"""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from desktop.database.processes import process_runs
from desktop.database.statements import insert_with_conflict
from desktop.domain.errors import UserError
from desktop.models.company import Lease
from desktop.services.context import ServiceContext

DURATION = timedelta(minutes=2)
"""How long a lease holds without being renewed."""
IMPLAUSIBLE = timedelta(days=1)
"""No two computers' clocks differ so much; a lease that ends later than that is void."""
_PAUSE_SECONDS = 0.1
_held_here: set[str] = set()


class HeldLease:
    """A lease as long as the ``with`` block lasts. Long work renews it between its steps."""

    def __init__(self, context: ServiceContext, name: str, holder: str) -> None:
        self._context = context
        self._name = name
        self._holder = holder
        self._renewed_at = context.clock.machine_now()

    def renew(self) -> None:
        """Prolong the lease; cheap to call often, because it writes at most every half minute.

        Raises:
            UserError: ``lease.lost`` where it ran out and another program took it.
        """
        now = self._context.clock.machine_now()
        # A clock that was set back must not keep a lease from being renewed.
        if timedelta(0) <= now - self._renewed_at < DURATION / 4:
            return
        with self._context.database.write() as unit:
            prolonged = unit.session.execute(
                update(Lease)
                .where(Lease.name == self._name, Lease.holder == self._holder)
                .values(expires_at=now + DURATION)
                .returning(Lease.name)
            ).one_or_none()
            if prolonged is None:
                raise UserError("lease.lost", job=self._name)
        self._renewed_at = now


@contextmanager
def lease(
    context: ServiceContext, name: str, *, patience: timedelta = timedelta(0)
) -> Iterator[HeldLease]:
    """Hold the lease of the job ``name`` while the block runs; it is given back at the end.

    Another program that holds it is waited for up to ``patience`` of real time.

    Raises:
        UserError: ``lease.taken`` (with ``job``) where a living other holds it.
    """
    # Before the row is there: what this process holds must never look like a dead one's.
    holder = f"{platform.node()[:40]}:{os.getpid()}:{uuid4().hex[:12]}"
    _held_here.add(holder)
    try:
        _acquire(context, name, holder, patience)
        try:
            yield HeldLease(context, name, holder)
        finally:
            _give_back(context, name, holder)
    finally:
        _held_here.discard(holder)


def is_held(context: ServiceContext, session: Session, name: str) -> bool:
    """Whether a living program does the job ``name`` right now, as far as can be told."""
    held = session.scalars(select(Lease).where(Lease.name == name)).one_or_none()
    if held is None:
        return False
    return _still_holds(held, context.clock.machine_now()) and not _has_died(held.holder)


def _acquire(context: ServiceContext, name: str, holder: str, patience: timedelta) -> None:
    give_up_at = time.monotonic() + patience.total_seconds()
    while not _acquired(context, name, holder):
        if time.monotonic() >= give_up_at:
            raise UserError("lease.taken", job=name)
        time.sleep(_PAUSE_SECONDS)


def _acquired(context: ServiceContext, name: str, holder: str) -> bool:
    now = context.clock.machine_now()
    with context.database.write() as unit:
        made = unit.session.execute(
            insert_with_conflict(unit.session, Lease)
            .values(name=name, holder=holder, expires_at=now + DURATION)
            .on_conflict_do_nothing()
            .returning(Lease.name)
        ).one_or_none()
        if made is not None:
            return True
        held = unit.session.execute(
            select(Lease).where(Lease.name == name).with_for_update()
        ).scalar_one_or_none()
        if held is None or (_still_holds(held, now) and not _has_died(held.holder)):
            return False
        held.holder = holder
        held.expires_at = now + DURATION
        return True


def _still_holds(held: Lease, now: datetime) -> bool:
    """Whether the lease runs; one that ends in days was taken by a clock that ran ahead."""
    return now < held.expires_at <= now + IMPLAUSIBLE


def _give_back(context: ServiceContext, name: str, holder: str) -> None:
    with context.database.write() as unit:
        unit.session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


def _has_died(holder: str) -> bool:
    """Whether the holder was a process of this computer that runs no more; unsure is alive."""
    node, _, rest = holder.rpartition(":")[0].rpartition(":")
    if node != platform.node()[:40] or not rest.isdecimal():
        return False
    if int(rest) == os.getpid():
        # Numbers of processes are used again: a namesake of ours may have held it before.
        return holder not in _held_here
    return not process_runs(int(rest))
