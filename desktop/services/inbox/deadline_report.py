"""Which promises were broken and which debit runs missed in a period, case by case.

A promise is broken when its last day is over and the case was not closed by then; it counts on that
day. A run is missed when the row for the ERP was not handed over before the file moment that the
tenant was promised; it counts on the day of that file, rejected applications apart. Both are told
of closed cases as they came out, and of open ones as of now. Nothing is said of who worked on them.

Read is by key, so neither the length of the period nor the number of cases matters.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import BankChangeState
from desktop.domain.deadlines import expected_collection_on, workdays_left
from desktop.domain.errors import UserError
from desktop.models.bank import OF_CASE, BankChange
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.models.tenancy import Tenancy
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach
from desktop.services.inbox.reading import RUN_COLUMNS, deadlines_of, party_names
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_calendar, load_rules

PAGE = 500


class DeadlineKind(IntEnum):
    """Which of the two clocks was not kept."""

    PROMISE = 0
    RUN = 1


@dataclass(frozen=True, slots=True, order=True)
class ReportKey:
    """The place of a line: by day, then promises before runs, then by case."""

    day: date
    kind: DeadlineKind
    case_id: int


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included.

    Raises ``UserError("report.period")`` where they are the wrong way round.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period without days."""
        if self.last < self.first:
            raise UserError("report.period")


@dataclass(frozen=True, slots=True)
class MissedDeadline:
    """One promise that was broken or one run that was missed.

    ``missed_on`` is the last day of the promise or the day of the file. ``finished_on`` is when the
    case was closed or its row handed over; None where neither has happened. ``workdays_late``
    counts the company's Werktage from ``missed_on`` to ``finished_on``, to today where there is
    none. ``run_promised`` and ``run_reached`` are days of collection, of a run alone; for a row
    that is not handed over the second is the run it would reach now.
    """

    kind: DeadlineKind
    case_id: int
    reference: str
    is_open: bool
    company: str
    company_tag: str
    category: str
    category_name: str
    tenants: tuple[str, ...]
    contract_number: str | None
    received_on: date
    missed_on: date
    finished_on: date | None
    workdays_late: int
    run_promised: date | None
    run_reached: date | None

    @property
    def key(self) -> ReportKey:
        """Its place in the report."""
        return ReportKey(self.missed_on, self.kind, self.case_id)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Some lines in order, and whether more follow the last one."""

    lines: tuple[MissedDeadline, ...]
    has_more: bool


def report_page(
    context: ServiceContext,
    actor: Actor,
    period: Period,
    companies: frozenset[int] = frozenset(),
    after: ReportKey | None = None,
) -> ReportPage:
    """Return the lines that follow ``after``, by day; ``companies`` empty means all in reach.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    reach = companies_in_reach(actor, companies)
    with context.database.read() as session:
        return _page(session, context, _Wanted(period, reach), after)


