"""Lists of cases, however long: the exact number, the first page, and every other by its key.

Nothing here reads a list as a whole, sorts it or counts its rows: numbers come from the counters,
pages and keys from walks along an index. What is shown is that of now: rows that time made stale
are stated again first (``standings``).
"""

from array import array
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.standing import CaseStanding, CaseTally, ClosedTally
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.inbox.all_cases import with_filter, with_words
from desktop.services.inbox.counting import companies_in_reach
from desktop.services.inbox.filters import NO_FILTER, filter_conditions
from desktop.services.inbox.list_order import (
    Conditions,
    Day,
    Kept,
    Segment,
    at_risk,
    closed_segments,
    needle_conditions,
    of_category,
    of_companies,
    read_ids,
    standing_segments,
    tenancy_segments,
    urgency_of,
    view_conditions,
)
from desktop.services.inbox.listing import (
    GROUP_LIMIT,
    PAGE,
    IdChunk,
    ListGroup,
    ListKey,
    ListOpening,
)
from desktop.services.inbox.row_snapshots import snapshots
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxSort, InboxView, Urgency
from desktop.services.inbox.standings import keep_current
from desktop.services.staff.access import Actor, Permission, require

__all__ = ["CHUNK", "count", "ids_after", "opening", "rows_of"]

CHUNK = 20_000
"""Keys that are read in one go: a hundredth of a second, then somebody else has a turn."""


def opening(context: ServiceContext, actor: Actor, query: InboxQuery) -> ListOpening:
    """Return how many cases a list holds, its groups, and its first page.

    Raises:
        UserError: ``access.denied`` for a company or a tenancy that is not the person's.
    """
    keep_current(context)
    with context.database.read() as session:
        listed = _Listed(session, context, actor, query)
        ids, key = read_ids(session, listed.segments(), None, PAGE)
        rows = snapshots(session, actor, ids, listed.day)
        if key is None:
            # These are all: to count them again would only be slower.
            groups = _groups_of(rows) if listed.is_grouped else ()
            return ListOpening(len(rows), groups, rows, None)
        total = listed.total()
        shown = listed.groups() if listed.is_grouped and total <= GROUP_LIMIT else ()
        return ListOpening(total, shown, rows, key)


def ids_after(
    context: ServiceContext, actor: Actor, query: InboxQuery, key: ListKey, limit: int = CHUNK
) -> IdChunk:
    """Return the cases of a list that follow, in order.

    Raises:
        UserError: ``access.denied``.
    """
    with context.database.read() as session:
        listed = _Listed(session, context, actor, query)
        ids, following = read_ids(session, listed.segments(), key, limit)
    return IdChunk(array("q", ids), following)


def count(context: ServiceContext, actor: Actor, query: InboxQuery) -> int:
    """Return how many cases a list holds, without any of them.

    Raises:
        UserError: ``access.denied``.
    """
    keep_current(context)
    with context.database.read() as session:
        return _Listed(session, context, actor, query).total()


