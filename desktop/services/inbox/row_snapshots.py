"""Reads the rows of a page as they are painted: by key, in one statement, without the rule book.

What is judged of a case stands in ``case_standings``; here it only becomes words and colours.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.domain.deadlines import workdays_left
from desktop.domain.iban_text import mask_ibans
from desktop.domain.standing import NO_DAY
from desktop.domain.waiting import waiting_is_over
from desktop.domain.workdays import WorkdayCalendar
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Category, Company, Staff
from desktop.models.standing import CaseStanding
from desktop.models.tenancy import Tenancy, Tenant
from desktop.services.inbox.counting import companies_to_ask
from desktop.services.inbox.list_order import GIVEN_STAFF, Day
from desktop.services.inbox.list_order import of_companies as only_companies
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
    reach = companies_to_ask(session, actor.company_ids)
    statement = _statement(of_staff=actor.staff_id is not None, of_companies=reach is not None)
    values = {"ids": list(ids), "staff_id": actor.staff_id, "companies": sorted(reach or ())}
    rows = session.connection().execute(statement, values).all()
    calendars = {company_id: load_calendar(session, company_id) for company_id in _companies(rows)}
    found = {row[0]: _row(row, calendars, day) for row in rows}
    return tuple(found[case_id] for case_id in ids if case_id in found)


def _companies(rows: Sequence[Sequence[Any]]) -> set[int]:
    """Return the companies of those that are not closed: only their time runs."""
    return {row[_COMPANY] for row in rows if row[_IS_OPEN]}


_COMPANY, _IS_OPEN = 3, 14
"""Their places among the columns."""


@lru_cache(maxsize=4)
def _statement(*, of_staff: bool, of_companies: bool) -> Select[Any]:
    """Return what reads the rows of the cases ``ids``; its columns are those of ``_row``."""
    staff_id = GIVEN_STAFF if of_staff else None
    statement = with_all_around(
        select(
            Case.id,
            Case.reference,
            Case.version,
            Case.company_id,
            Company.short_name,
            Tenant.first_name,
            Tenant.surname,
            Tenancy.contract_number,
            Category.code,
            Category.short_name,
            Category.icon,
            Case.subject,
            Case.channel,
            Case.state,
            Case.is_open,
            Case.received_at,
            Case.due_on,
            Case.assignee_id,
            Staff.initials,
            Staff.name,
            Case.waiting_until,
            BankChange.debit_file_on,
            BankChange.collection_on,
            CaseStanding.act_by,
            CaseStanding.risk_from,
            CaseStanding.risk_until,
            unread_by(staff_id, CaseStanding.case_id, CaseStanding.news_at),
            Case.priority,
        )
        .outerjoin(CaseStanding, CaseStanding.case_id == Case.id)
        .where(Case.id.in_(bindparam("ids", expanding=True)))
    )
    return statement.where(only_companies(Case.company_id)) if of_companies else statement


def _row(row: Sequence[Any], calendars: Mapping[int, WorkdayCalendar], day: Day) -> CaseRow:
    (
        case_id,
        reference,
        version,
        company_id,
        company_tag,
        first_name,
        surname,
        contract_number,
        category_code,
        category_short,
        category_icon,
        subject,
        channel,
        state,
        is_open,
        received_at,
        due_on,
        assignee_id,
        assignee_initials,
        assignee_name,
        waiting_until,
        debit_file_on,
        collection_on,
        act_by,
        risk_from,
        risk_until,
        unread,
        priority,
    ) = row
    run = "" if collection_on is None else _month(collection_on)
    at_risk = risk_from is not None and risk_from <= day.today and risk_until > day.now
    urgency = _urgency(act_by, day, at_risk=at_risk)
    if act_by == NO_DAY:
        act_by = None
    if not is_open:
        pill = _pill(PillKind.DONE)
    elif urgency is Urgency.RUN_AT_RISK:
        pill = _pill(PillKind.RUN_AT_RISK, run=run)
    elif urgency is Urgency.DUE_TODAY:
        pill = _pill(PillKind.TODAY)
    elif state is CaseState.WAITING and waiting_until is not None and urgency in _WAITING_BEATS:
        came = waiting_is_over(waiting_until, day.today)
        pill = _pill(PillKind.WAITING, until=waiting_until, came=came)
    elif act_by is None:
        pill = _pill(PillKind.NONE)
    else:
        pill = _time_left(calendars[company_id], act_by, day.today)
    return CaseRow(
        case_id,
        reference,
        version,
        company_id,
        company_tag,
        f"{first_name or ''} {surname or ''}".strip(),
        contract_number or "",
        category_code,
        category_short,
        category_icon,
        mask_ibans(subject),
        channel,
        state,
        received_at,
        due_on,
        debit_file_on,
        act_by,
        urgency,
        pill,
        run,
        assignee_id,
        assignee_initials or "",
        assignee_name or "",
        waiting_until,
        # What is closed is nobody's news; it has no standing, or only until its letter is printed.
        is_open and unread,
        priority,
    )


def _urgency(act_by: date | None, day: Day, *, at_risk: bool) -> Urgency:
    if act_by is None:
        return Urgency.LATER
    if act_by < day.today:
        return Urgency.OVERDUE
    if at_risk:
        return Urgency.RUN_AT_RISK
    if act_by == day.today:
        return Urgency.DUE_TODAY
    return Urgency.THIS_WEEK if act_by <= day.sunday else Urgency.LATER


def _time_left(calendar: WorkdayCalendar, act_by: date, today: date) -> Pill:
    if act_by < today:
        over = workdays_left(calendar, act_by, today)
        return _pill(PillKind.OVERDUE, workdays=max(over, 1))
    left = workdays_left(calendar, today, act_by)
    return _pill(PillKind.SOON if left <= _SOON_UP_TO else PillKind.LATER, workdays=left)


@lru_cache(maxsize=1024)
def _pill(
    kind: PillKind,
    *,
    workdays: int = 0,
    run: str = "",
    until: date | None = None,
    came: bool = False,
) -> Pill:
    """Return a pill; one for all rows that say the same."""
    return Pill(kind, workdays, run, until, came)


@lru_cache(maxsize=256)
def _month(day: date) -> str:
    return f"{day:%m/%y}"
