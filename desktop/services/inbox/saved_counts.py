"""How many cases each saved view holds: one count over where cases stand, exact as its list."""

from typing import Any

from sqlalchemy import Select

from desktop.services.context import ServiceContext
from desktop.services.inbox import list_statements
from desktop.services.inbox.counting import companies_in_reach, companies_to_ask
from desktop.services.inbox.list_order import Day, words_of
from desktop.services.inbox.list_statements import Shape
from desktop.services.inbox.rows import InboxQuery
from desktop.services.inbox.saved_views import visible_views
from desktop.services.inbox.standings import reading_now
from desktop.services.staff.access import Actor, Permission, require

__all__ = ["held_by", "saved_counts"]


def saved_counts(
    context: ServiceContext, actor: Actor, companies: frozenset[int] = frozenset()
) -> dict[int, int]:
    """Return the number of each view that can be opened, by its id, for the chosen companies.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    reach = companies_in_reach(actor, companies)
    counts: dict[int, int] = {}
    with reading_now(context) as session:
        day = Day(context.clock.today(), context.clock.now())
        asked = companies_to_ask(session, reach)
        for view in visible_views(session, actor):
            if view.query is not None:
                shape, values = _asked(view.query, actor, asked, day)
                counted = session.connection().execute(list_statements.total_of(shape), values)
                counts[view.view_id] = int(counted.scalar_one() or 0)
    return counts


def held_by(
    query: InboxQuery, actor: Actor, reach: frozenset[int] | None, day: Day
) -> Select[tuple[int]]:
    """Return the statement for the cases of an open list, in no order."""
    shape, values = _asked(query, actor, reach, day)
    return list_statements.held_by(shape).params(values)


def _asked(
    query: InboxQuery, actor: Actor, reach: frozenset[int] | None, day: Day
) -> tuple[Shape, dict[str, Any]]:
    words = words_of(query.needle)
    return Shape.of(query, actor.staff_id, reach, words), {
        **day.values,
        **{f"word_{number}": word for number, word in enumerate(words)},
        "staff_id": actor.staff_id,
        "companies": sorted(reach or ()),
        "category": query.category,
    }