def rows_of(context: ServiceContext, actor: Actor, ids: Sequence[int]) -> tuple[CaseRow, ...]:
    """Return the rows of cases as of now, in the order asked for.

    Cases that are gone or of companies that are not the person's are left out.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        return snapshots(session, actor, list(ids), _day(context))


def _groups_of(rows: Sequence[CaseRow]) -> tuple[ListGroup, ...]:
    """Return the groups of a list whose rows are all there."""
    groups = []
    for urgency, members in groupby(rows, key=lambda row: row.urgency):
        of_group = list(members)
        at_risk_in = {row.run for row in of_group} if urgency is Urgency.RUN_AT_RISK else set()
        groups.append(ListGroup(urgency, len(of_group), tuple(sorted(at_risk_in))))
    return tuple(groups)


def _day(context: ServiceContext) -> Day:
    return Day(context.clock.today(), context.clock.now())


class _Listed:
    """One list at one moment: which cases it holds, in which order, and how many."""

    def __init__(
        self, session: Session, context: ServiceContext, actor: Actor, query: InboxQuery
    ) -> None:
        self._session = session
        self._actor = actor
        self._query = query
        self.day = _day(context)
        self._reach = companies_in_reach(actor, query.companies)
        if query.tenancy_id is not None:
            self._require_tenancy(query.tenancy_id)

    @property
    def is_grouped(self) -> bool:
        """Whether the list is one of headings; those of closed cases and of a tenancy are not."""
        return self._stands and self._query.sort is InboxSort.URGENCY

    def segments(self) -> list[Segment]:
        """Return the segments the list is walked by."""
        query = self._query
        if not self._stands:
            within = self._of_all_cases()
            if query.tenancy_id is not None:
                return tenancy_segments(query.tenancy_id, within)
            return closed_segments(within)
        conditions = self._conditions(CaseStanding) + self._narrowed()
        return standing_segments(self._session, query, conditions, self.day)

    def total(self) -> int:
        """Return the exact number of cases: from the counters, unless the list is narrowed."""
        if self._stands:
            return sum(group.count for group in self._counted())
        query = self._query
        if query.tenancy_id is not None or query.needle.strip() or query.filter != NO_FILTER:
            which = Case.tenancy_id == query.tenancy_id
            if query.tenancy_id is None:
                which = Case.is_open.is_(False)
            narrowed = select(func.count()).select_from(Case).where(which, *self._of_all_cases())
            return self._session.scalar(narrowed) or 0
        counted = select(func.coalesce(func.sum(ClosedTally.n), 0)).where(
            *of_companies(ClosedTally.company_id, self._reach),
            *of_category(ClosedTally.category_id, query.category),
        )
        return int(self._session.scalar(counted) or 0)

    def groups(self) -> tuple[ListGroup, ...]:
        """Return every group that has a case, in order, with its exact number."""
        return tuple(
            ListGroup(group.urgency, group.count, self._runs())
            if group.urgency is Urgency.RUN_AT_RISK
            else group
            for group in self._counted()
        )

    @property
    def _stands(self) -> bool:
        """Whether the list is one of where cases stand, rather than of all cases there are."""
        return self._query.view is not InboxView.CLOSED and self._query.tenancy_id is None

    def _require_tenancy(self, tenancy_id: int) -> None:
        company_id = self._session.scalar(
            select(Tenancy.company_id).where(Tenancy.id == tenancy_id)
        )
        if company_id is None:
            raise UserError("access.denied")
        require(self._actor, Permission.READ_CASES, company_id)

    def _conditions(self, kept: Kept) -> Conditions:
        return [
            *view_conditions(kept, self._query.view, self._actor.staff_id, self.day),
            *of_companies(kept.company_id, self._reach),
            *of_category(kept.category_id, self._query.category),
        ]

    def _narrowed(self) -> Conditions:
        """What only the cases themselves know: filter and words."""
        query, day = self._query, self.day
        return [
            *filter_conditions(query.filter, self._actor, day.today, day.now),
            *needle_conditions(query.needle),
        ]

    def _of_all_cases(self) -> Conditions:
        """What a list of all cases there are asks, beside being closed or of a tenancy."""
        query = self._query
        conditions = [
            *of_companies(Case.company_id, self._reach),
            *with_words(self._session, query.needle, self._reach),
        ]
        if query.tenancy_id is None:
            conditions += of_category(Case.category_id, query.category)
            conditions += with_filter(query.filter, self._actor)
        return conditions

    def _counted(self) -> list[ListGroup]:
        narrowed = self._narrowed()
        kept: Kept = CaseStanding if narrowed else CaseTally
        number: Any = func.count() if narrowed else func.sum(CaseTally.n)
        urgency = urgency_of(kept, self.day)
        statement = (
            select(urgency, number)
            .select_from(kept)
            .where(*self._conditions(kept), *narrowed)
            .group_by(urgency)
            .order_by(urgency)
        )
        found = self._session.execute(statement)
        return [ListGroup(Urgency(group), int(count)) for group, count in found if count]

    def _runs(self) -> tuple[str, ...]:
        """Return the months of the runs that are at risk in this list."""
        statement: Select[Any] = (
            select(BankChange.collection_on)
            .join(CaseStanding, CaseStanding.case_id == BankChange.case_id)
            .where(
                *self._conditions(CaseStanding),
                *self._narrowed(),
                at_risk(CaseStanding, self.day),
                CaseStanding.act_by >= self.day.today,
            )
            .distinct()
            .order_by(BankChange.collection_on)
        )
        return tuple(f"{day:%m/%y}" for day in self._session.scalars(statement))
