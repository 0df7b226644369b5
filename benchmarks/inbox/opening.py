"""Open any view: until its first page is painted.

The floor reads the columns of the same page by one plain statement that walks the order by
``act_by``, and paints as many rows from memory in the same view with the same delegate.
"""

from collections.abc import Mapping
from functools import partial

from benchmarks.inbox.desk import Desk, Painted
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.floor import BareDatabase, PlainList, PlainModel, timed
from desktop.services.inbox import pages
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxView
from desktop.views import sidebar_entries as entries

GROUP = "open a view"
PAGE = 200
_SELECT = """
SELECT s.case_id, c.reference, c.version, s.company_id, co.short_name, t.first_name, t.surname,
  te.contract_number, ca.code, ca.short_name, ca.icon, c.subject, s.channel, s.state,
  s.received_at, s.due_on, s.act_by, s.risk_from, s.risk_until, s.assignee_id, st.initials,
  st.name, s.waiting_until
FROM {source}
JOIN cases c ON c.id = s.case_id
JOIN companies co ON co.id = s.company_id
JOIN categories ca ON ca.id = s.category_id
LEFT JOIN tenancies te ON te.id = c.tenancy_id
LEFT JOIN tenancy_parties p ON p.tenancy_id = te.id AND p.party_number = 1
LEFT JOIN tenants t ON t.id = p.tenant_id
LEFT JOIN staff st ON st.id = s.assignee_id
{where} LIMIT 200
"""
_ORDER = "ORDER BY s.act_by, s.received_at, s.case_id"
_STANDINGS = "case_standings s"
_CLOSED = """
SELECT c.id, c.reference, c.version, c.company_id, co.short_name, t.first_name, t.surname,
  te.contract_number, ca.code, ca.short_name, ca.icon, c.subject, c.channel, c.state,
  c.received_at, c.due_on, c.assignee_id, st.initials, st.name, c.closed_at
FROM cases c
JOIN companies co ON co.id = c.company_id
JOIN categories ca ON ca.id = c.category_id
LEFT JOIN tenancies te ON te.id = c.tenancy_id
LEFT JOIN tenancy_parties p ON p.tenancy_id = te.id AND p.party_number = 1
LEFT JOIN tenants t ON t.id = p.tenant_id
LEFT JOIN staff st ON st.id = c.assignee_id
WHERE c.is_open = 0 ORDER BY c.closed_at DESC, c.id DESC LIMIT 200
"""


def floor_statement(view: InboxView, staff_id: int, today: str) -> str:
    """The plain statement of a view's first page."""
    where: Mapping[InboxView, str] = {
        InboxView.ALL_OPEN: "s.is_open",
        InboxView.MINE: f"s.is_open AND s.assignee_id = {staff_id}",
        InboxView.UNASSIGNED: "s.is_open AND s.assignee_id IS NULL",
        InboxView.DUE_TODAY: f"s.is_open AND s.act_by <= '{today}'",
        InboxView.RUN_AT_RISK: f"s.is_open AND s.risk_from <= '{today}'",
        InboxView.RELEASES: "s.state = 'proposed'",
        InboxView.WAITING: "s.state = 'waiting'",
        InboxView.LETTERS: "s.letter_waiting",
        InboxView.HAND_OVER: "s.hand_over_waiting",
    }
    if view is InboxView.CLOSED:
        return _CLOSED
    return _SELECT.format(source=_STANDINGS, where=f"WHERE {where[view]} {_ORDER}")


def measure(desk: Desk, rounds: int, _events: int = 0) -> list[Figure]:
    """Every view and every category in turn, ours and the floor one after the other."""
    workspace = desk.program.workspace
    bare = BareDatabase(desk.folder.database_file)
    model = PlainModel()
    plain = PlainList(model)
    plain.resize(workspace.inbox.panel.list.size())
    plain.show()
    painted = Painted(workspace.inbox.panel.list.viewport())
    plainly = Painted(plain.viewport())
    actor = workspace.workplace.actor
    today = desk.context.clock.today().isoformat()
    all_views = Figure(GROUP, "all views", goal_ratio=1.5, goal_ms=80, goal_growth=1.3)
    figures = [all_views]
    for view in InboxView:
        opening = pages.opening(desk.context, actor, InboxQuery(view=view))
        figure = Figure(GROUP, view.value, goal_ratio=1.5, goal_ms=80, goal_growth=1.3)
        figures.append(figure)
        if not opening.rows:
            figure.note = "empty"
            continue
        rows: list[CaseRow] = list(opening.rows)
        statement = floor_statement(view, actor.staff_id or 0, today)
        for number in range(rounds + 1):
            other = InboxView.MINE if view is InboxView.ALL_OPEN else InboxView.ALL_OPEN
            _open(desk, other)
            ours = _opened(desk, painted, view)
            read, _found = timed(partial(bare.read, statement))
            model.show([])
            shown = plainly.after(partial(model.show, rows), lambda: model.rowCount() > 0)
            if number:  # the first round warms up
                figure.ours.append(ours)
                figure.floor.append(read + shown)
        all_views.ours += figure.ours
        all_views.floor += figure.floor
    painted.leave()
    plain.close()
    bare.close()
    return figures


def _open(desk: Desk, view: InboxView) -> None:
    desk.program.workspace.open_key(entries.view_key(view))
    desk.rest()


def _opened(desk: Desk, painted: Painted, view: InboxView) -> float:
    workspace = desk.program.workspace
    panel = workspace.inbox.panel
    arrived: list[bool] = []
    model = panel.model

    def note() -> None:
        arrived.append(True)

    model.modelReset.connect(note)
    taken = painted.after(
        lambda: workspace.open_key(entries.view_key(view)),
        lambda: bool(arrived) and panel.list.isVisible() and model.rowCount() > 0,
    )
    model.modelReset.disconnect(note)
    return taken
