"""The inbox: exact counts of the sidebar, and the rows behind each of them.

Both come from the same conditions and the same judgement at one instant, so a number always equals
the rows that a click on it shows. What is shown is that of now: a missed run moves a case to the
next one, and a case is at risk only while its file is still ahead (``rules.md``, section 2).
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.domain.deadlines import is_overdue, workdays_left
from desktop.domain.iban_text import mask_ibans
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.services.context import ServiceContext
from desktop.services.inbox.reading import (
    Moment,
    NowFacts,
    open_cases,
    select_bank_rows,
    select_rows,
)
from desktop.services.inbox.rows import (
    CaseRow,
    CategoryCount,
    InboxCounts,
    InboxQuery,
    InboxSort,
    InboxView,
    Pill,
    PillKind,
    Urgency,
)
from desktop.services.staff.access import Actor, Permission, require

__all__ = ["companies_in_reach", "counts", "rows", "view_conditions"]

_SOON_UP_TO = 5
"""With more Werktage left than this a pill is plain (interface brief, section 3)."""
_NEVER = date.max


def counts(
    context: ServiceContext, actor: Actor, companies: frozenset[int] = frozenset()
) -> InboxCounts:
    """Return the exact number of cases in every view and category.

    ``companies`` empty means all the person may see.

    Raises:
        UserError: ``access.denied`` for a company that is not the person's.
    """
    reach = companies_in_reach(actor, companies)
    with context.database.read() as session:
        moment = Moment(session, context)
        tally = session.execute(_tally(actor, reach, moment.today)).all()
        bank_rows = session.execute(select_bank_rows(open_cases(reach))).all()
        facts = moment.facts(bank_rows).values()
        due_banks = sum(1 for fact in facts if _is_due(fact.act_by, moment.today))
        by_code = Counter[str]()
        for line in tally:
            by_code[line.code] += line.every
        views = {
            InboxView.ALL_OPEN: by_code.total(),
            InboxView.MINE: sum(line.mine for line in tally),
            InboxView.UNASSIGNED: sum(line.nobodys for line in tally),
            InboxView.DUE_TODAY: sum(line.due for line in tally) + due_banks,
            InboxView.RUN_AT_RISK: sum(1 for fact in facts if fact.at_risk),
            InboxView.RELEASES: sum(line.proposed for line in tally),
            InboxView.WAITING: sum(line.waiting for line in tally),
        }
        return InboxCounts(views, _categories(session, reach, by_code))


def rows(context: ServiceContext, actor: Actor, query: InboxQuery) -> tuple[CaseRow, ...]:
    """Return all open cases of a view or category, most urgent first, in one bulk read.

    Where the query names a category too, a case has to fit both.

    Raises:
        UserError: ``access.denied`` for a company that is not the person's.
    """
    reach = companies_in_reach(actor, query.companies)
    conditions = open_cases(reach) + view_conditions(query.view, actor.staff_id)
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


def companies_in_reach(actor: Actor, asked: frozenset[int]) -> frozenset[int] | None:
    """Return the companies a list may show; None means every one there is.

    Raises:
        UserError: ``access.denied`` for a company that is not the person's.
    """
    for company_id in sorted(asked):
        require(actor, Permission.READ_CASES, company_id)
    return asked or actor.company_ids


def view_conditions(view: InboxView, staff_id: int | None) -> list[ColumnElement[bool]]:
    """Return what a view asks of a case beside being open, as far as the database can tell."""
    if view is InboxView.MINE:
        return [Case.assignee_id == staff_id]
    if view is InboxView.UNASSIGNED:
        return [Case.assignee_id.is_(None)]
    if view is InboxView.RELEASES:
        return [Case.state == CaseState.PROPOSED]
    if view is InboxView.WAITING:
        return [Case.state == CaseState.WAITING]
    if view is InboxView.RUN_AT_RISK:
        return [BankChange.id.is_not(None)]
    return []


def shows(view: InboxView, facts: NowFacts, today: date) -> bool:
    """Tell whether a view shows a case that meets its conditions, by what is true of it now."""
    if view is InboxView.DUE_TODAY:
        return _is_due(facts.act_by, today)
    if view is InboxView.RUN_AT_RISK:
        return facts.at_risk
    return True


def _is_due(act_by: date | None, today: date) -> bool:
    return act_by is not None and act_by <= today


def _tally(actor: Actor, reach: frozenset[int] | None, today: date) -> Select[Any]:
    """Count by category in one pass; due are those without a run, the others need their clock."""
    none = 0
    return (
        select(
            Category.code,
            func.count().label("every"),
            func.sum(case((Case.assignee_id == actor.staff_id, 1), else_=none)).label("mine"),
            func.sum(case((Case.assignee_id.is_(None), 1), else_=none)).label("nobodys"),
            func.sum(case((Case.state == CaseState.PROPOSED, 1), else_=none)).label("proposed"),
            func.sum(case((Case.state == CaseState.WAITING, 1), else_=none)).label("waiting"),
            func.sum(
                case(((BankChange.id.is_(None)) & (Case.due_on <= today), 1), else_=none)
            ).label("due"),
        )
        .select_from(Case)
        .join(Category, Category.id == Case.category_id)
        .outerjoin(BankChange, BankChange.case_id == Case.id)
        .where(*open_cases(reach))
        .group_by(Category.code)
    )


def _categories(
    session: Session, reach: frozenset[int] | None, by_code: Counter[str]
) -> tuple[CategoryCount, ...]:
    """Return every category once, in its place, also those without a case."""
    wanted = select(Category.code, Category.name, Category.icon, Category.company_id)
    if reach is not None:
        wanted = wanted.where(Category.company_id.is_(None) | Category.company_id.in_(reach))
    found: dict[str, CategoryCount] = {}
    for line in session.execute(wanted.order_by(Category.position, Category.id)):
        if line.code not in found:
            found[line.code] = CategoryCount(line.code, line.name, line.icon, by_code[line.code])
    return tuple(found.values())


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
    if _is_due(facts.act_by, today):
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
