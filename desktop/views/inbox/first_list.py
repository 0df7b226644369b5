"""Which list a person finds open first, told before there is a window for that person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop.services.inbox.rows import InboxQuery, InboxSort, InboxView
from desktop.settings import WindowLayout
from desktop.views import sidebar_entries as entries
from desktop.views.inbox.view_texts import list_key


def first_query(layout: WindowLayout) -> InboxQuery | None:
    """Return what the first list is asked with; None where another page or a saved view is open."""
    key = layout.last_view or entries.view_key(InboxView.ALL_OPEN)
    if not entries.is_list(key):
        return None
    query = entries.query_of(key)
    return replace(query, sort=known_sorts(layout.sorts).get(list_key(query), query.sort))


def known_sorts(kept: Mapping[str, str]) -> dict[str, InboxSort]:
    """Return the orders by the key of a list, without those of another version."""
    known = {sort.value: sort for sort in InboxSort}
    return {key: known[sort] for key, sort in kept.items() if sort in known}
