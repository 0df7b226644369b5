"""All counts of the sidebar, exact; the floor reads the counter rows and adds nothing up."""

from collections.abc import Callable

from benchmarks.inbox.desk import Desk
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.floor import BareDatabase, timed
from desktop.services.inbox.counting import counts

GROUP = "count"
_FLOOR = (
    "SELECT company_id, category_id, assignee_id, state, is_open, act_by, risk_from, risk_until, "
    "letter_waiting, hand_over_waiting, n FROM case_tallies"
)
_CLOSED = "SELECT category_id, sum(n) FROM closed_tallies GROUP BY category_id"


def measure(desk: Desk, rounds: int, _events: int = 0) -> list[Figure]:
    """Counts of all views and categories, as the sidebar asks for them."""
    actor = desk.program.workspace.workplace.actor
    bare = BareDatabase(desk.folder.database_file)
    figure = Figure(GROUP, "all views and categories", goal_ratio=2.0, goal_growth=None)
    work: Callable[[], object] = lambda: counts(desk.context, actor)  # noqa: E731
    for number in range(rounds * 5 + 2):
        ours, _found = timed(work)
        floor, rows = timed(lambda: (bare.read(_FLOOR), bare.read(_CLOSED)))
        if number > 1:
            figure.ours.append(ours)
            figure.floor.append(floor)
            figure.note = f"{len(rows[0])} counter rows"
    bare.close()
    return [figure]
