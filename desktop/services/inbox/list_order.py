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
    ColumnElement,
    Select,
    and_,
    case,
    false,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.domain.case_status import CaseState
from desktop.domain.portal_json import is_storable
from desktop.domain.text_match import LONGEST_WORD, search_key
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.standing import CaseStanding, CaseTally
from desktop.services.inbox.listing import ListKey
from desktop.services.inbox.rows import InboxQuery, InboxSort, InboxView, Urgency
from desktop.services.search.terms import MOST_WORDS

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


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a list: its cases are those of ``key`` that meet the conditions."""

    conditions: tuple[ColumnElement[bool], ...]
    key: Column
    order: tuple[Column, ...]
    newest_first: bool = field(default=False, kw_only=True)

    def ids(self, number: int, after: tuple[Any, ...] | None, limit: int) -> Select[Any]:
        """Return the statement that reads the next cases of this stretch."""
        conditions = list(self.conditions)
        if after is not None:
            place = tuple_(*self.order)
            reached = tuple_(*(literal(v, c.type) for v, c in zip(after, self.order, strict=True)))
            conditions.append(place < reached if self.newest_first else place > reached)
        order = [column.desc() if self.newest_first else column for column in self.order]
        return (
            select(literal(number).label("segment"), self.key.label("id"))
            .where(*conditions)
            .order_by(*order)
            .limit(limit)
        )


def read_ids(
    session: Session, segments: Sequence[Segment], key: ListKey | None, limit: int
) -> tuple[list[int], ListKey | None]:
    """Return the next cases of a list in order, and where it goes on; None: it ends."""
    first, after = (0, None) if key is None else (key.segment, key.after)
    parts = [
        segment.ids(number, after if number == first else None, limit)
        for number, segment in enumerate(segments)
        if number >= first
    ]
    if not parts:
        return [], None
    statement: Select[Any] = parts[0]
    if len(parts) > 1:
        together = union_all(*(select(part.subquery()) for part in parts)).subquery()
        statement = select(together.c.segment, together.c.id).limit(limit)
    found = session.execute(statement).all()
    ids = [row.id for row in found]
    if len(found) < limit:
        return ids, None
    last = segments[found[-1].segment]
    values = session.execute(select(*last.order).where(last.key == ids[-1])).one()
    return ids, ListKey(found[-1].segment, tuple(values))


def at_risk(kept: Kept, day: Day) -> ColumnElement[bool]:
    """Return the condition that the debit run is at risk now."""
    return and_(kept.risk_from <= day.today, kept.risk_until > day.now)


def not_at_risk(kept: Kept, day: Day) -> ColumnElement[bool]:
    """Return the condition that it is not, also where there is no run."""
    return or_(kept.risk_from.is_(None), kept.risk_from > day.today, kept.risk_until <= day.now)


def urgency_of(kept: Kept, day: Day) -> ColumnElement[int]:
    """Return the group a case stands in, as a column."""
    return case(
        (kept.act_by < day.today, int(Urgency.OVERDUE)),
        (at_risk(kept, day), int(Urgency.RUN_AT_RISK)),
        (kept.act_by == day.today, int(Urgency.DUE_TODAY)),
        (kept.act_by <= day.sunday, int(Urgency.THIS_WEEK)),
        else_=int(Urgency.LATER),
    )


def view_conditions(kept: Kept, view: InboxView, staff_id: int | None, day: Day) -> Conditions:
    """Return what a view asks of where a case stands."""
    if view is InboxView.LETTERS:
        return [kept.letter_waiting.is_(True)]
    if view is InboxView.HAND_OVER:
        return [kept.hand_over_waiting.is_(True)]
    asked: dict[InboxView, Conditions] = {
        InboxView.MINE: [kept.assignee_id == staff_id],
        InboxView.UNASSIGNED: [kept.assignee_id.is_(None)],
        InboxView.DUE_TODAY: [kept.act_by <= day.today],
        InboxView.RUN_AT_RISK: [at_risk(kept, day)],
        InboxView.RELEASES: [kept.state == CaseState.PROPOSED],
        InboxView.WAITING: [kept.state == CaseState.WAITING],
    }
    return [kept.is_open.is_(True), *asked.get(view, [])]


def needle_conditions(needle: str) -> Conditions:
    """Return that every word of a needle is found, however it is spelled.

    Of a whole letter that is pasted only the first words count, as in the search.
    """
    if not is_storable(needle):
        # No text that is kept has such signs, and no database can be asked for them.
        return [false()]
    words = tuple(dict.fromkeys(search_key(needle).split()))[:MOST_WORDS]
    return [
        CaseStanding.filter_text.contains(word[:LONGEST_WORD], autoescape=True) for word in words
    ]


def of_category(column: Column, code: str | None) -> Conditions:
    """Return the condition of one category, which may be one of several companies."""
    if code is None:
        return []
    return [column.in_(select(Category.id).where(Category.code == code).scalar_subquery())]


def of_companies(column: Column, reach: frozenset[int] | None) -> Conditions:
    """Return the condition of the companies a person may see; None: all there are."""
    return [] if reach is None else [column.in_(sorted(reach))]


def standing_segments(
    session: Session, query: InboxQuery, conditions: Conditions, day: Day
) -> list[Segment]:
    """Return the segments of a list of cases by where they stand."""
    if query.sort is InboxSort.RECEIVED:
        order: tuple[Column, ...] = (CaseStanding.received_at, CaseStanding.case_id)
        return [Segment(tuple(conditions), CaseStanding.case_id, order)]
    if query.sort is InboxSort.NAME:
        order = (CaseStanding.sort_name, CaseStanding.case_id)
        return [Segment(tuple(conditions), CaseStanding.case_id, order)]
    if query.sort is InboxSort.CATEGORY:
        return [
            segment
            for category in _categories(session)
            for segment in _by_urgency([*conditions, category], day)
        ]
    return list(_by_urgency(conditions, day))


def _by_urgency(conditions: Conditions, day: Day) -> Iterator[Segment]:
    """Overdue, then at risk, then by day: today, this week and later follow by themselves."""
    ahead = CaseStanding.act_by >= day.today
    for more in (
        [CaseStanding.act_by < day.today],
        [ahead, at_risk(CaseStanding, day)],
        [ahead, not_at_risk(CaseStanding, day)],
    ):
        yield Segment((*conditions, *more), CaseStanding.case_id, _BY_TIME)


def _categories(session: Session) -> Iterator[ColumnElement[bool]]:
    """Every category in its place; those of one code in one place are one."""
    found: dict[tuple[int, str], list[int]] = {}
    rows = session.execute(
        select(Category.position, Category.code, Category.id).order_by(
            Category.position, Category.code
        )
    )
    for position, code, category_id in rows:
        found.setdefault((position, code), []).append(category_id)
    for ids in found.values():
        yield CaseStanding.category_id.in_(ids)


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


def tenancy_segments(tenancy_id: int, conditions: Conditions) -> list[Segment]:
    """Return the segment of all cases of a tenancy, the newest first."""
    order: tuple[Column, ...] = (Case.received_at, Case.id)
    return [
        Segment((Case.tenancy_id == tenancy_id, *conditions), Case.id, order, newest_first=True)
    ]
