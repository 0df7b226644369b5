"""Lists of cases, however long: the exact number, the first page, and every other by its key.

Nothing here reads a list as a whole, sorts it or counts its rows: numbers come from the counters,
pages and keys from walks along an index. What is shown is that of now: rows that time made stale
are stated again first (``standings``).
"""

from array import array
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import CursorResult, Select, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.models.company import Category
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach, companies_to_ask
from desktop.services.inbox.list_order import Conditions, Day, after_values, words_of
from desktop.services.inbox.list_statements import (
    PageStatement,
    Shape,
    build_page,
    build_total,
    groups_of,
    page_of,
    place_of,
    runs_of,
    total_of,
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
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxSort, Urgency
from desktop.services.inbox.standings import reading_now
from desktop.services.staff.access import Actor, Permission, require

__all__ = ["CHUNK", "count", "ids_after", "ids_of", "opening", "rows_of"]

CHUNK = 20_000
"""Keys that are read in one go: a hundredth of a second, then somebody else has a turn."""


def opening(context: ServiceContext, actor: Actor, query: InboxQuery) -> ListOpening:
    """Return how many cases a list holds, its groups, and its first page.

    Raises:
        UserError: ``access.denied`` for a company or a tenancy that is not the person's.
    """
    with reading_now(context) as session:
        listed = _Listed(session, context, actor, query)
        ids, key = listed.read_ids(None, PAGE)
        rows = snapshots(session, actor, ids, listed.day)
        if key is None:
            # These are all: to count them again would only be slower.
            groups = _groups_of(rows) if listed.is_grouped else ()
            return ListOpening(len(rows), groups, rows, None)
        total, shown = listed.numbers()
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
        return IdChunk(*listed.read_ids(key, limit))


def ids_of(context: ServiceContext, actor: Actor, query: InboxQuery) -> "array[int]":
    """Return all cases of a list in order, as of one moment.

    Raises:
        UserError: ``access.denied``.
    """
    with reading_now(context) as session:
        listed = _Listed(session, context, actor, query)
        ids, key = listed.read_ids(None, CHUNK)
        while key is not None:
            more, key = listed.read_ids(key, CHUNK)
            ids.extend(more)
        return ids


def count(context: ServiceContext, actor: Actor, query: InboxQuery) -> int:
    """Return how many cases a list holds, without any of them.

    Raises:
        UserError: ``access.denied``.
    """
    with reading_now(context) as session:
        return _Listed(session, context, actor, query).total()


def rows_of(context: ServiceContext, actor: Actor, ids: Sequence[int]) -> tuple[CaseRow, ...]:
    """Return the rows of cases as of now, in the order asked for.

    Cases that are gone or of companies that are not the person's are left out.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        return snapshots(session, actor, ids, _day(context))


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
        self._connection = session.connection()
        self._actor = actor
        self._query = query
        self.day = _day(context)
        reach = companies_to_ask(session, companies_in_reach(actor, query.companies))
        words = words_of(query.needle)
        if query.tenancy_id is not None:
            self._require_tenancy(query.tenancy_id)
        self._shape = Shape.of(query, actor.staff_id, reach, words, categories=self._categories())
        self._found = self._in_word_index(reach)
        self._values = {
            **self.day.values,
            **{f"word_{number}": word for number, word in enumerate(words)},
            "staff_id": actor.staff_id,
            "companies": sorted(reach or ()),
            "category": query.category,
            "tenancy_id": query.tenancy_id,
        }

    @property
    def is_grouped(self) -> bool:
        """Whether the list is one of headings; those of closed cases and of a tenancy are not."""
        return self._shape.stands and self._query.sort is InboxSort.URGENCY

    def read_ids(self, key: ListKey | None, limit: int) -> tuple["array[int]", ListKey | None]:
        """Return the next cases in order, and where the list goes on; None: it ends."""
        page = self._page(key)
        ids = array("q")
        if page.statement is None:
            return ids, None
        after = {} if key is None else after_values(key.after)
        # Tuples of the driver as they are: of ten thousands of keys only the last one is looked at.
        found = self._read(page.statement, {"limit": limit, **after})
        assert found.cursor is not None
        rows = found.cursor.fetchall()
        found.close()
        ids.extend([case_id for case_id, _segment in rows])
        if len(rows) < limit:
            return ids, None
        last, number = rows[-1]
        segment = page.segments[number]
        values = self._read(place_of(segment.order, segment.key), {"last": last}).one()
        return ids, ListKey(number, tuple(values))

    def total(self) -> int:
        """Return the exact number of cases: from the counters, unless the list is narrowed."""
        if self._found:
            return int(self._read(build_total(self._shape, self._found)).scalar_one())
        return int(self._read(total_of(self._shape)).scalar_one() or 0)

    def numbers(self) -> tuple[int, tuple[ListGroup, ...]]:
        """Return the exact number of cases, and the groups of a list that has headings."""
        if self.is_grouped and self._shape.is_narrowed:
            # Every case has to be looked at for either: both are had by looking once.
            counted = self._counted()
            total = sum(number for _urgency, number in counted)
            return total, self._groups(counted) if total <= GROUP_LIMIT else ()
        total = self.total()
        if not self.is_grouped or total > GROUP_LIMIT:
            return total, ()
        return total, self._groups(self._counted())

    def _counted(self) -> list[tuple[int, int]]:
        counted = self._read(groups_of(self._shape)).all()
        return [(int(urgency), int(number)) for urgency, number in counted if number]

    def _groups(self, counted: list[tuple[int, int]]) -> tuple[ListGroup, ...]:
        """Return every group that has a case, in order, with its exact number."""
        return tuple(
            ListGroup(Urgency(urgency), number, self._runs() if urgency == _AT_RISK else ())
            for urgency, number in counted
        )

    def _read(
        self, statement: Select[Any], more: dict[str, Any] | None = None
    ) -> CursorResult[Any]:
        values = self._values if more is None else {**self._values, **more}
        return self._connection.execute(statement, values)

    def _page(self, key: ListKey | None) -> PageStatement:
        first, goes_on = (0, False) if key is None else (key.segment, True)
        if self._found:
            return build_page(self._shape, first, self._found, goes_on=goes_on)
        return page_of(self._shape, first, goes_on=goes_on)

    def _require_tenancy(self, tenancy_id: int) -> None:
        company_id = self._session.scalar(
            select(Tenancy.company_id).where(Tenancy.id == tenancy_id)
        )
        if company_id is None:
            raise UserError("access.denied")
        require(self._actor, Permission.READ_CASES, company_id)

    def _categories(self) -> tuple[tuple[int, ...], ...]:
        """Every category in its place where the order asks for it; those of one code are one."""
        if self._query.sort is not InboxSort.CATEGORY:
            return ()
        found: dict[tuple[int, str], list[int]] = {}
        for position, code, category_id in self._connection.execute(_CATEGORIES):
            found.setdefault((position, code), []).append(category_id)
        return tuple(tuple(ids) for ids in found.values())

    def _in_word_index(self, reach: frozenset[int] | None) -> Conditions:
        """What the words ask of a list of all cases; where cases stand is asked by each word."""
        if self._shape.stands or not self._query.needle.strip():
            return []
        from desktop.services.inbox.all_cases import with_words

        return with_words(self._session, self._query.needle, reach)

    def _runs(self) -> tuple[str, ...]:
        """Return the months of the runs that are at risk in this list."""
        days = self._read(runs_of(self._shape)).scalars()
        return tuple(f"{day:%m/%y}" for day in days)


_AT_RISK = int(Urgency.RUN_AT_RISK)
_CATEGORIES = select(Category.position, Category.code, Category.id).order_by(
    Category.position, Category.code, Category.id
)
