"""Who saw or changed an IBAN, a case, a contract: the lines of the audit log, newest first.

Read is by key in the order of time, so that neither the length of the log nor how far somebody has
scrolled matters. Of one IBAN, case or contract there are few lines; they are found by their rows.
Looking is an act itself and stands on the log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_instant
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.models.bank import BankChange
from desktop.models.case import Case, Message, Note
from desktop.models.company import Company, Staff
from desktop.models.exchange import AuditEvent, Delivery
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction, DetailValue, canonical_details, record
from desktop.services.audit_trail.groups import AuditGroup, actions_of
from desktop.services.audit_trail.things import Rows, Subject, find_subject
from desktop.services.context import ServiceContext
from desktop.services.inbox.counting import companies_in_reach
from desktop.services.staff.access import SYSTEM, Actor, Permission, require

PAGE = 200
LOOKED_AGAIN_WITHIN = timedelta(minutes=10)
"""Asking the same again within this time is one look, and one line."""
_AT_ONCE = 500
_EVENT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What names an event of the portal, which an auditor compares letter by letter."""
_LOG = (AuditEvent.__tablename__, 0)


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """What to look for; what is empty or None does not narrow it.

    ``about`` is an IBAN in full, the number of a case, of a contract or of a portal account.
    ``first`` and ``last`` are days in Berlin, both included. Without ``companies`` it is about
    every company in reach and what belongs to none, such as signing in.
    """

    about: str = ""
    login: str = ""
    group: AuditGroup | None = None
    first: date | None = None
    last: date | None = None
    companies: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse days the wrong way round (``UserError("report.period")``)."""
        if self.first is not None and self.last is not None and self.last < self.first:
            raise UserError("report.period")


@dataclass(frozen=True, slots=True)
class TrailKey:
    """The place of a line."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One act. ``action`` and ``entity`` as stored; IBANs in ``details`` are masked.

    ``name`` is that of the person where the login is known. ``reference`` is the number of the case
    or of the contract it is about, "" where it is about something else; ``case_id`` that of the
    case.
    """

    id: int
    at: datetime
    login: str
    name: str
    company: str
    action: str
    entity: str
    entity_id: int
    reference: str
    case_id: int | None
    details: tuple[tuple[str, str], ...]

    @property
    def key(self) -> TrailKey:
        """Its place in the log."""
        return TrailKey(self.at, self.id)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some lines, newest first, and whether more follow; ``subject`` is what was asked about."""

    lines: tuple[TrailLine, ...]
    has_more: bool
    subject: Subject | None


@dataclass(frozen=True, slots=True)
class TrailPerson:
    """Somebody who may stand on the log."""

    login: str
    name: str


def trail_people(context: ServiceContext, actor: Actor) -> tuple[TrailPerson, ...]:
    """Return everybody who works or worked here by name, and the program itself at the end.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.AUDIT)
    with context.database.read() as session:
        rows = session.execute(select(Staff.login, Staff.name)).all()
    people = sorted((TrailPerson(row.login, row.name) for row in rows), key=_by_name)
    return (*people, TrailPerson(SYSTEM.login, SYSTEM.name))


def _by_name(person: TrailPerson) -> tuple[str, str]:
    return person.name.casefold(), person.login


def trail_page(
    context: ServiceContext, actor: Actor, query: TrailQuery, after: TrailKey | None = None
) -> TrailPage:
    """Return the lines that follow ``after``; the first page puts a line of its own on the log.

    Raises:
        UserError: ``access.denied``, ``audit.unknown_subject``, ``audit.unknown_iban``.
    """
    require(actor, Permission.AUDIT)
    with context.database.read() as session:
        wanted = resolve(session, actor, query)
        lines = lines_after(session, wanted, after, PAGE + 1)
    if after is None:
        _note_look(context, actor, wanted)
    return TrailPage(lines[:PAGE], len(lines) > PAGE, wanted.subject)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query that was understood: the subject's rows, and what every line has to be."""

    query: TrailQuery
    subject: Subject | None
    conditions: tuple[ColumnElement[bool], ...]

    @property
    def told(self) -> dict[str, DetailValue]:
        """What may stand on the log of it."""
        query = self.query
        told: dict[str, DetailValue] = {}
        if self.subject is not None:
            told[self.subject.kind.value] = self.subject.name
        if query.login:
            told["login"] = query.login
        if query.group is not None:
            told["group"] = query.group.value
        if query.first is not None:
            told["since"] = query.first.isoformat()
        if query.last is not None:
            told["until"] = query.last.isoformat()
        if query.companies:
            told["companies"] = sorted(query.companies)
        return told