def report_lines(
    context: ServiceContext, actor: Actor, period: Period, company: str | None = None
) -> Iterator[MissedDeadline]:
    """Yield all lines by day; all of it is one moment of the database.

    Raises:
        UserError: ``company.unknown``, ``access.denied``; at the first line asked for.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        reach = actor.company_ids
        if company is not None:
            found = session.scalar(select(Company.id).where(Company.code == company))
            if found is None:
                raise UserError("company.unknown", company=company)
            reach = companies_in_reach(actor, frozenset({found}))
        after = None
        while True:
            page = _page(session, context, _Wanted(period, reach), after)
            yield from page.lines
            if not page.has_more:
                return
            after = page.lines[-1].key


@dataclass(frozen=True, slots=True)
class _Wanted:
    period: Period
    reach: frozenset[int] | None


def _page(
    session: Session, context: ServiceContext, wanted: _Wanted, after: ReportKey | None
) -> ReportPage:
    now = context.clock.now()
    merged = heapq.merge(
        _walk(session, _promises(wanted, now), Case.due_on, DeadlineKind.PROMISE, after),
        _walk(session, _runs(wanted, now), BankChange.debit_file_on, DeadlineKind.RUN, after),
        key=lambda entry: entry[0],
    )
    missed = (entry for entry in merged if _is_missed(entry[0].kind, entry[1], now))
    found = list(islice(missed, PAGE + 1))
    lines = _lines(session, found[:PAGE], now)
    return ReportPage(lines, len(found) > PAGE)


def _walk(
    session: Session,
    statement: Select[Any],
    day: InstrumentedAttribute[Any],
    kind: DeadlineKind,
    after: ReportKey | None,
) -> Iterator[tuple[ReportKey, Row[Any]]]:
    """Walk an index by day and case, from a place on, some rows at a time."""
    ordered = statement.order_by(day, Case.id).limit(PAGE)
    while True:
        rows = session.execute(
            ordered if after is None else ordered.where(_follows(day, kind, after))
        ).all()
        for row in rows:
            after = ReportKey(row.missed_on, kind, row.id)
            yield after, row
        if len(rows) < PAGE:
            return


def _follows(
    day: InstrumentedAttribute[Any], kind: DeadlineKind, after: ReportKey
) -> ColumnElement[bool]:
    if kind < after.kind:
        return day > after.day
    if kind > after.kind:
        return day >= after.day
    # Both halves bound the day, so that an index can be walked from there.
    return and_(day >= after.day, or_(day > after.day, Case.id > after.case_id))


def _promises(wanted: _Wanted, now: datetime) -> Select[Any]:
    """Cases whose promise ended in the period, those apart that were certainly closed in time."""
    return _in_reach(
        select(Case.id, Case.due_on.label("missed_on"), *_SHARED).where(
            Case.due_on >= wanted.period.first,
            Case.due_on <= wanted.period.last,
            Case.due_on < berlin_day(now),
            # A Berlin day begins before the one of UTC, so the exact comparison comes later.
            or_(Case.closed_at.is_(None), Case.closed_at >= Case.due_on),
        ),
        wanted,
    )


def _runs(wanted: _Wanted, now: datetime) -> Select[Any]:
    """Bank changes whose file was made in the period, without them."""
    return _in_reach(
        select(Case.id, BankChange.debit_file_on.label("missed_on"), *_SHARED)
        .join(BankChange, OF_CASE)
        .where(
            BankChange.debit_file_on >= wanted.period.first,
            BankChange.debit_file_on <= wanted.period.last,
            BankChange.debit_file_at <= now,
            BankChange.state != BankChangeState.REJECTED,
            or_(
                BankChange.exported_at.is_(None),
                BankChange.exported_at >= BankChange.debit_file_at,
            ),
        ),
        wanted,
    )


_SHARED = (Case.is_open, Case.closed_at)


def _in_reach(statement: Select[Any], wanted: _Wanted) -> Select[Any]:
    if wanted.reach is None:
        return statement
    return statement.where(Case.company_id.in_(wanted.reach))


def _is_missed(kind: DeadlineKind, row: Row[Any], now: datetime) -> bool:
    if kind is DeadlineKind.RUN:
        return True
    if row.is_open:
        return bool(row.missed_on < berlin_day(now))
    return row.closed_at is not None and berlin_day(row.closed_at) > row.missed_on


def _lines(
    session: Session, found: Sequence[tuple[ReportKey, Row[Any]]], now: datetime
) -> tuple[MissedDeadline, ...]:
    if not found:
        return ()
    rows = {row.id: row for row in session.execute(_details(key.case_id for key, _ in found))}
    names = party_names(
        session, {row.tenancy_id for row in rows.values() if row.tenancy_id is not None}
    )
    make: Mapping[DeadlineKind, Callable[..., MissedDeadline]] = {
        DeadlineKind.PROMISE: _broken_promise,
        DeadlineKind.RUN: _missed_run,
    }
    return tuple(
        make[key.kind](session, rows[key.case_id], names.get(rows[key.case_id].tenancy_id, ()), now)
        for key, _ in found
    )


def _details(case_ids: Iterable[int]) -> Select[Any]:
    return (
        select(
            Case.id,
            Case.reference,
            Case.is_open,
            Case.closed_at,
            Case.company_id,
            Case.tenancy_id,
            Case.received_at,
            Case.due_on,
            Company.code.label("company"),
            Company.short_name.label("company_tag"),
            Category.code.label("category"),
            Category.name.label("category_name"),
            Tenancy.contract_number,
            BankChange.first_collection_on,
            *RUN_COLUMNS,
        )
        .join(Company, Company.id == Case.company_id)
        .join(Category, Category.id == Case.category_id)
        .outerjoin(Tenancy, Tenancy.id == Case.tenancy_id)
        .outerjoin(BankChange, OF_CASE)
        .where(Case.id.in_(list(case_ids)))
    )


def _broken_promise(
    session: Session, row: Row[Any], tenants: Iterable[str], now: datetime
) -> MissedDeadline:
    closed_on = None if row.is_open else berlin_day(row.closed_at)
    return _line(session, DeadlineKind.PROMISE, row, tenants, (row.due_on, closed_on), now)


def _missed_run(
    session: Session, row: Row[Any], tenants: Iterable[str], now: datetime
) -> MissedDeadline:
    exported_on = None if row.exported_at is None else berlin_day(row.exported_at)
    days = (row.debit_file_on, exported_on)
    return _line(session, DeadlineKind.RUN, row, tenants, days, now)


def _line(
    session: Session,
    kind: DeadlineKind,
    row: Row[Any],
    tenants: Iterable[str],
    days: tuple[date, date | None],
    now: datetime,
) -> MissedDeadline:
    missed_on, finished_on = days
    calendar = load_calendar(session, row.company_id)
    is_run = kind is DeadlineKind.RUN
    return MissedDeadline(
        kind=kind,
        case_id=row.id,
        reference=row.reference,
        is_open=row.is_open,
        company=row.company,
        company_tag=row.company_tag,
        category=row.category,
        category_name=row.category_name,
        tenants=tuple(tenants),
        contract_number=row.contract_number,
        received_on=row.received_on,
        missed_on=missed_on,
        finished_on=finished_on,
        workdays_late=workdays_left(calendar, missed_on, finished_on or berlin_day(now)),
        run_promised=row.collection_on if is_run else None,
        run_reached=_run_reached(session, row, now) if is_run else None,
    )


def _run_reached(session: Session, row: Row[Any], now: datetime) -> date | None:
    """Return the collection that used the new details, or would if they were handed over now."""
    if row.exported_at is not None and row.first_collection_on is not None:
        reached: date = row.first_collection_on
        return reached
    rules = load_rules(session, row.company_id)
    return expected_collection_on(deadlines_of(row), rules, row.exported_at or now)
