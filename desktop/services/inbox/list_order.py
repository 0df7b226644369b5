"""In which order a list shows its cases, and which ones: segments that are walked one by one.

A segment is a stretch of one index: conditions, and columns by which its cases follow each other.
The groups of urgency are such stretches (overdue, run at risk, the rest by day), so that no list is
ever sorted as a whole, and a page begins where the last one ended whatever its depth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from desktop.database.statements import text_holds
from desktop.domain.case_status import CaseState
from desktop.domain.portal_json import is_storable
from desktop.domain.text_match import LONGEST_WORD, MOST_WORDS, search_key
from desktop.models.base import UtcDateTime
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.standing import CaseStanding, CaseTally
from desktop.services.inbox.rows import InboxSort, InboxView, Urgency

Conditions = list[ColumnElement[bool]]
Column = InstrumentedAttribute[Any]
Kept = type[CaseStanding] | type[CaseTally]
"""What has the columns by which views are told apart: where a case stands, or how many do."""

_BY_TIME: tuple[Column, ...] = (
    CaseStanding.act_by,
    CaseStanding.received_at,
    CaseStanding.case_id,
)


@dataclass(frozen=True, slots=True)
class Day:
    """The moment a list is of: which day it is, and the instant of now."""

    today: date
    now: datetime

    @property
    def sunday(self) -> date:
        """The last day of this week."""
        return self.today + timedelta(days=6 - self.today.weekday())

    @property
    def values(self) -> dict[str, Any]:
        """What a statement is given for ``GIVEN_DAY``."""
        return {"today": self.today, "now": self.now, "sunday": self.sunday}


@dataclass(frozen=True, slots=True)
class GivenDay:
    """The same as a place in a statement: which moment it is of is told when it runs."""

    today: BindParameter[date]
    now: BindParameter[datetime]
    sunday: BindParameter[date]


GIVEN_DAY = GivenDay(
    bindparam("today", type_=Date()),
    bindparam("now", type_=UtcDateTime()),
    bindparam("sunday", type_=Date()),
)
GIVEN_STAFF: BindParameter[int] = bindparam("staff_id", type_=Integer())
LIMIT: BindParameter[int] = bindparam("limit", type_=Integer())


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a list: its cases are those of ``key`` that meet the conditions."""

    conditions: tuple[ColumnElement[bool], ...]
    key: Column
    order: tuple[Column, ...]
    newest_first: bool = field(default=False, kw_only=True)

    def ids(self, number: int, *, goes_on: bool) -> Select[Any]:
        """Return the statement that reads the next cases of this stretch.

        It is given the ``limit``, and where it ``goes_on`` the values of the case before, by the
        names of ``after_values``.
        """
        conditions = list(self.conditions)
        if goes_on:
            place = tuple_(*self.order)
            reached = tuple_(
                *(
                    bindparam(f"after_{place}", type_=column.type)
                    for place, column in enumerate(self.order)
                )
            )
            conditions.append(place < reached if self.newest_first else place > reached)
        order = [column.desc() if self.newest_first else column for column in self.order]
        return (
            select(self.key.label("id"), literal(number).label("segment"))
            .where(*conditions)
            .order_by(*order)
            .limit(LIMIT)
        )


def after_values(values: Sequence[Any]) -> dict[str, Any]:
    """Return what a statement is given that goes on after a case with these values."""
    return {f"after_{place}": value for place, value in enumerate(values)}


def at_risk(kept: Kept, day: GivenDay) -> ColumnElement[bool]:
    """Return the condition that the debit run is at risk now."""
    return and_(kept.risk_from <= day.today, kept.risk_until > day.now)


def not_at_risk(kept: Kept, day: GivenDay) -> ColumnElement[bool]:
    """Return the condition that it is not, also where there is no run."""
    return or_(kept.risk_from.is_(None), kept.risk_from > day.today, kept.risk_until <= day.now)


def urgency_of(kept: Kept, day: GivenDay) -> ColumnElement[int]:
    """Return the group a case stands in, as a column."""
    return case(
        (kept.act_by < day.today, int(Urgency.OVERDUE)),
        (at_risk(kept, day), int(Urgency.RUN_AT_RISK)),
        (kept.act_by == day.today, int(Urgency.DUE_TODAY)),
        (kept.act_by <= day.sunday, int(Urgency.THIS_WEEK)),
        else_=int(Urgency.LATER),
    )


def view_conditions(
    kept: Kept, view: InboxView, staff: BindParameter[int] | None, day: GivenDay
) -> Conditions:
    """Return what a view asks of where a case stands."""
    if view is InboxView.LETTERS:
        return [_marked(kept, "letter_waiting")]
    if view is InboxView.HAND_OVER:
        return [_marked(kept, "hand_over_waiting")]
    return [kept.is_open.is_(True), *_of_open(kept, view, staff, day)]


