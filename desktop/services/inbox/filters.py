"""What narrows a list beside its view: the filter panel sets it, saved views keep it.

A filter is a plain value. It is stored as JSON that a later version can read; one that holds what
this version does not know is refused rather than read as a wider list than its owner meant.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
from sqlalchemy import ColumnElement, and_, select

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.models.company import Category
from desktop.models.standing import CaseStanding
from desktop.services.inbox.reads import unread_by
from desktop.services.staff.access import Actor


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
    so.
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

    @property
    def is_empty(self) -> bool:
        """Whether it leaves every case in the list."""
        return self == NO_FILTER


NO_FILTER = CaseFilter()


_LARGEST_ID = 2**63 - 1
"""No database has a larger one, and none can be asked for it."""


class _Stored(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The form in JSON: sorted lists, so that equal filters are stored alike."""

    categories: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    states: tuple[CaseState, ...] = ()
    assignee: AssigneeFilter = AssigneeFilter.ANYONE
    people: tuple[Annotated[int, msgspec.Meta(ge=1, le=_LARGEST_ID)], ...] = ()
    read: ReadFilter = ReadFilter.ALL
    due: DueFilter | None = None
    run: RunFilter = RunFilter.ALL
    waiting: WaitingFilter | None = None


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
    )


def filter_conditions(
    wanted: CaseFilter, actor: Actor, today: date, now: datetime
) -> list[ColumnElement[bool]]:
    """Return what the filter asks of where a case stands; nothing for an empty one.

    ``actor`` is who looks, ``now`` the instant of it (UTC) and ``today`` its day in Berlin.
    """
    return [
        *_what_it_is(wanted),
        *_whose_it_is(wanted, actor),
        *_how_urgent_it_is(wanted, today, now),
    ]


def _what_it_is(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.categories:
        codes = select(Category.id).where(Category.code.in_(sorted(wanted.categories)))
        conditions.append(CaseStanding.category_id.in_(codes))
    if wanted.channels:
        conditions.append(CaseStanding.channel.in_(sorted(wanted.channels)))
    if wanted.states:
        conditions.append(CaseStanding.state.in_(sorted(wanted.states)))
    return conditions


def _whose_it_is(wanted: CaseFilter, actor: Actor) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.assignee is AssigneeFilter.ME:
        conditions.append(CaseStanding.assignee_id == actor.staff_id)
    elif wanted.assignee is AssigneeFilter.NOBODY:
        conditions.append(CaseStanding.assignee_id.is_(None))
    elif wanted.assignee is AssigneeFilter.PEOPLE:
        conditions.append(CaseStanding.assignee_id.in_(sorted(wanted.people)))
    if wanted.read is ReadFilter.UNREAD:
        conditions.append(unread_by(actor.staff_id, CaseStanding.case_id, CaseStanding.news_at))
    return conditions


def _how_urgent_it_is(wanted: CaseFilter, today: date, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.due is DueFilter.OVERDUE:
        conditions.append(CaseStanding.act_by < today)
    elif wanted.due is DueFilter.TODAY:
        conditions.append(CaseStanding.act_by <= today)
    elif wanted.due is DueFilter.THIS_WEEK:
        sunday = today + timedelta(days=6 - today.weekday())
        conditions.append(CaseStanding.act_by <= sunday)
    if wanted.run is RunFilter.AT_RISK:
        at_risk = and_(CaseStanding.risk_from <= today, CaseStanding.risk_until > now)
        conditions.append(at_risk)
    if wanted.waiting is not None:
        conditions.append(CaseStanding.state == CaseState.WAITING)
    if wanted.waiting is WaitingFilter.DATE_CAME:
        conditions.append(CaseStanding.waiting_until <= today)
    return conditions
