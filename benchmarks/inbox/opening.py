"""Open any view: until its first page is painted.

The floor reads the columns of the same page by one plain statement that walks the order by
``act_by``, and paints as many rows from memory in the same view with the same delegate.
"""

from functools import partial

from benchmarks.inbox.desk import Desk, Painted
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.floor import BareDatabase, PlainList, PlainModel, timed
from benchmarks.inbox.statements import floor_statement
from desktop.services.inbox import pages
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxView
from desktop.views import sidebar_entries as entries

GROUP = "open a view"
PAGE = 200


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
