"""The counts of own saved views; the floor is their bare SQL: one plain count for each of them."""

from functools import partial

from benchmarks.inbox.desk import Desk
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.floor import BareDatabase, statements_of, timed
from desktop.domain.case_status import CaseState, Channel
from desktop.services.inbox.filters import AssigneeFilter, CaseFilter, DueFilter, ReadFilter
from desktop.services.inbox.rows import InboxQuery
from desktop.services.inbox.saved_counts import saved_counts
from desktop.services.inbox.saved_views import NewView, list_views, save_view

GROUP = "count"
LISTS = {
    "Messung: neue Schäden": InboxQuery(
        filter=CaseFilter(categories=frozenset({"damage"}), states=frozenset({CaseState.NEW}))
    ),
    "Messung: überfällig vom Portal": InboxQuery(
        filter=CaseFilter(channels=frozenset({Channel.PORTAL, Channel.APP}), due=DueFilter.OVERDUE)
    ),
    "Messung: ungelesen von mir": InboxQuery(
        filter=CaseFilter(assignee=AssigneeFilter.ME, read=ReadFilter.UNREAD)
    ),
    "Messung: Heizung": InboxQuery(needle="heizung"),
}
"""Views as clerks keep them, beside those of the demonstration."""


def measure(desk: Desk, rounds: int, _events: int = 0) -> list[Figure]:
    """All of them in one call, as the sidebar asks for them."""
    actor = desk.program.workspace.workplace.actor
    there = {view.name for view in list_views(desk.context, actor)}
    for name, query in LISTS.items():
        if name not in there:
            save_view(desk.context, actor, NewView(name, query))
    work = partial(saved_counts, desk.context, actor)
    plain = [one for one in statements_of(work) if one[0].startswith("SELECT count(*)")]
    bare = BareDatabase(desk.folder.database_file)
    figure = Figure(GROUP, "own saved views", goal_ratio=1.5)
    for number in range(rounds * 2 + 1):
        ours, counts = timed(work)
        floor, _rows = timed(partial(bare.read_all, plain))
        if number:
            figure.ours.append(ours)
            figure.floor.append(floor)
        figure.note = f"{len(plain)} views: {sorted(counts.values())} cases"
    bare.close()
    return [figure]
