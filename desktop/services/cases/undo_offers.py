"""Inverse commands with a time limit: stored with the act they can take back.

What an act sends carries ``not_before`` = the end of its undo time, so nothing has left while it
can still be undone.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, not_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.case_status import CaseState
from desktop.domain.kinds import UndoKind
from desktop.models.case import Case
from desktop.models.exchange import UndoEntry
from desktop.models.work import BulkAct, BulkActCase
from desktop.services.cases.loading import put_state
from desktop.services.cases.view import UndoOffer
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment

_SENT = frozenset({UndoKind.MESSAGE, UndoKind.MESSAGE_AND_CLOSE, UndoKind.GROUP_REPLY})
_LATEST = select(func.max(UndoEntry.id)).where(
    UndoEntry.case_id == bindparam("case"), UndoEntry.undone_at.is_(None)
)


def undo_until(session: Session, context: ServiceContext, case: Case, kind: UndoKind) -> datetime:
    """Return the end (UTC) of the undo time of an act of now, by the company's settings."""
    rules = load_rules(session, case.company_id)
    seconds = rules.undo_send_seconds if kind in _SENT else rules.undo_seconds
    return context.clock.now() + timedelta(seconds=seconds)


def offer(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    *,
    kind: UndoKind,
    case: Case,
    until: datetime,
    data: Mapping[str, Any],
) -> UndoOffer:
    """Store the inverse of an act of ``actor``; ``data`` is what taking it back needs to know."""
    entry = UndoEntry(
        kind=kind,
        case_id=case.id,
        staff_id=actor.person_id,
        created_at=context.clock.now(),
        until=until,
        data=dict(data),
    )
    unit.session.add(entry)
    unit.session.flush()
    return UndoOffer(undo_id=entry.id, kind=kind, until=until)


def current_offer(
    session: Session, context: ServiceContext, actor: Actor, case_id: int
) -> UndoOffer | None:
    """Return the case's latest act if it is this person's and can still be taken back."""
    latest = latest_entry_id(session, case_id)
    if latest is None:
        return None
    row = session.execute(
        select(UndoEntry.id, UndoEntry.kind, UndoEntry.until, UndoEntry.created_at).where(
            UndoEntry.id == latest,
            UndoEntry.staff_id == actor.staff_id,
            not_(Moment.of(context.clock).over(UndoEntry.until)),
        )
    ).one_or_none()
    if row is None or was_in_bulk(session, case_id, row.created_at):
        return None
    return UndoOffer(undo_id=row.id, kind=row.kind, until=row.until)


def latest_entry_id(session: Session, case_id: int) -> int | None:
    """Return the entry of the case's latest act that was not taken back, whoever's it is.

    Only that one can be taken back: what an earlier act left behind is what a later one began with.
    """
    return session.scalar(_LATEST, {"case": case_id})


def was_in_bulk(session: Session, case_id: int, since: datetime) -> bool:
    """Whether an act on many changed the case since; only that one can be taken back then."""
    later = (
        select(BulkActCase.case_id)
        .join(BulkAct, BulkAct.id == BulkActCase.bulk_act_id)
        .where(
            BulkActCase.case_id == case_id,
            BulkActCase.version > 0,
            BulkAct.started_at >= since,
        )
    )
    return session.scalar(later.limit(1)) is not None


def state_before(case: Case) -> dict[str, Any]:
    """Return what is needed to put the case back where it stands now."""
    return {
        "state": case.state.value,
        "waiting_until": None if case.waiting_until is None else case.waiting_until.isoformat(),
        "waiting_reason": case.waiting_reason,
    }


def restore_state(case: Case, before: Mapping[str, Any], *, only_from: CaseState) -> None:
    """Put the case back where ``state_before`` found it, if nobody moved it on meanwhile."""
    if case.state is not only_from:
        return
    former = CaseState(before["state"])
    put_state(case, former)
    if former is CaseState.WAITING:
        until = before["waiting_until"]
        case.waiting_until = None if until is None else date.fromisoformat(until)
        case.waiting_reason = before["waiting_reason"]
