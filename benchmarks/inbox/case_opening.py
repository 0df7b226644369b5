"""Open a case until it is painted; the floor is the bare SQL that the page was read by.

Every statement of one opening is noted as it goes to the driver, and read again without anything
around it: what is compared is our work on top of the database, not another set of statements.
"""

import random
from functools import partial

from benchmarks.inbox.desk import Desk, Painted
from benchmarks.inbox.figures import Figure
from benchmarks.inbox.floor import BareDatabase, Statement, statements_of, timed
from desktop.services.cases import page as case_page

GROUP = "open a case"


def measure(desk: Desk, rounds: int, _events: int = 0) -> list[Figure]:
    """Open cases and closed ones anywhere in the database, bank changes apart."""
    bare = BareDatabase(desk.folder.database_file)
    chance = random.Random(4)
    figures = []
    for name, condition in (
        ("bank change", "is_open AND category_id = 1"),
        ("any other", "is_open AND category_id <> 1"),
        ("closed", "NOT is_open"),
    ):
        ids = [
            int(row[0])
            for row in bare.read(
                f"SELECT id FROM cases WHERE {condition} ORDER BY id DESC LIMIT 20000"
            )
        ]
        figure = Figure(GROUP, name, goal_ms=100)
        for number, case_id in enumerate(chance.sample(ids, min(rounds * 3 + 2, len(ids)))):
            ours = _opened(desk, case_id)
            statements = _statements(desk, case_id)
            floor, _rows = timed(partial(bare.read_all, statements))
            if number > 1:
                figure.ours.append(ours)
                figure.floor.append(floor)
                figure.note = f"{len(statements)} statements"
        figures.append(figure)
    bare.close()
    return figures


def _opened(desk: Desk, case_id: int) -> float:
    inbox = desk.program.workspace.inbox
    pane = inbox.pane
    painted = Painted(pane.page)
    taken = painted.after(
        lambda: inbox.open_case(case_id),
        # Painted counts only with all of it: the entries of the timeline come by and by.
        lambda: (
            pane.view is not None
            and pane.view.case.header.case_id == case_id
            and pane.page.isVisible()
            and pane.page.timeline.list.is_whole()
        ),
    )
    painted.leave()
    desk.rest()
    return taken


def _statements(desk: Desk, case_id: int) -> list[Statement]:
    actor = desk.program.workspace.workplace.actor
    return statements_of(partial(case_page.load, desk.context, actor, case_id))
