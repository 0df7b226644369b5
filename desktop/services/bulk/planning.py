"""The dry run: what an act would do and what it would leave out, without writing anything."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel
from desktop.domain.work import BulkKind
from desktop.services.bulk.case_by_case import CASE_BY_CASE
from desktop.services.bulk.reading import DENIED, NOT_FOUND, Judge, judged_cases
from desktop.services.bulk.reply_texts import ReplyWriter, template_for_many
from desktop.services.bulk.wishes import (
    BulkPlan,
    BulkProgress,
    BulkReply,
    BulkWish,
    LeftOutCount,
)
from desktop.services.context import ServiceContext
from desktop.services.conversation.text_templates import TextTemplate
from desktop.services.inbox import pages
from desktop.services.inbox.filters import AssigneeFilter, CaseFilter
from desktop.services.inbox.rows import InboxQuery, InboxView
from desktop.services.staff.access import Actor, Permission, require

SET = 500
"""So many cases are read by one statement and changed in one transaction."""
FEW = 25
"""Instead where each case is another one: nobody else shall wait for it to be written."""

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
            ``bulk.cancelled``, ``bulk.category_alone``, ``bulk.reply_by_hand``,
            ``template.unknown``.
    """
    require(actor, Permission.WORK_CASES)
    ids = ids_of(context, actor, selection, without)
    left_out = LeftOutCount()
    will, versions = array("q"), array("q")
    companies: set[int] = set()
    with context.database.read() as session:
        judge = Judge(session, actor, wish)
        replies = None
        if wish.kind is BulkKind.REPLY:
            replies = _Replies(session, context, actor, template_for_many(session, wish.template))
        for part in sets_of(ids, set_size_of(wish.kind)):
            if is_cancelled():
                raise UserError("bulk.cancelled")
            rows = {row.id: row for row in session.execute(judged_cases(), {"ids": list(part)})}
            refused = judge.refusals(session, rows.values())
            unwritten: frozenset[int] = frozenset()
            if replies is not None:
                possible = [row for row in rows.values() if row.id not in refused]
                unwritten = replies.write(possible, left_out)
            for case_id in part:
                row, code = rows.get(case_id), refused.get(case_id, "")
                if case_id in unwritten:
                    continue
                if row is None:
                    left_out.add(NOT_FOUND, "")
                elif code:
                    left_out.add(code, "" if code == DENIED else row.reference)
                else:
                    will.append(case_id)
                    versions.append(row.version)
                    companies.add(row.company_id)
            on_progress(BulkProgress(len(will) + left_out.total, len(ids)))
        reply = None if replies is None else replies.planned
    return BulkPlan(wish, will, versions, left_out.groups(), frozenset(companies), reply)


class _Replies:
    """Writes the reply of every case of a dry run, to know whom it would reach and whom not."""

    def __init__(
        self, session: Session, context: ServiceContext, actor: Actor, template: TextTemplate
    ) -> None:
        self._template = template
        self._writer = ReplyWriter(session, context, actor, template)
        self._ways: dict[int, str] = {}
        self._by_portal = 0

    def write(self, rows: Sequence[Row[Any]], left_out: LeftOutCount) -> frozenset[int]:
        """Write all of them; returns those that get none, which are counted in ``left_out``."""
        unwritten = set()
        for case in self._writer.load([row.id for row in rows]):
            try:
                way = self._writer.write(case).way
            except UserError as error:
                gap = str(error.params.get("gap", ""))
                left_out.add(error.code, case.reference, detail=gap)
                unwritten.add(case.id)
                continue
            self._ways[case.id] = way.key
            self._by_portal += way.channel is DeliveryChannel.PORTAL
        return frozenset(unwritten)

    @property
    def planned(self) -> BulkReply:
        """The reply and its ways."""
        return BulkReply(self._template, self._ways, self._by_portal)


def set_size_of(kind: BulkKind) -> int:
    """So many cases are read or changed at a time."""
    return FEW if kind in CASE_BY_CASE else SET


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


def ids_of(
    context: ServiceContext, actor: Actor, selection: Selection, without: frozenset[int]
) -> Sequence[int]:
    """Return the keys of the chosen cases as of now, each once."""
    if isinstance(selection, InboxQuery):
        ids = pages.ids_of(context, actor, selection)
        if without:
            return array("q", (case_id for case_id in ids if case_id not in without))
        return ids
    # Each once, in the order of asking.
    return array("q", dict.fromkeys(selection))
