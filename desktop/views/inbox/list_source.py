"""What the case list is read from, as it sees it."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Protocol

from desktop.domain.errors import UserError
from desktop.services.inbox.listing import IdChunk, ListKey, ListOpening
from desktop.services.inbox.rows import CaseRow, InboxQuery

Failed = Callable[[UserError], None]


class ListSource(Protocol):
    """What a list is read from. Everything is answered later, and only the last question each."""

    def opening(
        self, query: InboxQuery, done: Callable[[ListOpening], None], failed: Failed
    ) -> None:
        """Ask for the first look at a list."""

    def ids_after(
        self, query: InboxQuery, key: ListKey, done: Callable[[IdChunk], None], failed: Failed
    ) -> None:
        """Ask for the cases of a list that follow."""

    def rows_of(
        self, ids: array[int], done: Callable[[tuple[CaseRow, ...]], None], failed: Failed
    ) -> None:
        """Ask for the rows of cases; those that are gone are left out."""
