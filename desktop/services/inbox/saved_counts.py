"""How many cases each saved view holds: one count over where cases stand, exact as its list."""

from sqlalchemy import Select, func, select

from desktop.models.standing import CaseStanding
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach
from desktop.services.inbox.filters import filter_conditions
from desktop.services.inbox.list_order import (
    Day,
    needle_conditions,
    of_category,
    of_companies,
    view_conditions,
)
from desktop.services.inbox.rows import InboxQuery
from desktop.services.inbox.saved_views import list_views
from desktop.services.inbox.standings import keep_current
from desktop.services.staff.access import Actor

__all__ = ["held_by", "saved_counts"]


def saved_counts(
    context: ServiceContext, actor: Actor, companies: frozenset[int] = frozenset()
) -> dict[int, int]:
    """Return the number of each view that can be opened, by its id, for the chosen companies.

    Raises:
        UserError: ``access.denied``.
    """
    reach = companies_in_reach(actor, companies)
    views = list_views(context, actor)
    keep_current(context)
    day = Day(context.clock.today(), context.clock.now())
    counts: dict[int, int] = {}
    with context.database.read() as session:
        for view in views:
            if view.query is not None:
                held = held_by(view.query, actor, reach, day).subquery()
                counts[view.view_id] = session.scalar(select(func.count()).select_from(held)) or 0
    return counts


def held_by(
    query: InboxQuery, actor: Actor, reach: frozenset[int] | None, day: Day
) -> Select[tuple[int]]:
    """Return the statement for the cases of an open list, in no order."""
    return select(CaseStanding.case_id).where(
        *view_conditions(CaseStanding, query.view, actor.staff_id, day),
        *of_companies(CaseStanding.company_id, reach),
        *of_category(CaseStanding.category_id, query.category),
        *needle_conditions(query.needle),
        *filter_conditions(query.filter, actor, day.today, day.now),
    )
