"""All cases for whoever reads from outside, one by one, however many there are.

Open cases are judged as of now; of closed ones there are many, so they are read in pages by key,
and what is told of them is what was stored when they were closed. Memory does not grow with them.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.errors import UserError
from desktop.domain.text_match import search_key
from desktop.domain.work import Priority
from desktop.models.bank import OF_CASE, BankChange, BankFinding
from desktop.models.case import Case
from desktop.models.company import Category, Company, Staff
from desktop.models.team import Team
from desktop.models.tenancy import Tenancy
from desktop.models.work import CaseTag, Tag
from desktop.services.bank_changes.checks import assess_now
from desktop.services.context import ServiceContext
from desktop.services.inbox.reading import RUN_COLUMNS, Moment, NowFacts, party_names
from desktop.services.inbox.rows import InboxView
from desktop.services.inbox.view_conditions import OPEN_AND_CLOSED, shows, view_conditions
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.time_limits import Moment as TimeLimits

__all__ = ["CaseExport", "CaseLine", "StateFilter", "export_cases"]

_PAGE = 500
_NEVER = date.max


class StateFilter(StrEnum):
    """Which cases are wanted by their state."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class CaseExport:
    """What is wanted; all conditions have to hold.

    ``staff`` is the sign-in name of the assignee, for the view ``mine`` that of *me*. ``state``
    None means every case the view holds, and without a view those that are open. ``team`` and
    ``tag`` are names.
    """

    view: InboxView | None = None
    staff: str | None = None
    category: str | None = None
    state: StateFilter | None = None
    priority: Priority | None = None
    team: str | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case as it is told outside. ``effective_month`` is the first day of that month.

    ``act_by`` of an open case is that of now. ``findings`` are codes, those of an open case as of
    now, of a closed one those of its last check. No IBAN is in it.
    """

    reference: str
    company: str
    contract_number: str | None
    tenants: tuple[str, ...]
    category: str
    channel: Channel
    state: CaseState
    received_at: datetime
    due_on: date | None
    effective_month: date | None
    debit_file_on: date | None
    act_by: date | None
    assignee: str | None
    source: str | None
    event_id: str | None
    findings: tuple[str, ...]


def export_cases(
    context: ServiceContext,
    actor: Actor,
    wanted: CaseExport,
    narrowed: Sequence[ColumnElement[bool]] = (),
) -> Iterator[CaseLine]:
    """Yield cases in order of ``act_by`` (without it last), receipt and reference.

    All of it is one moment of the database. ``narrowed`` are more conditions that have to hold.

    Raises:
        UserError: ``list.staff_needed`` (view *mine* without a name), ``staff.unknown``,
            ``category.unknown``, ``team.unknown``, ``tag.unknown``, ``access.denied``; at the first
            line asked for.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        conditions = _conditions(session, actor, wanted, TimeLimits.of(context.clock))
        conditions += narrowed
        states = _states(wanted)
        lines: list[Iterator[tuple[Any, CaseLine]]] = []
        if StateFilter.OPEN in states:
            lines.append(_open_lines(session, context, wanted, conditions))
        if StateFilter.CLOSED in states:
            lines.append(_closed_lines(session, conditions))
        for _, line in heapq.merge(*lines, key=lambda entry: entry[0]):
            yield line


def _states(wanted: CaseExport) -> frozenset[StateFilter]:
    """Return which of open and closed cases can be meant; the others are not looked for."""
    both = frozenset({StateFilter.OPEN, StateFilter.CLOSED})
    if wanted.view is None:
        held = both
    elif wanted.view is InboxView.CLOSED:
        held = frozenset({StateFilter.CLOSED})
    else:
        held = both if wanted.view in OPEN_AND_CLOSED else frozenset({StateFilter.OPEN})
    if wanted.state is None:
        return held if wanted.view is not None else frozenset({StateFilter.OPEN})
    return held if wanted.state is StateFilter.ALL else held & {wanted.state}


