"""A saved view for whoever reads from outside: ``list-cases --view saved:NAME --staff LOGIN``."""

from collections.abc import Iterator
from dataclasses import replace

from desktop.models.case import Case
from desktop.services.context import ServiceContext
from desktop.services.inbox.export import CaseExport, CaseLine, export_cases
from desktop.services.inbox.list_order import Day
from desktop.services.inbox.rows import InboxView
from desktop.services.inbox.saved_counts import held_by
from desktop.services.inbox.saved_views import view_called
from desktop.services.inbox.standings import keep_current
from desktop.services.staff.sign_in import actor_for_login

__all__ = ["export_saved"]

EVERYTHING = CaseExport()


def export_saved(
    context: ServiceContext,
    login: str,
    name: str,
    wanted: CaseExport = EVERYTHING,
) -> Iterator[CaseLine]:
    """Yield the cases that this person finds in the view of this name, in the export's order.

    ``wanted`` narrows it; its view and person are those of the saved view.

    Raises:
        UserError: ``staff.unknown``, ``saved_view.not_found``, ``saved_view.unreadable``, and as
            ``export_cases``.
    """
    looks = actor_for_login(context, login)
    query = view_called(context, looks, name).query
    assert query is not None
    keep_current(context)
    day = Day(context.clock.today(), context.clock.now())
    wanted = replace(wanted, view=query.view, staff=login if query.view is InboxView.MINE else None)
    held = Case.id.in_(held_by(query, looks, looks.company_ids, day))
    yield from export_cases(context, looks, wanted, [held])
