"""The dry run: what an act would do and what it would leave out, without writing anything."""

from array import array
from collections.abc import Callable, Iterator, Sequence

from desktop.domain.errors import UserError
from desktop.services.bulk.reading import DENIED, NOT_FOUND, Judge, judged_cases
from desktop.services.bulk.wishes import BulkPlan, BulkProgress, BulkWish, LeftOutCount
from desktop.services.context import ServiceContext
from desktop.services.inbox import pages
from desktop.services.inbox.filters import AssigneeFilter, CaseFilter
from desktop.services.inbox.rows import InboxQuery, InboxView
from desktop.services.staff.access import Actor, Permission, require

SET = 500
"""So many cases are read by one statement and changed in one transaction."""

Selection = Sequence[int] | InboxQuery
"""Cases by their keys, or all of a list as of now."""
Progress = Callable[[BulkProgress], object]


def plan(
    context: ServiceContext,
    actor: Actor,
    selection: Selection,
    wish: BulkWish,
    *,
    without: frozenset[int] = frozenset(),
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda _progress: None,
) -> BulkPlan:
    """Return what the act would do to these cases, or to all that a list holds at this moment.

    ``without`` are cases of the list that were taken out of it. The reason of a closing or a
    waiting, and its day, need not be known yet.

    Raises:
        UserError: ``access.denied``, ``assign.inactive``, ``assign.no_team``, ``assign.no_right``,
            ``bulk.cancelled``.
    """
    require(actor, Permission.WORK_CASES)
    ids = _ids_of(context, actor, selection, without)
    left_out = LeftOutCount()
    will, versions = array("q"), array("q")
    companies: set[int] = set()
    with context.database.read() as session:
        judge = Judge(session, actor, wish)
        for part in sets_of(ids):
            if is_cancelled():
                raise UserError("bulk.cancelled")
            rows = {row.id: row for row in session.execute(judged_cases(), {"ids": list(part)})}
            refused = judge.refusals(session, rows.values())
            for case_id in part:
                row, code = rows.get(case_id), refused.get(case_id, "")
                if row is None:
                    left_out.add(NOT_FOUND, "")
                elif code:
                    left_out.add(code, "" if code == DENIED else row.reference)
                else:
                    will.append(case_id)
                    versions.append(row.version)
                    companies.add(row.company_id)
            on_progress(BulkProgress(len(will), len(ids)))
    return BulkPlan(wish, will, versions, left_out.groups(), frozenset(companies))


def plan_hand_over(
    context: ServiceContext,
    actor: Actor,
    from_staff_id: int,
    wish: BulkWish,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda _progress: None,
) -> BulkPlan:
    """Return what giving all open cases of a colleague to somebody else would do.

    Raises:
        UserError: as ``plan``; ``access.denied`` also for whoever leads no team.
    """
    require(actor, Permission.REASSIGN_ALL)
    return plan(
        context,
        actor,
        cases_of(from_staff_id),
        wish,
        is_cancelled=is_cancelled,
        on_progress=on_progress,
    )


def cases_of(staff_id: int) -> InboxQuery:
    """Return the list of a person's open cases."""
    theirs = CaseFilter(assignee=AssigneeFilter.PEOPLE, people=frozenset({staff_id}))
    return InboxQuery(view=InboxView.ALL_OPEN, filter=theirs)


def sets_of(ids: Sequence[int], size: int = SET) -> Iterator[Sequence[int]]:
    """Yield the keys in sets, in their order."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _ids_of(
    context: ServiceContext, actor: Actor, selection: Selection, without: frozenset[int]
) -> Sequence[int]:
    if isinstance(selection, InboxQuery):
        ids = pages.ids_of(context, actor, selection)
        if without:
            return array("q", (case_id for case_id in ids if case_id not in without))
        return ids
    # Each once, in the order of asking.
    return array("q", dict.fromkeys(selection))
