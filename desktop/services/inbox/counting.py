"""The exact numbers of the sidebar, from counters alone: no case and no standing is looked at.

The counters are kept by company, category, person, state and day (``models/standing``). What
depends on today adds up days, and what the clock turned is stated again before (``standings``), so
each number equals the rows its list shows at the same instant.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select, true
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.models.company import Category, Company
from desktop.models.standing import CaseTally, ClosedTally
from desktop.services.context import ServiceContext
from desktop.services.inbox.list_order import GIVEN_DAY, GIVEN_STAFF, Day, at_risk
from desktop.services.inbox.list_order import of_companies as only_companies
from desktop.services.inbox.rows import CategoryCount, InboxCounts, InboxView
from desktop.services.inbox.standings import reading_now
from desktop.services.staff.access import Actor, Permission, require


def counts(
    context: ServiceContext, actor: Actor, companies: frozenset[int] = frozenset()
) -> InboxCounts:
    """Return the exact number of cases in every view and category.

    ``companies`` empty means all the person may see.

    Raises:
        UserError: ``access.denied`` for a company that is not the person's.
    """
    reach = companies_in_reach(actor, companies)
    with reading_now(context) as session:
        asked = companies_to_ask(session, reach)
        values = {
            **Day(context.clock.today(), context.clock.now()).values,
            "staff_id": actor.staff_id,
            "companies": sorted(asked or ()),
        }
        narrowed = asked is not None
        connection = session.connection()
        summed = _open(of_staff=actor.staff_id is not None, of_companies=narrowed)
        lines = connection.execute(summed, values).all()
        closed = connection.execute(_closed(of_companies=narrowed), values).scalar() or 0
        names = connection.execute(_CATEGORIES).all()
    views: dict[InboxView, int] = {InboxView.CLOSED: closed}
    for view in _COUNTED:
        views[view] = sum(getattr(line, view.name.lower()) for line in lines)
    return InboxCounts(views, _categories(names, lines, reach))


def companies_in_reach(actor: Actor, asked: frozenset[int]) -> frozenset[int] | None:
    """Return the companies a list may show; None means every one there is.

    Raises:
        UserError: ``access.denied`` for a company that is not the person's.
    """
    for company_id in sorted(asked):
        require(actor, Permission.READ_CASES, company_id)
    return asked or actor.company_ids


def companies_to_ask(session: Session, reach: frozenset[int] | None) -> frozenset[int] | None:
    """Return the companies a statement has to ask for; None where none there is is left out.

    To ask for every one there is would only lead it away from the order it reads in.
    """
    if reach is None or reach.issuperset(session.connection().execute(_COMPANIES).scalars()):
        return None
    return reach


_COMPANIES = select(Company.id)
_COUNTED = tuple(view for view in InboxView if view is not InboxView.CLOSED)
_CATEGORIES = select(
    Category.id,
    Category.code,
    Category.name,
    Category.icon,
    Category.company_id,
    Category.active,
).order_by(Category.position, Category.id)


@lru_cache(maxsize=4)
def _open(*, of_staff: bool, of_companies: bool) -> Select[Any]:
    """Add up the counters by category, each view in a column of its own, in one pass."""
    day = GIVEN_DAY
    conditions: dict[InboxView, ColumnElement[bool]] = {
        InboxView.ALL_OPEN: true(),
        InboxView.MINE: CaseTally.assignee_id == (GIVEN_STAFF if of_staff else None),
        InboxView.UNASSIGNED: CaseTally.assignee_id.is_(None),
        InboxView.DUE_TODAY: CaseTally.act_by <= day.today,
        InboxView.RUN_AT_RISK: at_risk(CaseTally, day),
        InboxView.RELEASES: CaseTally.state == CaseState.PROPOSED,
        InboxView.WAITING: CaseTally.state == CaseState.WAITING,
    }
    columns = [
        _sum_where(view, and_(CaseTally.is_open.is_(True), condition))
        for view, condition in conditions.items()
    ]
    columns.append(_sum_where(InboxView.LETTERS, CaseTally.letter_waiting.is_(True)))
    columns.append(_sum_where(InboxView.HAND_OVER, CaseTally.hand_over_waiting.is_(True)))
    statement = select(CaseTally.category_id, *columns).group_by(CaseTally.category_id)
    return statement.where(only_companies(CaseTally.company_id)) if of_companies else statement


def _sum_where(view: InboxView, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, CaseTally.n), else_=0)).label(view.name.lower())


@lru_cache(maxsize=2)
def _closed(*, of_companies: bool) -> Select[tuple[int]]:
    statement = select(func.sum(ClosedTally.n))
    return statement.where(only_companies(ClosedTally.company_id)) if of_companies else statement


def _categories(
    names: Iterable[Row[Any]], lines: Iterable[Row[Any]], reach: frozenset[int] | None
) -> tuple[CategoryCount, ...]:
    """Return every category of these companies once, in its place, also those without a case.

    One that takes no new cases is left out when its last case is closed.
    """
    open_cases = {line.category_id: line.all_open for line in lines}
    by_code = Counter[str]()
    found: dict[str, tuple[str, str]] = {}
    active: set[str] = set()
    for category in names:
        by_code[category.code] += open_cases.get(category.id, 0)
        if reach is None or category.company_id is None or category.company_id in reach:
            found.setdefault(category.code, (category.name, category.icon))
            if category.active:
                active.add(category.code)
    return tuple(
        CategoryCount(code, name, icon, by_code[code])
        for code, (name, icon) in found.items()
        if code in active or by_code[code]
    )