def resolve(session: Session, actor: Actor, query: TrailQuery) -> Wanted:
    """Find what a query is about, and what its lines have to be.

    Raises:
        UserError: ``access.denied``, ``audit.unknown_subject``, ``audit.unknown_iban``.
    """
    reach = companies_in_reach(actor, query.companies)
    subject = find_subject(session, query.about, reach) if query.about.strip() else None
    conditions: list[ColumnElement[bool]] = []
    if query.companies:
        conditions.append(AuditEvent.company_id.in_(sorted(query.companies)))
    elif reach is not None:
        conditions.append(
            or_(AuditEvent.company_id.is_(None), AuditEvent.company_id.in_(sorted(reach)))
        )
    if query.login:
        conditions.append(AuditEvent.actor == query.login)
    if query.group is not None:
        conditions.append(
            AuditEvent.action.in_([action.value for action in actions_of(query.group)])
        )
    if query.first is not None:
        conditions.append(AuditEvent.at >= berlin_instant(query.first))
    if query.last is not None:
        conditions.append(AuditEvent.at < berlin_instant(query.last + timedelta(days=1)))
    return Wanted(query, subject, tuple(conditions))


def lines_after(
    session: Session, wanted: Wanted, after: TrailKey | None, count: int
) -> tuple[TrailLine, ...]:
    """Return at most ``count`` lines that follow ``after``, newest first."""
    if wanted.subject is not None:
        keys = sorted(_keys_of(session, wanted, wanted.subject), reverse=True)
        later = keys if after is None else [key for key in keys if key < (after.at, after.id)]
        return _told(session, _rows(session, (number for _at, number in later[:count])))
    statement = select(AuditEvent.__table__).where(*wanted.conditions)
    if after is not None:
        # Both halves bound the moment, so that its index can be walked from there.
        statement = statement.where(
            AuditEvent.at <= after.at,
            or_(AuditEvent.at < after.at, AuditEvent.id < after.id),
        )
    statement = statement.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(count)
    return _told(session, session.execute(statement).all())


def _keys_of(session: Session, wanted: Wanted, subject: Subject) -> set[tuple[datetime, int]]:
    found: set[tuple[datetime, int]] = set()
    for rows, names_it in ((subject.rows, False), (subject.shared_rows, True)):
        conditions = wanted.conditions
        if names_it:
            conditions += (AuditEvent.details.contains(f'"case":"{subject.name}"'),)
        for portion in _portions(rows):
            keys = select(AuditEvent.at, AuditEvent.id).where(portion, *conditions)
            found.update((row.at, row.id) for row in session.execute(keys))
    return found


def _portions(rows: Iterable[Rows]) -> Iterable[ColumnElement[bool]]:
    by_entity: dict[str, list[int]] = {}
    for entity, number in sorted(rows):
        by_entity.setdefault(entity, []).append(number)
    for entity, numbers in by_entity.items():
        for first in range(0, len(numbers), _AT_ONCE):
            yield and_(
                AuditEvent.entity == entity,
                AuditEvent.entity_id.in_(numbers[first : first + _AT_ONCE]),
            )


def _rows(session: Session, ids: Iterable[int]) -> list[Any]:
    wanted = list(ids)
    rows: list[Any] = []
    for first in range(0, len(wanted), _AT_ONCE):
        portion = wanted[first : first + _AT_ONCE]
        rows += session.execute(select(AuditEvent.__table__).where(AuditEvent.id.in_(portion)))
    return sorted(rows, key=lambda row: (row.at, row.id), reverse=True)


