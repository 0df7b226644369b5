"""Lists from memory: what the services of lists answer, without a database."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from desktop.domain.text_match import search_key
from desktop.services.inbox.listing import (
    GROUP_LIMIT,
    PAGE,
    IdChunk,
    ListGroup,
    Listing,
    ListKey,
    ListOpening,
)
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxSort, Urgency
from desktop.views.inbox.case_list_model import CaseListModel
from desktop.views.inbox.list_source import Failed


def groups_of(rows: Iterable[CaseRow]) -> tuple[ListGroup, ...]:
    """The headings of rows that are in order of urgency."""
    listed = list(rows)
    counts = Counter(row.urgency for row in listed)
    runs = sorted({row.run for row in listed if row.urgency is Urgency.RUN_AT_RISK})
    return tuple(
        ListGroup(urgency, counts[urgency], tuple(runs) if urgency is Urgency.RUN_AT_RISK else ())
        for urgency in Urgency
        if counts[urgency]
    )


def listing_of(rows: Sequence[CaseRow], *, grouped: bool = True) -> Listing:
    """A whole list of rows that are all there."""
    grouped = grouped and len(rows) <= GROUP_LIMIT
    in_order = sorted(rows, key=lambda row: row.urgency) if grouped else list(rows)
    ids = array("q", [row.case_id for row in in_order])
    return Listing(ids, groups_of(in_order) if grouped else (), tuple(in_order))


def show_rows(model: CaseListModel, rows: Sequence[CaseRow], *, grouped: bool = True) -> None:
    """Show rows that are all there."""
    model.show(listing_of(rows, grouped=grouped))


@dataclass
class MemorySource:
    """Answers when it is told to, as a database would in its own time.

    ``ids`` are the cases in order; ``make`` makes a row of one when it is asked for.
    """

    ids: array[int]
    make: Callable[[int], CaseRow]
    chunk: int = 20_000
    waiting: list[Callable[[], None]] = field(default_factory=list)
    asked_rows: list[array[int]] = field(default_factory=list)
    asked_ids: int = 0

    def opening(
        self, query: InboxQuery, done: Callable[[ListOpening], None], failed: Failed
    ) -> None:
        """See ``ListSource``."""
        del failed

        def answer() -> None:
            ids = self._matching(query)
            rows = tuple(self.make(case_id) for case_id in ids[:PAGE])
            grouped = query.sort is InboxSort.URGENCY and len(ids) <= GROUP_LIMIT
            groups = groups_of(self.make(case_id) for case_id in ids) if grouped else ()
            key = ListKey(0, (PAGE,)) if len(ids) > PAGE else None
            done(ListOpening(len(ids), groups, rows, key))

        self.waiting.append(answer)

    def ids_after(
        self, query: InboxQuery, key: ListKey, done: Callable[[IdChunk], None], failed: Failed
    ) -> None:
        """See ``ListSource``."""
        del failed
        self.asked_ids += 1

        def answer() -> None:
            ids = self._matching(query)
            end = key.after[0] + self.chunk
            following = ListKey(0, (end,)) if end < len(ids) else None
            done(IdChunk(ids[key.after[0] : end], following))

        self.waiting.append(answer)

    def rows_of(
        self, ids: array[int], done: Callable[[tuple[CaseRow, ...]], None], failed: Failed
    ) -> None:
        """See ``ListSource``."""
        del failed
        self.asked_rows.append(ids)
        self.waiting.append(lambda: done(tuple(self.make(case_id) for case_id in ids)))

    def answer(self, count: int | None = None) -> None:
        """Answer what waits, and what follows from it; at most ``count`` questions."""
        done = 0
        while self.waiting and (count is None or done < count):
            self.waiting.pop(0)()
            done += 1

    def _matching(self, query: InboxQuery) -> array[int]:
        words = search_key(query.needle).split()
        if not words:
            return self.ids[:]
        found = (
            case_id
            for case_id in self.ids
            if all(word in search_key(self.make(case_id).tenant_name) for word in words)
        )
        return array("q", found)
