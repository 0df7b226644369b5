"""Acts on many that a lost program left in between, looked for whenever a person signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from desktop.domain.errors import UserError
from desktop.domain.work import BulkState
from desktop.models.work import BulkAct
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.staff.access import Actor, Permission, require

if TYPE_CHECKING:
    from desktop.services.bulk.wishes import BulkResult, BulkUndone


def half_undone(context: ServiceContext, actor: Actor) -> tuple[BulkUndone, ...]:
    """Go on with what the person began to take back and a lost program left undone.

    Raises:
        UserError: ``access.denied``, ``database.*``.
    """
    require(actor, Permission.WORK_CASES)
    begun = select(BulkAct.id).where(
        BulkAct.staff_id == actor.staff_id,
        BulkAct.state != BulkState.UNDONE,
        BulkAct.undone_at.is_not(None),
    )
    with context.database.read() as session:
        found = list(session.scalars(begun.order_by(BulkAct.id)))
    if not found:
        return ()
    # Nearly always nothing was lost: what takes back many is loaded where something was.
    from desktop.services.bulk.undoing import undo

    results = []
    for bulk_id in found:
        try:
            results.append(undo(context, actor, bulk_id))
        except UserError as error:
            if error.code not in ("lease.taken", "undo.done"):
                raise
    return tuple(results)


def interrupted(context: ServiceContext, actor: Actor) -> tuple[BulkResult, ...]:
    """Return the person's acts that ended in between without saying so, such as by a lost program.

    Each counts as cancelled from now on, and can be taken back for some minutes. What another
    program still works on is left alone; a taking back that ended in between is gone on with.

    Raises:
        UserError: ``access.denied``, ``database.*``.
    """
    require(actor, Permission.WORK_CASES)
    broken = select(BulkAct.id).where(
        BulkAct.staff_id == actor.staff_id,
        BulkAct.state == BulkState.RUNNING,
        BulkAct.undone_at.is_(None),
    )
    with context.database.read() as session:
        found = list(session.scalars(broken.order_by(BulkAct.id)))
    if not found:
        return ()
    from desktop.services.bulk.running import end_lost, lease_of

    results = []
    for bulk_id in found:
        try:
            with lease(context, lease_of(bulk_id)):
                result = end_lost(context, actor, bulk_id)
        except UserError as error:
            if error.code != "lease.taken":
                raise
            continue
        if result is not None:
            results.append(result)
    return tuple(results)
