"""What an act on many tells others: the tenants' portal, and whoever gets the cases."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.case_status import BY_PORTAL
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.domain.notices import NoticeKind
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.exchange import Delivery
from desktop.models.personal import MutedNotice, Notice
from desktop.models.work import BulkAct, BulkActCase
from desktop.services.bulk.reading import addressed_cases
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.delivery.outgoing_events import PortalStatus
from desktop.services.staff.access import Actor


def queue_statuses(
    unit: UnitOfWork,
    context: ServiceContext,
    case_ids: Sequence[int],
    status: PortalStatus,
    *,
    not_before: datetime,
) -> Mapping[int, list[str]]:
    """Queue what tells the portal of these cases and of those merged into them.

    The same as ``queue_status_changed`` for each, in one statement. Returns the ids of the events
    by case.
    """
    told: dict[int, list[str]] = {}
    events = []
    for row, root in _with_merged(unit.session, case_ids):
        if row.channel in BY_PORTAL:
            event = _event(row, status, not_before=not_before, now=context.clock.now())
            events.append(event)
            told.setdefault(root, []).append(event["event_id"])
    if events:
        unit.session.connection().execute(insert(Delivery), events)
    return told


def _event(
    row: Row[Any], status: PortalStatus, *, not_before: datetime, now: datetime
) -> dict[str, Any]:
    return {
        # A random id, also after a restore: one that comes twice would be a duplicate.
        "event_id": str(uuid4()),
        "company_id": row.company_id,
        "case_id": row.id,
        "message_id": None,
        "channel": DeliveryChannel.PORTAL,
        "type": OutgoingEvent.CASE_STATUS_CHANGED.value,
        "time": now,
        "data": {
            "company": row.company,
            "contract_number": row.contract_number,
            "portal_account": row.portal_account,
            "case_reference": row.reference,
            "in_reply_to": None,
            "status": status.value,
        },
        "recipient": "",
        "state": DeliveryState.WAITING,
        "not_before": not_before,
        "attempts": 0,
        "last_error": "",
        "delivered_at": None,
    }


def _with_merged(session: Session, case_ids: Sequence[int]) -> Iterable[tuple[Row[Any], int]]:
    """Each case with itself, and each that was merged with the one in which it goes on."""
    roots = {case_id: case_id for case_id in case_ids}
    given, into = list(case_ids), list(case_ids)
    while given or into:
        rows = session.execute(addressed_cases(), {"ids": given, "into": into}).all()
        into = []
        for row in rows:
            if row.id not in roots:
                roots[row.id] = roots[row.merged_into_id]
                into.append(row.id)
            elif row.id not in given:
                continue
            yield row, roots[row.id]
        given = []


def move_waiting(session: Session, of_moment: datetime, to_moment: datetime) -> None:
    """Let what waits until exactly ``of_moment`` leave at another one.

    No two acts have the same moment (``running.moment_of``), so it is theirs alone.
    """
    session.execute(
        update(Delivery)
        .where(
            Delivery.state == DeliveryState.WAITING,
            Delivery.channel.in_((DeliveryChannel.PORTAL, DeliveryChannel.LETTER)),
            Delivery.not_before == of_moment,
        )
        .values(not_before=to_moment)
        .execution_options(synchronize_session=False)
    )


def tell_receivers(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    bulk_id: int,
    given: Mapping[int, Sequence[int]],
) -> None:
    """Tell people by the bell of the cases that came; ``given`` are the cases by person.

    One notice of the whole act for each, which counts on from step to step. Nobody is told of what
    they did themselves, nor of what they do not want to hear of.
    """
    for staff_id, case_ids in given.items():
        if staff_id == actor.staff_id or not case_ids:
            continue
        counted = unit.session.execute(
            update(Notice)
            .where(Notice.staff_id == staff_id, Notice.occasion == _occasion(bulk_id))
            .values(cases=Notice.cases + len(case_ids))
            .returning(Notice.id)
            .execution_options(synchronize_session=False)
        ).all()
        if counted or _begin_notice(unit, context, actor, bulk_id, staff_id, case_ids):
            unit.changed(ChangeKind.NOTICE, staff_id)


def _begin_notice(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    bulk_id: int,
    staff_id: int,
    case_ids: Sequence[int],
) -> bool:
    kind = NoticeKind.ASSIGNED
    muted = select(MutedNotice).where(MutedNotice.staff_id == staff_id, MutedNotice.kind == kind)
    listens = select(Staff.id).where(Staff.id == staff_id, Staff.active.is_(True), ~muted.exists())
    if unit.session.scalar(listens) is None:
        return False
    unit.session.add(
        Notice(
            staff_id=staff_id,
            case_id=case_ids[0],
            kind=kind,
            occasion=_occasion(bulk_id),
            at=context.clock.now(),
            by_id=actor.staff_id,
            cases=len(case_ids),
        )
    )
    return True


def correct_news(unit: UnitOfWork, context: ServiceContext, act: BulkAct) -> None:
    """Count in the notices of an act that was taken back what stayed; of nothing is no news."""
    session = unit.session
    told = select(Notice).where(Notice.at >= act.started_at, Notice.occasion == _occasion(act.id))
    for notice in session.scalars(told):
        stayed = (
            select(func.count(), func.min(Case.id))
            .join(BulkActCase, BulkActCase.case_id == Case.id)
            .where(
                BulkActCase.bulk_act_id == act.id,
                BulkActCase.version > 0,
                Case.assignee_id == notice.staff_id,
            )
        )
        number, first = session.execute(stayed).one()
        if number:
            notice.cases, notice.case_id = number, first
        elif notice.read_at is None:
            notice.read_at = context.clock.now()
        unit.changed(ChangeKind.NOTICE, notice.staff_id)


def _occasion(bulk_id: int) -> str:
    return f"bulk:{bulk_id}"
