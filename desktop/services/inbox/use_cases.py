"""The inbox judged case by case: the slow truth that counts and pages are compared with.

What is shown is that of now: a missed run moves a case to the next one, and a case is at risk only
while its file is still ahead (``rules.md``, section 2).
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from desktop.domain.deadlines import is_overdue, workdays_left
from desktop.domain.iban_text import mask_ibans
from desktop.models.company import Category
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach, counts
from desktop.services.inbox.reading import Moment, NowFacts, in_reach, select_rows
from desktop.services.inbox.rows import (
    CaseRow,
    InboxQuery,
    InboxSort,
    Pill,
    PillKind,
    Urgency,
)
from desktop.services.inbox.view_conditions import shows, view_conditions
from desktop.services.staff.access import Actor
from desktop.services.time_limits import Moment as TimeLimits

__all__ = ["companies_in_reach", "counts", "rows"]

_SOON_UP_TO = 5
"""With more Werktage left than this a pill is plain (interface brief, section 3)."""
_NEVER = date.max


def rows(context: ServiceContext, actor: Actor, query: InboxQuery) -> tuple[CaseRow, ...]:
    """Return all cases of a view or category, most urgent first, judged one by one.

    It looks at every case the view may hold, which is why no screen reads by it. Where the query
    names a category too, a case has to fit both.

    Raises:
        UserError: ``access.denied`` for a company that is not the person's.
    """
    reach = companies_in_reach(actor, query.companies)
    now = TimeLimits.of(context.clock)
    conditions = in_reach(reach) + view_conditions(query.view, actor.staff_id, now)
    if query.category is not None:
        conditions.append(Category.code == query.category)
    with context.database.read() as session:
        moment = Moment(session, context)
        read = session.execute(select_rows(conditions)).all()
        facts = moment.facts(read)
        shown = [
            (_row(row, facts[row.id], moment), row.category_position)
            for row in read
            if shows(query.view, facts[row.id], moment.today)
        ]
    shown.sort(key=lambda entry: _sort_key(query.sort, *entry))
    return tuple(row for row, _ in shown)


def _row(row: Row[Any], facts: NowFacts, moment: Moment) -> CaseRow:
    urgency = _urgency(row.due_on, facts, moment.today)
    return CaseRow(
        case_id=row.id,
        reference=row.reference,
        version=row.version,
        company_id=row.company_id,
        company_tag=row.company_tag,
        tenant_name=f"{row.first_name or ''} {row.surname or ''}".strip(),
        contract_number=row.contract_number or "",
        category_code=row.category_code,
        category_short=row.category_short,
        category_icon=row.category_icon,
        subject=mask_ibans(row.subject),
        channel=row.channel,
        state=row.state,
        received_at=row.received_at,
        due_on=row.due_on,
        debit_file_on=facts.debit_file_on,
        act_by=facts.act_by,
        urgency=urgency,
        pill=_pill(urgency, row, facts, moment),
        run=facts.run,
        assignee_id=row.assignee_id,
        assignee_initials=row.assignee_initials or "",
        assignee_name=row.assignee_name or "",
        waiting_until=row.waiting_until,
    )


def _urgency(due_on: date | None, facts: NowFacts, today: date) -> Urgency:
    if is_overdue(due_on, today):
        return Urgency.OVERDUE
    if facts.at_risk:
        return Urgency.RUN_AT_RISK
    if facts.act_by is not None and facts.act_by <= today:
        return Urgency.DUE_TODAY
    sunday = today + timedelta(days=6 - today.weekday())
    if facts.act_by is not None and facts.act_by <= sunday:
        return Urgency.THIS_WEEK
    return Urgency.LATER


def _pill(urgency: Urgency, row: Row[Any], facts: NowFacts, moment: Moment) -> Pill:
    calendar = moment.terms(row.company_id).calendar
    if urgency is Urgency.OVERDUE:
        over = workdays_left(calendar, row.due_on, moment.today)
        return Pill(PillKind.OVERDUE, workdays=max(over, 1))
    if urgency is Urgency.RUN_AT_RISK:
        return Pill(PillKind.RUN_AT_RISK, run=facts.run)
    if urgency is Urgency.DUE_TODAY:
        return Pill(PillKind.TODAY)
    if facts.act_by is None:
        return Pill(PillKind.NONE)
    left = workdays_left(calendar, moment.today, facts.act_by)
    return Pill(PillKind.SOON if left <= _SOON_UP_TO else PillKind.LATER, workdays=left)


def _sort_key(sort: InboxSort, row: CaseRow, category_position: int) -> tuple[Any, ...]:
    urgency = (row.urgency, row.act_by or _NEVER, row.received_at, row.reference)
    if sort is InboxSort.RECEIVED:
        return (row.received_at, row.reference)
    if sort is InboxSort.NAME:
        return (row.tenant_name.rpartition(" ")[2].casefold(), row.tenant_name, *urgency)
    if sort is InboxSort.CATEGORY:
        return (category_position, row.category_code, *urgency)
    return urgency
