"""What a list hands up: how long it is, its first page, and its cases in order, part by part.

A list has no last row that a screen would have to wait for. ``ListOpening`` tells the exact number
and all that is needed for the first look; ``IdChunk`` brings the keys of the rest in order, so that
a scroll bar is right from the beginning and every row can be reached.
"""

from array import array
from dataclasses import dataclass
from typing import Any

from desktop.services.inbox.rows import CaseRow, Urgency

PAGE = 80
"""Rows of the first page: three screens; what is seen further down is read when it is seen."""
GROUP_LIMIT = 5_000
"""Up to so many cases have headings; more are one flat list."""


@dataclass(frozen=True, slots=True)
class ListKey:
    """Where reading goes on: after the row with these values, in this part of the list's order.

    Of no meaning to anybody but ``pages``.
    """

    segment: int
    after: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ListGroup:
    """One heading: its cases follow those of the group before.

    ``runs`` are the months of the runs at risk as ``12/26``; empty for every other group.
    """

    urgency: Urgency
    count: int
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListOpening:
    """Everything for the first look. ``groups`` empty: a list without headings.

    ``next`` is where the keys of the cases behind ``rows`` begin; None where these are all.
    """

    total: int
    groups: tuple[ListGroup, ...]
    rows: tuple[CaseRow, ...]
    next: ListKey | None


@dataclass(frozen=True, slots=True)
class IdChunk:
    """The next cases of a list in order; ``next`` None: the list ends here."""

    ids: "array[int]"
    next: ListKey | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as a whole: every case in order by its key, and the rows that came with it."""

    ids: "array[int]"
    groups: tuple[ListGroup, ...]
    rows: tuple[CaseRow, ...]
