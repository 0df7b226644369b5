"""The first page of a list, read before the screen is there that will show it."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from threading import Event

from desktop.domain.changes import Change, ChangeKind
from desktop.domain.errors import UserError
from desktop.services.context import ServiceContext
from desktop.services.inbox.listing import ListOpening
from desktop.services.inbox.pages import opening
from desktop.services.inbox.rows import InboxQuery
from desktop.services.staff.access import Actor

__all__ = ["LISTED", "PageAhead", "read_ahead"]

LISTED = frozenset(
    {ChangeKind.CASE, ChangeKind.BANK_CHANGE, ChangeKind.READING, ChangeKind.CATEGORY}
)
"""Changes of these kinds may change what a list of cases shows."""


@dataclass(eq=False)
class PageAhead:
    """What ``pages.opening`` answered to ``query``; good until something is changed."""

    query: InboxQuery
    opening: ListOpening
    changed: Event = field(repr=False)

    def answer_to(self, query: InboxQuery) -> ListOpening | None:
        """Return the answer; None for another question, or where it is not that of now."""
        return None if query != self.query or self.changed.is_set() else self.opening


def read_ahead(context: ServiceContext, actor: Actor, query: InboxQuery) -> PageAhead | None:
    """Return the first page of a list; None where it cannot be read: whoever shows it says why."""
    changed = Event()

    def notice(changes: frozenset[Change]) -> None:
        if any(change.kind in LISTED for change in changes):
            changed.set()

    stop = context.database.subscribe(notice)
    try:
        ahead = PageAhead(query, opening(context, actor, query), changed)
    except BaseException as error:
        stop()
        if isinstance(error, UserError):
            return None
        raise
    # Whoever it was read for may be gone before it comes.
    weakref.finalize(ahead, stop).atexit = False
    return ahead
