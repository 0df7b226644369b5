"""The stored form of a list that somebody keeps by name.

What is read has to be known here in every part: a list that shows more than its owner meant would
be believed all the same.
"""

import msgspec

from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.services.inbox.filters import read_filter, stored_filter
from desktop.services.inbox.rows import InboxQuery, InboxSort, InboxView

_NOT_KEPT = frozenset({"closed"})
"""Views without counters of open work; the list of closed cases is searched, not watched."""


class _Stored(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    view: InboxView = InboxView.ALL_OPEN
    category: str | None = None
    sort: InboxSort = InboxSort.URGENCY
    needle: str = ""
    filter: dict[str, object] = {}


def stored_query(query: InboxQuery) -> dict[str, object]:
    """Return the JSON form; the chosen companies are no part of it.

    Raises:
        UserError: ``saved_view.not_a_list`` for closed cases and those of one tenancy,
            ``saved_view.holds_iban``.
    """
    if query.tenancy_id is not None or query.view.value in _NOT_KEPT:
        raise UserError("saved_view.not_a_list")
    needle = " ".join(query.needle.split())
    if mask_ibans(needle) != needle:
        raise UserError("saved_view.holds_iban")
    stored = _Stored(query.view, query.category, query.sort, needle, stored_filter(query.filter))
    plain: dict[str, object] = msgspec.to_builtins(stored)
    return plain


def read_query(stored: object) -> InboxQuery:
    """Return the list that is meant, of all companies.

    Raises:
        UserError: ``saved_view.unreadable``.
    """
    try:
        known = msgspec.convert(stored, _Stored)
    except msgspec.ValidationError as error:
        raise UserError("saved_view.unreadable") from error
    return InboxQuery(
        view=known.view,
        category=known.category,
        sort=known.sort,
        needle=known.needle,
        filter=read_filter(known.filter),
    )