def _marked(kept: Kept, mark: str) -> ColumnElement[bool]:
    """Return the bare column: a file uses an index of the marked ones for no other spelling."""
    return literal_column(f"{kept.__tablename__}.{mark}")


def _of_open(
    kept: Kept, view: InboxView, staff: BindParameter[int] | None, day: GivenDay
) -> Conditions:
    if view is InboxView.MINE:
        return [kept.assignee_id == staff]
    if view is InboxView.UNASSIGNED:
        return [kept.assignee_id.is_(None)]
    if view is InboxView.DUE_TODAY:
        return [kept.act_by <= day.today]
    if view is InboxView.RUN_AT_RISK:
        return [at_risk(kept, day)]
    if view is InboxView.RELEASES:
        return [kept.state == CaseState.PROPOSED]
    return [kept.state == CaseState.WAITING] if view is InboxView.WAITING else []


def words_of(needle: str) -> tuple[str, ...]:
    """Return the words of a needle that have to be found, as they are spelled where it is sought.

    Of a whole letter that is pasted only the first words count, as in the search.
    """
    if not is_storable(needle):
        # No text that is kept has such signs, and no database can be asked for them.
        return (_NOWHERE,)
    words = tuple(dict.fromkeys(search_key(needle).split()))[:MOST_WORDS]
    return tuple(word[:LONGEST_WORD] for word in words)


_NOWHERE = "A"
"""No text that is sought in has a capital letter."""


def word_conditions(words: int) -> Conditions:
    """Return that so many words are found, however they are spelled; given as ``word_0``, ..."""
    return [
        text_holds(CaseStanding.filter_text, bindparam(f"word_{number}", type_=String()))
        for number in range(words)
    ]


def of_category(column: Column) -> ColumnElement[bool]:
    """Return the condition of one category, which may be one of several companies."""
    code = bindparam("category", type_=String())
    return column.in_(select(Category.id).where(Category.code == code).scalar_subquery())


def of_companies(column: Column) -> ColumnElement[bool]:
    """Return the condition of the companies that are given as ``companies``."""
    return column.in_(bindparam("companies", expanding=True))


def standing_segments(
    sort: InboxSort,
    conditions: Conditions,
    categories: Sequence[Sequence[int]],
    day: GivenDay,
    *,
    all_at_risk: bool,
) -> list[Segment]:
    """Return the segments of a list of cases by where they stand.

    ``categories`` are the keys of those that share a place in the order, in that order. A list
    whose runs are ``all_at_risk`` has no other cases, and needs not look for them.
    """
    if sort is InboxSort.RECEIVED:
        order: tuple[Column, ...] = (CaseStanding.received_at, CaseStanding.case_id)
        return [Segment(tuple(conditions), CaseStanding.case_id, order)]
    if sort is InboxSort.NAME:
        order = (CaseStanding.sort_name, CaseStanding.case_id)
        return [Segment(tuple(conditions), CaseStanding.case_id, order)]
    if sort is InboxSort.CATEGORY:
        return [
            segment
            for ids in categories
            for segment in _by_urgency(
                [*conditions, CaseStanding.category_id.in_(ids)], day, all_at_risk=all_at_risk
            )
        ]
    return list(_by_urgency(conditions, day, all_at_risk=all_at_risk))


def _by_urgency(conditions: Conditions, day: GivenDay, *, all_at_risk: bool) -> Iterator[Segment]:
    """Overdue, then at risk, then by day: today, this week and later follow by themselves."""
    ahead = CaseStanding.act_by >= day.today
    groups: list[Conditions] = [
        [CaseStanding.act_by < day.today],
        [ahead, at_risk(CaseStanding, day)],
    ]
    if not all_at_risk:
        groups.append([ahead, not_at_risk(CaseStanding, day)])
    for more in groups:
        yield Segment((*conditions, *more), CaseStanding.case_id, _BY_TIME)


def closed_segments(conditions: Conditions) -> list[Segment]:
    """Return the segments of the closed cases, what was closed last first."""
    closed = [Case.is_open.is_(False), *conditions]
    return [
        Segment(
            (*closed, Case.closed_at.is_not(None)),
            Case.id,
            (Case.closed_at, Case.id),
            newest_first=True,
        ),
        # Nothing that is closed by the program is without its moment; what was brought in may be.
        Segment((*closed, Case.closed_at.is_(None)), Case.id, (Case.id,), newest_first=True),
    ]


def tenancy_segments(conditions: Conditions) -> list[Segment]:
    """Return the segment of all cases of a tenancy, the newest first."""
    order: tuple[Column, ...] = (Case.received_at, Case.id)
    return [Segment(tuple(conditions), Case.id, order, newest_first=True)]
