"""What nobody causes but the calendar: a deadline is today, a waiting date came. Told once.

The pass runs every minute in every window and looks first: on all but one of them there is nothing
to write. What it would tell a second time, the table refuses.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    delete,
    func,
    literal,
    select,
    union_all,
)

from desktop.database.statements import insert_with_conflict
from desktop.database.unit_of_work import ChangeKind
from desktop.domain.case_status import CaseState
from desktop.domain.notices import NoticeKind
from desktop.domain.work import OrderState
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.personal import MutedNotice, Notice
from desktop.models.standing import CaseStanding
from desktop.models.work import ContractorOrder
from desktop.services.context import ServiceContext
from desktop.services.inbox.standings import keep_current
from desktop.services.leases import lease

__all__ = ["KEPT", "tell_what_is_due"]

KEPT = timedelta(days=90)
"""Older notices go: they only point to what stands in the case."""
_LEASE = "notices"
_COLUMNS = ("staff_id", "case_id", "kind", "occasion", "at")


def tell_what_is_due(context: ServiceContext) -> int:
    """Tell everybody of own cases whose last day or waiting date is today; returns how many.

    Raises:
        UserError: ``lease.taken``, ``lease.lost``, ``database.*``.
    """
    keep_current(context)
    with context.database.read() as session:
        if session.execute(_news(context).limit(1)).first() is None:
            return 0
    with lease(context, _LEASE), context.database.write() as unit:
        told = unit.session.scalars(
            insert_with_conflict(unit.session, Notice)
            .from_select(_COLUMNS, _news(context))
            .on_conflict_do_nothing()
            .returning(Notice.staff_id)
        ).all()
        unit.session.execute(delete(Notice).where(Notice.at < context.clock.now() - KEPT))
        for staff_id in set(told):
            unit.changed(ChangeKind.NOTICE, staff_id)
    return len(told)


def _news(context: ServiceContext) -> Select[Any]:
    today = context.clock.today()
    orders = _due_orders(today)
    of_case = select(orders.c.number).where(orders.c.case_id == CaseStanding.case_id)
    due = _told_once(
        context,
        NoticeKind.DUE_TODAY,
        literal(today.isoformat()),
        CaseStanding.act_by == today,
    )
    # A date that came over a weekend is told on the next day somebody starts the program.
    came = _told_once(
        context,
        NoticeKind.WAITING_OVER,
        cast(CaseStanding.waiting_until, String),
        and_(
            CaseStanding.state == CaseState.WAITING,
            CaseStanding.waiting_until <= today,
            ~of_case.exists(),
        ),
    )
    ordered = _told_once(
        context,
        NoticeKind.ORDER_DUE,
        # By the latest of them the case is told of: one notice, however many came due.
        of_case.with_only_columns(func.max(orders.c.number)).scalar_subquery(),
        of_case.exists(),
    )
    both = union_all(due, came, ordered).subquery()
    # Only after a WHERE does SQLite take ON for the clause of the conflict, not for one of a join.
    return select(both).where(both.c.case_id.is_not(None))


def _due_orders(today: date) -> CTE:
    """The orders that were sent and are to be done by now, with every case they belong to.

    That is the one they were written in and, where it was merged, those it goes on in.
    """
    orders = (
        select(ContractorOrder.number, Case.id.label("case_id"), Case.merged_into_id)
        .join(Case, Case.id == ContractorOrder.case_id)
        .where(ContractorOrder.state == OrderState.SENT_BY_HAND, ContractorOrder.due_on <= today)
        .cte("due_orders", recursive=True)
    )
    # UNION, not UNION ALL: a circle, however it came about, ends.
    return orders.union(
        select(orders.c.number, Case.id, Case.merged_into_id).where(
            Case.id == orders.c.merged_into_id
        )
    )


def _told_once(
    context: ServiceContext,
    kind: NoticeKind,
    occasion: ColumnElement[str],
    condition: ColumnElement[bool],
) -> Select[Any]:
    told = select(Notice.id).where(
        Notice.staff_id == CaseStanding.assignee_id,
        Notice.case_id == CaseStanding.case_id,
        Notice.kind == kind,
        Notice.occasion == occasion,
    )
    muted = select(MutedNotice.kind).where(
        MutedNotice.staff_id == CaseStanding.assignee_id, MutedNotice.kind == kind
    )
    return (
        select(
            CaseStanding.assignee_id.label("staff_id"),
            CaseStanding.case_id,
            literal(kind, Notice.kind.type).label("kind"),
            occasion.label("occasion"),
            literal(context.clock.now(), Notice.at.type).label("at"),
        )
        .join(Staff, Staff.id == CaseStanding.assignee_id)
        .where(
            CaseStanding.is_open.is_(True),
            Staff.active.is_(True),
            condition,
            ~told.exists(),
            ~muted.exists(),
        )
    )
