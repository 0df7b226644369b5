"""Reads the rows of a page as they are painted: by key, in one statement, without the rule book.

What is judged of a case stands in ``case_standings``; here it only becomes words and colours.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.domain.deadlines import workdays_left
from desktop.domain.iban_text import mask_ibans
from desktop.domain.standing import NO_DAY
from desktop.domain.waiting import waiting_is_over
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Category, Company, Staff
from desktop.models.standing import CaseStanding
from desktop.models.tenancy import Tenancy, Tenant
from desktop.services.inbox.list_order import Day
from desktop.services.inbox.reading import with_all_around
from desktop.services.inbox.reads import unread_by
from desktop.services.inbox.rows import CaseRow, Pill, PillKind, Urgency
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_calendar

_SOON_UP_TO = 5
"""With more Werktage left than this a pill is plain (interface brief, section 3)."""
_WAITING_BEATS = {Urgency.THIS_WEEK, Urgency.LATER}
"""What is urgent is said first; that a case waits is no excuse for a missed promise."""


def snapshots(session: Session, actor: Actor, ids: Sequence[int], day: Day) -> tuple[CaseRow, ...]:
    """Return the rows of cases in the order of their keys; what the person may not see is missing.

    The settings of each company are read once for the session.
    """
    statement = _statement(actor.staff_id)
    if actor.company_ids is not None:
        statement = statement.where(Case.company_id.in_(sorted(actor.company_ids)))
    found = {row.id: row for row in session.execute(statement, {"ids": list(ids)})}
    return tuple(_row(session, found[case_id], day) for case_id in ids if case_id in found)


@lru_cache(maxsize=32)
def _statement(staff_id: int | None) -> Select[Any]:
    """Return what reads the rows of the cases ``ids``; made once for a person, it costs a page."""
    return with_all_around(
        select(
            Case.id,
            Case.reference,
            Case.version,
            Case.company_id,
            Company.short_name.label("company_tag"),
            Tenant.first_name,
            Tenant.surname,
            Tenancy.contract_number,
            Category.code.label("category_code"),
            Category.short_name.label("category_short"),
            Category.icon.label("category_icon"),
            Case.subject,
            Case.channel,
            Case.state,
            Case.is_open,
            Case.received_at,
            Case.due_on,
            Case.assignee_id,
            Staff.initials.label("assignee_initials"),
            Staff.name.label("assignee_name"),
            Case.waiting_until,
            BankChange.debit_file_on,
            BankChange.collection_on,
            CaseStanding.act_by,
            CaseStanding.risk_from,
            CaseStanding.risk_until,
            unread_by(staff_id, CaseStanding.case_id, CaseStanding.news_at).label("unread"),
        )
        .outerjoin(CaseStanding, CaseStanding.case_id == Case.id)
        .where(Case.id.in_(bindparam("ids", expanding=True)))
    )


def _row(session: Session, row: Row[Any], day: Day) -> CaseRow:
    act_by = None if row.act_by == NO_DAY else row.act_by
    run = "" if row.collection_on is None else f"{row.collection_on:%m/%y}"
    urgency = _urgency(row, day)
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
        debit_file_on=row.debit_file_on,
        act_by=act_by,
        urgency=urgency,
        pill=_pill(session, row, urgency, run, day),
        run=run,
        assignee_id=row.assignee_id,
        assignee_initials=row.assignee_initials or "",
        assignee_name=row.assignee_name or "",
        waiting_until=row.waiting_until,
        # What is closed is nobody's news; it has no standing, or only until its letter is printed.
        unread=row.is_open and row.unread,
    )


def _urgency(row: Row[Any], day: Day) -> Urgency:
    act_by: date | None = row.act_by
    if act_by is None:
        return Urgency.LATER
    if act_by < day.today:
        return Urgency.OVERDUE
    if row.risk_from is not None and row.risk_from <= day.today and row.risk_until > day.now:
        return Urgency.RUN_AT_RISK
    if act_by == day.today:
        return Urgency.DUE_TODAY
    return Urgency.THIS_WEEK if act_by <= day.sunday else Urgency.LATER


def _pill(session: Session, row: Row[Any], urgency: Urgency, run: str, day: Day) -> Pill:
    if not row.is_open:
        return Pill(PillKind.DONE)
    if urgency is Urgency.RUN_AT_RISK:
        return Pill(PillKind.RUN_AT_RISK, run=run)
    if urgency is Urgency.DUE_TODAY:
        return Pill(PillKind.TODAY)
    waits = row.state is CaseState.WAITING and row.waiting_until is not None
    if waits and urgency in _WAITING_BEATS:
        came = waiting_is_over(row.waiting_until, day.today)
        return Pill(PillKind.WAITING, until=row.waiting_until, came=came)
    if row.act_by is None or row.act_by == NO_DAY:
        return Pill(PillKind.NONE)
    calendar = load_calendar(session, row.company_id)
    if urgency is Urgency.OVERDUE:
        over = workdays_left(calendar, row.act_by, day.today)
        return Pill(PillKind.OVERDUE, workdays=max(over, 1))
    left = workdays_left(calendar, day.today, row.act_by)
    return Pill(PillKind.SOON if left <= _SOON_UP_TO else PillKind.LATER, workdays=left)