def _told(session: Session, rows: Sequence[Any]) -> tuple[TrailLine, ...]:
    """Put names to what the lines hold as ids."""
    names = _by_key(session, select(Staff.login, Staff.name), {row.actor for row in rows})
    names[SYSTEM.login] = SYSTEM.name
    tags = _by_key(
        session, select(Company.id, Company.short_name), {row.company_id for row in rows} - {None}
    )
    references = _references(session, rows)
    lines: list[TrailLine] = []
    for row in rows:
        details: dict[str, Any] = json.loads(row.details)
        reference, case_id = references.get((row.entity, row.entity_id), ("", None))
        lines.append(
            TrailLine(
                id=row.id,
                at=row.at,
                login=row.actor,
                name=names.get(row.actor, ""),
                company=tags.get(row.company_id, ""),
                action=row.action,
                entity=row.entity,
                entity_id=row.entity_id,
                reference=reference or _case_named(details),
                case_id=case_id,
                details=tuple((key, _plain(value)) for key, value in details.items()),
            )
        )
    return tuple(lines)


def _references(
    session: Session, rows: Sequence[Any]
) -> dict[tuple[str, int], tuple[str, int | None]]:
    """Return number and id of the case, or the number of the contract, of what lines name."""
    named: dict[str, set[int]] = {}
    for row in rows:
        named.setdefault(row.entity, set()).add(row.entity_id)
    found: dict[tuple[str, int], tuple[str, int | None]] = {}
    of_cases: list[tuple[str, Select[Any], SQLColumnExpression[Any]]] = [
        (Case.__tablename__, select(Case.id, Case.reference, Case.id.label("case_id")), Case.id)
    ]
    for model in (BankChange, Message, Note, Delivery):
        rows_of_case = select(model.id, Case.reference, Case.id.label("case_id")).join(
            Case, Case.id == model.case_id
        )
        of_cases.append((model.__tablename__, rows_of_case, model.id))
    for entity, statement, key in of_cases:
        for case in _in_portions(session, statement, key, named.get(entity, set())):
            found[entity, case.id] = (case.reference, case.case_id)
    contracts = _by_key(
        session,
        select(Tenancy.id, Tenancy.contract_number),
        named.get(Tenancy.__tablename__, set()),
    )
    for number, contract in contracts.items():
        found[Tenancy.__tablename__, number] = (contract, None)
    return found


def _by_key(session: Session, statement: Select[Any], wanted: Iterable[Any]) -> dict[Any, str]:
    """Return the second column by the first, for what is wanted of the first."""
    key = next(iter(statement.selected_columns))
    return {row[0]: row[1] for row in _in_portions(session, statement, key, set(wanted))}


def _in_portions(
    session: Session, statement: Select[Any], key: SQLColumnExpression[Any], wanted: set[Any]
) -> Iterable[Any]:
    ordered = sorted(wanted)
    for first in range(0, len(ordered), _AT_ONCE):
        yield from session.execute(statement.where(key.in_(ordered[first : first + _AT_ONCE])))


def _case_named(details: dict[str, Any]) -> str:
    case = details.get("case")
    return case if isinstance(case, str) else ""


def _plain(value: object) -> str:
    """Return a detail as text. None was an IBAN in full when it was written; if one is, hide it."""
    if isinstance(value, list):
        return mask_ibans(", ".join(map(str, value)))
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: ""}[value]
    text = str(value)
    # Some begin as IBANs of Bosnia or Belgium do.
    return text if _EVENT_ID.fullmatch(text) else mask_ibans(text)


def _note_look(context: ServiceContext, actor: Actor, wanted: Wanted) -> None:
    """Once for the same question within a while: who scrolls back and forth looks once."""
    now = context.clock.now()
    with context.database.read() as session:
        again = session.scalar(
            select(func.count()).where(
                AuditEvent.entity == _LOG[0],
                AuditEvent.entity_id == _LOG[1],
                AuditEvent.action == AuditAction.AUDIT_VIEWED.value,
                AuditEvent.actor == actor.login,
                AuditEvent.at >= now - LOOKED_AGAIN_WITHIN,
                AuditEvent.at <= now,
                AuditEvent.details == canonical_details(wanted.told),
            )
        )
    if again:
        return
    with context.database.write() as unit:
        record(unit, context, actor, AuditAction.AUDIT_VIEWED, *_LOG, None, wanted.told)


def note_export(
    context: ServiceContext, actor: Actor, wanted: Wanted, lines: int, file_format: str
) -> None:
    """Write on the log that lines were taken out of it."""
    told = {**wanted.told, "lines": lines, "format": file_format}
    with context.database.write() as unit:
        record(unit, context, actor, AuditAction.AUDIT_EXPORTED, *_LOG, None, told)
