"""The statements lists are read and counted by: built once for all lists of one shape.

To put a statement together takes many times as long as to run it. So it is kept, and what differs
from look to look is given to it: the moment, who looks, companies, words, where the page begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select, union_all

from desktop.models.bank import BankChange
from desktop.models.base import Id
from desktop.models.case import Case
from desktop.models.standing import CaseStanding, CaseTally, ClosedTally
from desktop.services.inbox.filter_conditions import closed_conditions, filter_conditions
from desktop.services.inbox.filters import NO_FILTER, CaseFilter, RunFilter
from desktop.services.inbox.list_order import (
    GIVEN_DAY,
    GIVEN_STAFF,
    LIMIT,
    Column,
    Conditions,
    Kept,
    Segment,
    at_risk,
    closed_segments,
    of_category,
    of_companies,
    standing_segments,
    tenancy_segments,
    urgency_of,
    view_conditions,
    word_conditions,
)
from desktop.services.inbox.rows import InboxQuery, InboxSort, InboxView

_KEPT = 256
"""More shapes than a window and its saved views have."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What lists have in common that are read by the same statements.

    ``of_staff``: a person looks, rather than the program itself. ``words`` is how many words of
    the needle have to be found. ``categories`` are the keys of those that share a place, in order;
    only for a list that is ordered by them.
    """

    view: InboxView
    sort: InboxSort
    filter: CaseFilter
    of_category: bool
    of_companies: bool
    of_tenancy: bool
    of_staff: bool
    words: int
    categories: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of(
        cls,
        query: InboxQuery,
        staff_id: int | None,
        reach: frozenset[int] | None,
        words: Sequence[str],
        *,
        categories: tuple[tuple[int, ...], ...] = (),
    ) -> "Shape":
        """Return the shape of a list; nothing is in it that only gives a value."""
        return cls(
            view=query.view,
            sort=query.sort,
            filter=query.filter,
            of_category=query.category is not None,
            of_companies=reach is not None,
            of_tenancy=query.tenancy_id is not None,
            of_staff=staff_id is not None,
            words=len(words),
            categories=categories,
        )

    @property
    def stands(self) -> bool:
        """Whether the list is one of where cases stand, rather than of all cases there are."""
        return self.view is not InboxView.CLOSED and not self.of_tenancy

    @property
    def is_narrowed(self) -> bool:
        """Whether only the cases themselves know what is in the list, and no counter."""
        return bool(self.words) or self.filter != NO_FILTER

    @property
    def staff(self) -> BindParameter[int] | None:
        """Who looks."""
        return GIVEN_STAFF if self.of_staff else None


@dataclass(frozen=True, slots=True)
class PageStatement:
    """Reads a page: key and segment of each case. ``segments`` are those of the whole list."""

    statement: Select[Any] | None
    segments: tuple[Segment, ...]


@lru_cache(maxsize=_KEPT)
def page_of(shape: Shape, first: int, *, goes_on: bool) -> PageStatement:
    """Return what reads a page of such a list from the segment ``first`` on."""
    return build_page(shape, first, goes_on=goes_on)


def build_page(
    shape: Shape, first: int, found: Sequence[Any] = (), *, goes_on: bool
) -> PageStatement:
    """Return the same for once: ``found`` is what the word index asks of all cases."""
    segments = tuple(_segments(shape, found))
    parts = [
        segment.ids(number, goes_on=goes_on and number == first)
        for number, segment in enumerate(segments)
        if number >= first
    ]
    if not parts:
        return PageStatement(None, segments)
    if len(parts) == 1:
        return PageStatement(parts[0], segments)
    together = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return PageStatement(select(together.c.id, together.c.segment).limit(LIMIT), segments)


@lru_cache(maxsize=_KEPT)
def place_of(order: tuple[Column, ...], key: Column) -> Select[Any]:
    """Return what reads the values of ``order`` of the case that is given as ``last``."""
    return select(*order).where(key == bindparam("last", type_=Id))


@lru_cache(maxsize=_KEPT)
def total_of(shape: Shape) -> Select[Any]:
    """Return what counts such a list: by the counters, unless it is narrowed."""
    if not shape.stands:
        return _closed_total(shape) if _is_tallied(shape) else build_total(shape)
    if shape.is_narrowed:
        counted = select(func.count()).select_from(CaseStanding)
        return counted.where(*_standing(CaseStanding, shape), *_narrowed(shape))
    return select(func.sum(CaseTally.n)).where(*_standing(CaseTally, shape))


def build_total(shape: Shape, found: Sequence[Any] = ()) -> Select[Any]:
    """Return what counts a list of all cases, for once; ``found`` as in ``build_page``."""
    which = Case.tenancy_id == bindparam("tenancy_id", type_=Id)
    if not shape.of_tenancy:
        which = Case.is_open.is_(False)
    return select(func.count()).select_from(Case).where(which, *_of_all_cases(shape, found))


@lru_cache(maxsize=_KEPT)
def groups_of(shape: Shape) -> Select[Any]:
    """Return what counts each group of urgency, in order."""
    kept: Kept = CaseStanding if shape.is_narrowed else CaseTally
    number: Any = func.count() if shape.is_narrowed else func.sum(CaseTally.n)
    urgency = urgency_of(kept, GIVEN_DAY)
    return (
        select(urgency, number)
        .select_from(kept)
        .where(*_standing(kept, shape), *_narrowed(shape))
        .group_by(urgency)
        .order_by(urgency)
    )


@lru_cache(maxsize=_KEPT)
def runs_of(shape: Shape) -> Select[Any]:
    """Return what reads the days of the runs that are at risk in such a list."""
    return (
        select(BankChange.collection_on)
        .join(CaseStanding, CaseStanding.case_id == BankChange.case_id)
        .where(
            *_standing(CaseStanding, shape),
            *_narrowed(shape),
            at_risk(CaseStanding, GIVEN_DAY),
            CaseStanding.act_by >= GIVEN_DAY.today,
        )
        .distinct()
        .order_by(BankChange.collection_on)
    )


@lru_cache(maxsize=_KEPT)
def held_by(shape: Shape) -> Select[tuple[int]]:
    """Return what reads the cases of a list by where they stand, in no order."""
    return select(CaseStanding.case_id).where(*_standing(CaseStanding, shape), *_narrowed(shape))


def _segments(shape: Shape, found: Sequence[Any]) -> list[Segment]:
    if shape.stands:
        conditions = [*_standing(CaseStanding, shape), *_narrowed(shape)]
        return standing_segments(
            shape.sort,
            conditions,
            shape.categories,
            GIVEN_DAY,
            all_at_risk=shape.view is InboxView.RUN_AT_RISK
            or shape.filter.run is RunFilter.AT_RISK,
        )
    within = _of_all_cases(shape, found)
    if shape.of_tenancy:
        return tenancy_segments([Case.tenancy_id == bindparam("tenancy_id", type_=Id), *within])
    return closed_segments(within)


def _standing(kept: Kept, shape: Shape) -> Conditions:
    conditions = view_conditions(kept, shape.view, shape.staff, GIVEN_DAY)
    if shape.of_companies:
        conditions.append(of_companies(kept.company_id))
    if shape.of_category:
        conditions.append(of_category(kept.category_id))
    return conditions


def _narrowed(shape: Shape) -> Conditions:
    """What only the cases themselves know: filter and words."""
    return [
        *filter_conditions(shape.filter, shape.staff, GIVEN_DAY),
        *word_conditions(shape.words),
    ]


def _of_all_cases(shape: Shape, found: Sequence[Any]) -> Conditions:
    """What a list of all cases there are asks, beside being closed or of a tenancy."""
    conditions: Conditions = []
    if shape.of_companies:
        conditions.append(of_companies(Case.company_id))
    conditions += found
    if not shape.of_tenancy:
        if shape.of_category:
            conditions.append(of_category(Case.category_id))
        conditions += closed_conditions(shape.filter, shape.staff)
    return conditions


def _is_tallied(shape: Shape) -> bool:
    """Whether there are counters for a list of all cases."""
    return not shape.of_tenancy and not shape.is_narrowed


def _closed_total(shape: Shape) -> Select[Any]:
    conditions: Conditions = []
    if shape.of_companies:
        conditions.append(of_companies(ClosedTally.company_id))
    if shape.of_category:
        conditions.append(of_category(ClosedTally.category_id))
    return select(func.sum(ClosedTally.n)).where(*conditions)
