"""The case list is read from the services, off the window's thread."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from desktop.services.inbox import pages
from desktop.services.inbox.listing import IdChunk, ListKey, ListOpening
from desktop.services.inbox.rows import CaseRow, InboxQuery
from desktop.tasks import Stale
from desktop.views.inbox.list_source import Failed
from desktop.views.workplace import Workplace

_LIST = "inbox.list"
_ROWS = "inbox.rows"


class WorkplaceSource:
    """The services as the signed-in person uses them."""

    def __init__(self, workplace: Workplace) -> None:
        """Ask through ``workplace``."""
        self._workplace = workplace

    def opening(
        self, query: InboxQuery, done: Callable[[ListOpening], None], failed: Failed
    ) -> None:
        """See ``ListSource``; a list that nobody waits for any more need not be read."""
        self._workplace.ask(
            pages.opening, query, done=done, failed=failed, scope=_LIST, stale=Stale.SKIP
        )

    def ids_after(
        self, query: InboxQuery, key: ListKey, done: Callable[[IdChunk], None], failed: Failed
    ) -> None:
        """See ``ListSource``; another list that is asked for meanwhile goes first."""
        self._workplace.ask(
            pages.ids_after, query, key, done=done, failed=failed, scope=_LIST, stale=Stale.SKIP
        )

    def rows_of(
        self, ids: array[int], done: Callable[[tuple[CaseRow, ...]], None], failed: Failed
    ) -> None:
        """See ``ListSource``."""
        self._workplace.ask(
            pages.rows_of, ids, done=done, failed=failed, scope=_ROWS, stale=Stale.SKIP
        )
