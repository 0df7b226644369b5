"""Reads a list part by part: the first look at once, the keys of the rest behind it.

A list that is opened shows its first page as soon as that is there. A list that is refreshed is
read to its end before anything changes, so that what is on show can be compared with what is.
"""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import UserError
from desktop.services.inbox.ahead import PageAhead
from desktop.services.inbox.listing import IdChunk, ListGroup, Listing, ListOpening
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxView
from desktop.views.inbox.list_source import ListSource


class ListLoader(QObject):
    """One list at a time; a later call ends what was under way.

    ``opened`` carries the ``ListOpening`` of a list that was opened, ``grew`` the keys that follow;
    ``completed`` fires when all of them are there. ``refreshed`` carries the whole ``Listing`` of
    one that was read again, ``again`` asks for another refresh because something changed meanwhile.
    ``failed`` carries the ``UserError`` of any of it. ``rows_read`` carries the rows that were read
    and the cases they were asked for, ``rows_failed`` why there are none.
    """

    opened = Signal(object)
    grew = Signal(object)
    completed = Signal()
    refreshed = Signal(object)
    again = Signal()
    failed = Signal(object)
    rows_read = Signal(object, object)
    rows_failed = Signal(object)

    def __init__(self, source: ListSource, parent: QObject | None = None) -> None:
        """Read from ``source``."""
        super().__init__(parent)
        self._source = source
        self.ahead: PageAhead | None = None
        """A first page that was read before; who gives it takes it away again."""
        self._query = InboxQuery()
        self._turn = 0
        self._reading = False
        self._opening = False
        self._again = False
        self._repeated = False
        self._reading_rows = False
        self._known: array[int] = array("q")
        self._gathered: array[int] = array("q")
        self._groups: tuple[ListGroup, ...] = ()
        self._rows: tuple[CaseRow, ...] = ()

    @property
    def is_opening(self) -> bool:
        """Whether a list was asked for of which nothing is there yet."""
        return self._opening

    def open(self, query: InboxQuery) -> None:
        """Read another list."""
        self._begin(query)
        self._opening = True
        there = self.ahead and self.ahead.answer_to(query)
        if there:
            self._on_opened(self._turn, there)
            return
        self._source.opening(query, partial(self._on_opened, self._turn), self._fail(self._turn))

    def refresh(self, query: InboxQuery, known: array[int]) -> None:
        """Read a list again; ``known`` are the cases on show in their order.

        A list whose keys are still arriving is read to its end first.
        """
        if self._reading and query == self._query:
            self._again = True
            return
        self._begin(query)
        self._known = known
        self._source.opening(query, partial(self._on_read, self._turn), self._fail(self._turn))

    def read_rows(self, ids: array[int]) -> None:
        """Read rows; nothing happens while others are read, whoever gets those looks again."""
        if not self._reading_rows:
            self._reading_rows = True
            self._source.rows_of(ids, partial(self._on_rows_read, ids), self._on_rows_failed)

    def cancel(self) -> None:
        """Nobody waits any more."""
        self._turn += 1
        self._reading = self._opening = self._again = False

    def _on_rows_read(self, ids: array[int], rows: tuple[CaseRow, ...]) -> None:
        self._reading_rows = False
        self.rows_read.emit(rows, ids)

    def _on_rows_failed(self, error: UserError) -> None:
        self._reading_rows = False
        self.rows_failed.emit(error)

    def _begin(self, query: InboxQuery) -> None:
        self.cancel()
        self._query = query
        self._reading = True

    def _on_opened(self, turn: int, opening: ListOpening) -> None:
        if turn != self._turn:
            return
        self._opening = False
        self.opened.emit(opening)
        if opening.next is None:
            self._complete()
        else:
            self._source.ids_after(
                self._query, opening.next, partial(self._on_grew, turn), self._fail(turn)
            )

    def _on_grew(self, turn: int, chunk: IdChunk) -> None:
        if turn != self._turn:
            return
        self.grew.emit(chunk.ids)
        if chunk.next is None:
            self._complete()
        else:
            self._source.ids_after(
                self._query, chunk.next, partial(self._on_grew, turn), self._fail(turn)
            )

    def _complete(self) -> None:
        self._reading = False
        self.completed.emit()
        self._go_on()

    def _on_read(self, turn: int, opening: ListOpening) -> None:
        if turn != self._turn:
            return
        self._rows, self._groups = opening.rows, opening.groups
        self._gathered = array("q", [row.case_id for row in opening.rows])
        if opening.next is None:
            self._tell()
            return
        whole = None
        if self._query.view is InboxView.CLOSED and self._query.tenancy_id is None:
            whole = grown_at_the_top(self._known, self._gathered, opening.total)
        if whole is not None:
            self._gathered = whole
            self._tell()
            return
        self._source.ids_after(
            self._query, opening.next, partial(self._on_gathered, turn), self._fail(turn)
        )

    def _on_gathered(self, turn: int, chunk: IdChunk) -> None:
        if turn != self._turn:
            return
        self._gathered.extend(chunk.ids)
        if chunk.next is None:
            self._tell()
        else:
            self._source.ids_after(
                self._query, chunk.next, partial(self._on_gathered, turn), self._fail(turn)
            )

    def _tell(self) -> None:
        listing = Listing(self._gathered, self._groups, self._rows)
        if sum(group.count for group in self._groups) not in (0, len(self._gathered)):
            # Somebody changed the list between its parts; what comes of that is read at once.
            listing = Listing(self._gathered, (), self._rows)
            self._again = self._again or not self._repeated
            self._repeated = True
        else:
            self._repeated = False
        self._reading = False
        self._gathered = self._known = array("q")
        self.refreshed.emit(listing)
        self._go_on()

    def _go_on(self) -> None:
        if self._again and not self._reading:
            self._again = False
            self.again.emit()

    def _fail(self, turn: int) -> partial[None]:
        return partial(self._on_failed, turn)

    def _on_failed(self, turn: int, error: UserError) -> None:
        if turn == self._turn:
            self.cancel()
            self.failed.emit(error)


def grown_at_the_top(known: array[int], head: array[int], total: int) -> array[int] | None:
    """Return the whole of a list that only ever grows at its top, from its first page.

    Closed cases are such a list: what is closed comes first, and one that was opened again is
    missing in ``total``. None: something else has changed, and the list has to be read.
    """
    if not known or known[0] not in head:
        return None
    added = head.index(known[0])
    rest = head[added:]
    if added + len(known) != total or known[: len(rest)] != rest:
        return None
    return head[:added] + known if added else known