def _conditions(
    session: Session, actor: Actor, wanted: CaseExport, now: TimeLimits
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if actor.company_ids is not None:
        conditions.append(Case.company_id.in_(actor.company_ids))
    staff_id = None
    if wanted.staff is not None:
        staff_id = session.scalar(select(Staff.id).where(Staff.login == wanted.staff))
        if staff_id is None:
            raise UserError("staff.unknown", login=wanted.staff)
        conditions.append(Case.assignee_id == staff_id)
    if wanted.view is InboxView.MINE and staff_id is None:
        raise UserError("list.staff_needed")
    if wanted.view is not None:
        conditions += view_conditions(wanted.view, staff_id, now)
    if wanted.category is not None:
        known = select(Category.id).where(Category.code == wanted.category)
        if session.scalars(known.limit(1)).first() is None:
            raise UserError("category.unknown", category=wanted.category)
        conditions.append(Category.code == wanted.category)
    return [*conditions, *_belonging(session, wanted)]


def _belonging(session: Session, wanted: CaseExport) -> list[ColumnElement[bool]]:
    """What is asked of priority, team and tag; names are compared folded."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.priority is not None:
        conditions.append(Case.priority == wanted.priority)
    if wanted.team is not None:
        teams = session.scalars(select(Team.id).where(Team.name_key == search_key(wanted.team)))
        if not (found := teams.all()):
            raise UserError("team.unknown", team=wanted.team)
        conditions.append(Case.team_id.in_(found))
    if wanted.tag is not None:
        tag_id = session.scalar(select(Tag.id).where(Tag.name_key == search_key(wanted.tag)))
        if tag_id is None:
            raise UserError("tag.unknown", tag=wanted.tag)
        worn = select(CaseTag.case_id).where(CaseTag.tag_id == tag_id)
        conditions.append(Case.id.in_(worn))
    return conditions


def _columns() -> Select[Any]:
    return (
        select(
            Case.id,
            Case.reference,
            Case.company_id,
            Company.code.label("company"),
            Case.tenancy_id,
            Tenancy.contract_number,
            Category.code.label("category"),
            Case.channel,
            Case.state,
            Case.received_at,
            Case.due_on,
            Case.act_by,
            Case.waiting_until,
            Case.priority,
            Staff.login.label("assignee"),
            Case.source,
            Case.event_id,
            *RUN_COLUMNS,
        )
        .join(Company, Company.id == Case.company_id)
        .join(Category, Category.id == Case.category_id)
        .outerjoin(Tenancy, Tenancy.id == Case.tenancy_id)
        .outerjoin(Staff, Staff.id == Case.assignee_id)
        .outerjoin(BankChange, OF_CASE)
    )


def _open_lines(
    session: Session,
    context: ServiceContext,
    wanted: CaseExport,
    conditions: list[ColumnElement[bool]],
) -> Iterator[tuple[Any, CaseLine]]:
    """Yield open cases. All of them are held, for their order is that of now."""
    moment = Moment(session, context)
    rows = session.execute(_columns().where(Case.is_open.is_(True), *conditions)).all()
    facts = moment.facts(rows)
    shown = [
        row
        for row in rows
        if wanted.view is None or shows(wanted.view, facts[row.id], moment.today)
    ]
    shown.sort(key=lambda row: _key(facts[row.id].act_by, row))
    for start in range(0, len(shown), _PAGE):
        page = shown[start : start + _PAGE]
        tenants = _tenants(session, page)
        keys = [row.bank_change_id for row in page if row.bank_change_id is not None]
        checked = assess_now(session, context, keys) if keys else {}
        for row in page:
            fact = facts[row.id]
            assessment = checked.get(row.bank_change_id)
            codes = () if assessment is None else tuple(f.code.value for f in assessment.findings)
            yield _key(fact.act_by, row), _line(row, fact, tenants, codes)


def _closed_lines(
    session: Session, conditions: list[ColumnElement[bool]]
) -> Iterator[tuple[Any, CaseLine]]:
    """Yield closed cases page by page: those with ``act_by``, then those without."""
    statement = _columns().where(Case.is_open.is_(False), *conditions).limit(_PAGE)
    dated = statement.where(Case.act_by.is_not(None)).order_by(
        Case.act_by, Case.received_at, Case.reference
    )
    undated = statement.where(Case.act_by.is_(None)).order_by(Case.received_at, Case.reference)
    for ordered in (dated, undated):
        last: Row[Any] | None = None
        while True:
            page = session.execute(ordered if last is None else ordered.where(_after(last))).all()
            yield from _closed_page(session, page)
            if len(page) < _PAGE:
                break
            last = page[-1]


def _after(last: Row[Any]) -> ColumnElement[bool]:
    """Return what follows a line in the order; spelled out, so that an index can be walked."""
    received = literal(last.received_at, Case.received_at.type)
    later = tuple_(Case.received_at, Case.reference) > tuple_(received, literal(last.reference))
    if last.act_by is None:
        return later
    return and_(Case.act_by >= last.act_by, or_(Case.act_by > last.act_by, later))


def _closed_page(session: Session, page: Iterable[Row[Any]]) -> Iterator[tuple[Any, CaseLine]]:
    rows = list(page)
    tenants = _tenants(session, rows)
    findings: defaultdict[int, list[str]] = defaultdict(list)
    keys = [row.bank_change_id for row in rows if row.bank_change_id is not None]
    if keys:
        stored = (
            select(BankFinding.bank_change_id, BankFinding.code)
            .where(BankFinding.bank_change_id.in_(keys))
            .order_by(BankFinding.bank_change_id, BankFinding.position)
        )
        for bank_change_id, code in session.execute(stored):
            findings[bank_change_id].append(code)
    for row in rows:
        fact = NowFacts(row.act_by, row.debit_file_on, row.effective_month)
        codes = tuple(findings[row.bank_change_id]) if row.bank_change_id is not None else ()
        yield _key(row.act_by, row), _line(row, fact, tenants, codes)


def _tenants(session: Session, rows: Iterable[Row[Any]]) -> Mapping[int, tuple[str, ...]]:
    """Return the names of all parties of the rows' tenancies, the first party first."""
    tenancies = {row.tenancy_id for row in rows if row.tenancy_id is not None}
    return {key: tuple(names) for key, names in party_names(session, tenancies).items()}


def _key(act_by: date | None, row: Row[Any]) -> tuple[date, datetime, str]:
    return act_by or _NEVER, row.received_at, row.reference


def _line(
    row: Row[Any], fact: NowFacts, tenants: Mapping[int, tuple[str, ...]], codes: tuple[str, ...]
) -> CaseLine:
    return CaseLine(
        reference=row.reference,
        company=row.company,
        contract_number=row.contract_number,
        tenants=tenants.get(row.tenancy_id, ()),
        category=row.category,
        channel=row.channel,
        state=row.state,
        received_at=row.received_at,
        due_on=row.due_on,
        effective_month=fact.effective_month,
        debit_file_on=fact.debit_file_on,
        act_by=fact.act_by,
        assignee=row.assignee,
        source=row.source,
        event_id=row.event_id,
        findings=codes,
    )
