"""What a filter asks of where a case stands, and of a closed one that stands nowhere any more."""

from sqlalchemy import BindParameter, ColumnElement, exists, false, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from desktop.domain.case_status import CaseState
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.standing import CaseStanding
from desktop.models.work import CaseTag
from desktop.services.inbox.filters import (
    NO_FILTER,
    AssigneeFilter,
    CaseFilter,
    DueFilter,
    ReadFilter,
    RunFilter,
    WaitingFilter,
)
from desktop.services.inbox.list_order import Conditions, GivenDay, at_risk
from desktop.services.inbox.reads import unread_by

Staff = BindParameter[int] | None
"""Who looks; None where that is no person."""


def filter_conditions(wanted: CaseFilter, staff: Staff, day: GivenDay) -> list[ColumnElement[bool]]:
    """Return what the filter asks of where a case stands; nothing for an empty one.

    ``day`` is when somebody looks.
    """
    return [
        *_what_it_is(wanted),
        *_whose_it_is(wanted, staff),
        *_how_urgent_it_is(wanted, day),
        *_where_it_belongs(wanted, CaseStanding.case_id),
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


def _whose_it_is(wanted: CaseFilter, staff: Staff) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.assignee is AssigneeFilter.ME:
        conditions.append(CaseStanding.assignee_id == staff)
    elif wanted.assignee is AssigneeFilter.NOBODY:
        conditions.append(CaseStanding.assignee_id.is_(None))
    elif wanted.assignee is AssigneeFilter.PEOPLE:
        conditions.append(CaseStanding.assignee_id.in_(sorted(wanted.people)))
    if wanted.read is ReadFilter.UNREAD:
        conditions.append(unread_by(staff, CaseStanding.case_id, CaseStanding.news_at))
    return conditions


def _how_urgent_it_is(wanted: CaseFilter, day: GivenDay) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.due is DueFilter.OVERDUE:
        conditions.append(CaseStanding.act_by < day.today)
    elif wanted.due is DueFilter.TODAY:
        conditions.append(CaseStanding.act_by <= day.today)
    elif wanted.due is DueFilter.THIS_WEEK:
        conditions.append(CaseStanding.act_by <= day.sunday)
    if wanted.run is RunFilter.AT_RISK:
        conditions.append(at_risk(CaseStanding, day))
    if wanted.waiting is not None:
        conditions.append(CaseStanding.state == CaseState.WAITING)
    if wanted.waiting is WaitingFilter.DATE_CAME:
        conditions.append(CaseStanding.waiting_until <= day.today)
    return conditions


def _where_it_belongs(
    wanted: CaseFilter, case_id: InstrumentedAttribute[int]
) -> list[ColumnElement[bool]]:
    """What only the case itself knows, looked up by its key: few lists are narrowed by it."""
    conditions: list[ColumnElement[bool]] = []
    same = aliased(Case)
    if wanted.priorities:
        pressing = same.priority.in_(sorted(wanted.priorities))
        conditions.append(exists().where(same.id == case_id, pressing))
    if wanted.teams:
        conditions.append(
            exists().where(same.id == case_id, same.team_id.in_(sorted(wanted.teams)))
        )
    if wanted.tags:
        conditions.append(
            exists().where(CaseTag.case_id == case_id, CaseTag.tag_id.in_(sorted(wanted.tags)))
        )
    return conditions


def closed_conditions(wanted: CaseFilter, staff: Staff) -> Conditions:
    """Return what a filter asks of closed cases: nothing of them is due, unread or at risk."""
    if wanted == NO_FILTER:
        return []
    of_open_only = (
        wanted.due is not None
        or wanted.waiting is not None
        or wanted.read is not ReadFilter.ALL
        or wanted.run is not RunFilter.ALL
    )
    if of_open_only:
        return [false()]
    conditions: Conditions = []
    if wanted.categories:
        codes = select(Category.id).where(Category.code.in_(sorted(wanted.categories)))
        conditions.append(Case.category_id.in_(codes))
    if wanted.channels:
        conditions.append(Case.channel.in_(sorted(wanted.channels)))
    if wanted.states:
        conditions.append(Case.state.in_(sorted(wanted.states)))
    if wanted.assignee is AssigneeFilter.ME:
        conditions.append(Case.assignee_id == staff)
    elif wanted.assignee is AssigneeFilter.NOBODY:
        conditions.append(Case.assignee_id.is_(None))
    elif wanted.assignee is AssigneeFilter.PEOPLE:
        conditions.append(Case.assignee_id.in_(sorted(wanted.people)))
    return [*conditions, *_where_it_belongs(wanted, Case.id)]
