"""Whole lists of cases: as the pages bring them, and as the slow truth orders them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select

from desktop.domain.text_match import search_key
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.services.context import ServiceContext
from desktop.services.inbox import pages
from desktop.services.inbox.reading import Moment, NowFacts, select_rows
from desktop.services.inbox.rows import CaseRow, InboxQuery, InboxSort, Urgency
from desktop.services.inbox.view_conditions import shows, view_conditions
from desktop.services.staff.access import Actor
from desktop.services.time_limits import Moment as TimeLimits

_NEVER = date.max


def all_ids(context: ServiceContext, actor: Actor, query: InboxQuery, chunk: int = 7) -> list[int]:
    """The cases of a list in order, part by part."""
    opening = pages.opening(context, actor, query)
    ids = [row.case_id for row in opening.rows]
    key = opening.next
    while key is not None:
        part = pages.ids_after(context, actor, query, key, chunk)
        ids.extend(part.ids)
        key = part.next
    assert opening.total == len(ids) == len(set(ids)), query
    assert sum(group.count for group in opening.groups) in (0, len(ids)), query
    return ids


def rows(context: ServiceContext, actor: Actor, query: InboxQuery) -> tuple[CaseRow, ...]:
    """The rows of a whole list."""
    return pages.rows_of(context, actor, all_ids(context, actor, query))


def slow_ids(context: ServiceContext, actor: Actor, query: InboxQuery) -> list[int]:
    """What a list of open cases has to hold and in which order, judged case by case."""
    reach = query.companies or actor.company_ids
    now = TimeLimits.of(context.clock)
    conditions = view_conditions(query.view, actor.staff_id, now)
    if reach is not None:
        conditions.append(Case.company_id.in_(reach))
    if query.category is not None:
        conditions.append(Category.code == query.category)
    with context.database.read() as session:
        moment = Moment(session, context)
        read = session.execute(select_rows(conditions)).all()
        facts = moment.facts(read)
    shown = [row for row in read if shows(query.view, facts[row.id], moment.today)]
    shown.sort(key=lambda row: _key(query.sort, row, facts[row.id], moment.today))
    return [row.id for row in shown]


def closed_ids(context: ServiceContext, reach: Iterable[int]) -> list[int]:
    """Closed cases of companies, what was closed last first."""
    with context.database.read() as session:
        found = session.execute(
            select(Case.closed_at, Case.id).where(
                Case.is_open.is_(False), Case.company_id.in_(list(reach))
            )
        ).all()
    dated = sorted(((at, key) for at, key in found if at is not None), reverse=True)
    undated = sorted((key for at, key in found if at is None), reverse=True)
    return [key for _, key in dated] + undated


def _key(sort: InboxSort, row: Row[Any], fact: NowFacts, today: date) -> tuple[Any, ...]:
    act_by = fact.act_by or _NEVER
    urgency = (_group(fact, today), act_by, row.received_at, row.id)
    if sort is InboxSort.RECEIVED:
        return (row.received_at, row.id)
    if sort is InboxSort.NAME:
        return (search_key(f"{row.surname} {row.first_name}"), row.id)
    if sort is InboxSort.CATEGORY:
        return (row.category_position, row.category_code, *urgency)
    return urgency


def _group(fact: NowFacts, today: date) -> Urgency:
    sunday = today + timedelta(days=6 - today.weekday())
    act_by = fact.act_by or _NEVER
    if act_by < today:
        return Urgency.OVERDUE
    if fact.at_risk:
        return Urgency.RUN_AT_RISK
    if act_by == today:
        return Urgency.DUE_TODAY
    return Urgency.THIS_WEEK if act_by <= sunday else Urgency.LATER
