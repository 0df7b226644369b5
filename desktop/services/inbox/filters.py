"""What narrows a list beside its view: the filter panel sets it, saved views keep it.

A filter is a plain value. It is stored as JSON that a later version can read; one that holds what
this version does not know is refused rather than read as a wider list than its owner meant.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.work import Priority


class AssigneeFilter(StrEnum):
    """Whose cases are shown. Values are stored."""

    ANYONE = "anyone"
    ME = "me"
    """Of whoever looks: a shared view shows everybody the own cases."""
    NOBODY = "nobody"
    PEOPLE = "people"


class DueFilter(StrEnum):
    """By when something has to happen; each holds what the one before holds. Values are stored."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"


class WaitingFilter(StrEnum):
    """Cases that wait for a date (Wiedervorlage). Values are stored."""

    WAITING = "waiting"
    DATE_CAME = "date_came"
    """The date is today or was before: somebody has to look."""


class ReadFilter(StrEnum):
    """Whether what was read is shown. Values are stored."""

    ALL = "all"
    UNREAD = "unread"


class RunFilter(StrEnum):
    """Whether only cases whose debit run is at risk are shown. Values are stored."""

    ALL = "all"
    AT_RISK = "at_risk"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a case has to be to stay in a list; what is empty asks for nothing.

    ``categories`` are codes, ``people`` the ids of staff and counted only where ``assignee`` says
    so. ``teams`` and ``tags`` are ids; a case needs one of the tags.
    """

    categories: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    states: frozenset[CaseState] = frozenset()
    assignee: AssigneeFilter = AssigneeFilter.ANYONE
    people: frozenset[int] = frozenset()
    read: ReadFilter = ReadFilter.ALL
    due: DueFilter | None = None
    run: RunFilter = RunFilter.ALL
    waiting: WaitingFilter | None = None
    priorities: frozenset[Priority] = frozenset()
    teams: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether it leaves every case in the list."""
        return self == NO_FILTER


NO_FILTER = CaseFilter()


_LARGEST_ID = 2**63 - 1
"""No database has a larger one, and none can be asked for it."""
_Id = Annotated[int, msgspec.Meta(ge=1, le=_LARGEST_ID)]


class _Stored(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The form in JSON: sorted lists, so that equal filters are stored alike."""

    categories: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    states: tuple[CaseState, ...] = ()
    assignee: AssigneeFilter = AssigneeFilter.ANYONE
    people: tuple[_Id, ...] = ()
    read: ReadFilter = ReadFilter.ALL
    due: DueFilter | None = None
    run: RunFilter = RunFilter.ALL
    waiting: WaitingFilter | None = None
    priorities: tuple[Priority, ...] = ()
    teams: tuple[_Id, ...] = ()
    tags: tuple[_Id, ...] = ()


def stored_filter(wanted: CaseFilter) -> dict[str, object]:
    """Return the filter as a JSON object; what asks for nothing is left out."""
    stored = _Stored(
        categories=tuple(sorted(wanted.categories)),
        channels=tuple(sorted(wanted.channels)),
        states=tuple(sorted(wanted.states)),
        assignee=wanted.assignee,
        people=tuple(sorted(wanted.people)),
        read=wanted.read,
        due=wanted.due,
        run=wanted.run,
        waiting=wanted.waiting,
        priorities=tuple(sorted(wanted.priorities)),
        teams=tuple(sorted(wanted.teams)),
        tags=tuple(sorted(wanted.tags)),
    )
    plain: dict[str, object] = msgspec.to_builtins(stored)
    return plain


def read_filter(stored: object) -> CaseFilter:
    """Return the filter that a JSON object means.

    Raises:
        UserError: ``saved_view.unreadable`` where it asks for what this version does not know.
    """
    try:
        known = msgspec.convert(stored, _Stored)
    except msgspec.ValidationError as error:
        raise UserError("saved_view.unreadable") from error
    return CaseFilter(
        categories=frozenset(known.categories),
        channels=frozenset(known.channels),
        states=frozenset(known.states),
        assignee=known.assignee,
        people=frozenset(known.people),
        read=known.read,
        due=known.due,
        run=known.run,
        waiting=known.waiting,
        priorities=frozenset(known.priorities),
        teams=frozenset(known.teams),
        tags=frozenset(known.tags),
    )
