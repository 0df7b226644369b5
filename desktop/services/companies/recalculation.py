"""Open cases by the rules of now: shown before, done as one, noted in every case.

Changed rules move no case by themselves. Recalculating counts promise and run anew from the same
receipt. What was decided or handed over stays as it was promised, and so does every closed case.
Nobody is told by it: whoever promised a tenant another day tells them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.company_rules import RULES_VERSION
from desktop.domain.deadlines import Completion, Deadlines, act_by, compute_deadlines
from desktop.domain.errors import UserError
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.services.audit import AuditAction, record
from desktop.services.bank_changes.checks import recheck
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.cases.changes import remember
from desktop.services.cases.creation import promise_of
from desktop.services.cases.loading import touch
from desktop.services.cases.notes import put_note
from desktop.services.context import ServiceContext
from desktop.services.staff.access import SYSTEM, Actor, Permission, require
from desktop.services.staff.company_settings import load_calendar, load_rules
from desktop.texts import tr
from desktop.texts.dates import full_date

__all__ = ["Move", "Recalculate", "RecalculationPlan", "plan_recalculation", "recalculate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One case whose days would change. Collections are None where there is no run."""

    case_id: int
    version: int
    reference: str
    category: str
    received_on: date
    due_before: date | None
    due_after: date | None
    collection_before: date | None
    collection_after: date | None


@dataclass(frozen=True, slots=True)
class RecalculationPlan:
    """What recalculating would do now; ``digest`` says whether it is still the same plan.

    ``examined`` are the open cases that were counted anew, ``moves`` those that would change.
    """

    company_id: int
    examined: int
    moves: tuple[Move, ...]

    @property
    def digest(self) -> str:
        """A SHA-256 over everything that would change."""
        return hashlib.sha256(repr(self.moves).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Recalculate:
    """Do what was shown; ``digest`` is that of the plan as shown."""

    company_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A case with what its days would be; ``deadlines`` is None for one without a run."""

    move: Move
    due_on: date | None
    deadlines: Deadlines | None
    differs: bool


_OPEN = (
    select(
        Case.id,
        Case.version,
        Case.reference,
        Case.category_id,
        Case.received_at,
        Case.received_on,
        Case.completed_at,
        Case.due_on,
        BankChange.id.label("change_id"),
        BankChange.state,
        BankChange.exported_at,
        BankChange.cutoff_on,
        BankChange.effective_month,
        BankChange.collection_on,
        BankChange.debit_file_on,
        BankChange.debit_file_at,
        BankChange.due_on.label("promised_on"),
    )
    .outerjoin(BankChange, BankChange.case_id == Case.id)
    .where(Case.is_open.is_(True), Case.merged_into_id.is_(None))
    .order_by(Case.id)
)


def plan_recalculation(context: ServiceContext, actor: Actor, company_id: int) -> RecalculationPlan:
    """Return what recalculating the open cases of a company would change; nothing is kept.

    Raises:
        UserError: ``access.denied``, ``company.gone``, ``company.bad_settings``.
    """
    require(actor, Permission.ADMINISTER, company_id)
    with context.database.read() as session:
        return _plan(session, company_id)[0]


def recalculate(context: ServiceContext, actor: Actor, command: Recalculate) -> int:
    """Count promise and run of open cases anew, all or none; returns how many changed.

    Raises:
        UserError: as ``plan_recalculation``; ``recalculation.changed`` where it would do something
            else by now than what was shown; ``conflict.changed``.
    """
    require(actor, Permission.ADMINISTER, command.company_id)
    with context.database.write() as unit:
        plan, found = _plan(unit.session, command.company_id)
        if plan.digest != command.digest:
            raise UserError("recalculation.changed")
        for one in found:
            _apply(unit, context, actor, one)
        if found:
            record(
                unit,
                context,
                actor,
                AuditAction.COMPANY_RECALCULATED,
                "companies",
                command.company_id,
                command.company_id,
                {"cases": len(found), "examined": plan.examined},
            )
            unit.changed(ChangeKind.COMPANY, command.company_id)
        return len(found)


def _plan(session: Session, company_id: int) -> tuple[RecalculationPlan, list[_Found]]:
    if session.get(Company, company_id) is None:
        raise UserError("company.gone")
    categories = {one.id: one for one in session.scalars(select(Category))}
    rows = session.execute(_OPEN.where(Case.company_id == company_id)).all()
    examined = [one for row in rows for one in _judged(session, company_id, categories, row)]
    found = [one for one in examined if one.differs]
    moves = tuple(one.move for one in found)
    return RecalculationPlan(company_id, len(examined), moves), found


def _judged(
    session: Session, company_id: int, categories: dict[int, Category], row: Row[Any]
) -> Iterator[_Found]:
    """Yield what the rules of now make of an open case; nothing where it stays as promised."""
    category = categories[row.category_id]
    if category.code != BANK_DETAILS:
        due_on = promise_of(session, company_id, category, row.received_on)
        yield _Found(_move(row, category, due_on, None), due_on, None, due_on != row.due_on)
        return
    if row.change_id is None or row.state not in UNDECIDED or row.exported_at is not None:
        return
    deadlines = compute_deadlines(
        received=row.received_at,
        rules=load_rules(session, company_id),
        calendar=load_calendar(session, company_id),
        # While something is missing the receipt is what is stored, as when the case was made.
        completed=row.completed_at or Completion.FROM_START,
    )
    move = _move(row, category, deadlines.due_on, deadlines)
    yield _Found(move, deadlines.due_on, deadlines, _stored(row) != _new(deadlines))


def _stored(row: Row[Any]) -> tuple[date | datetime | None, ...]:
    return (
        row.cutoff_on,
        row.effective_month,
        row.collection_on,
        row.debit_file_on,
        row.debit_file_at,
        row.promised_on,
    )


def _new(deadlines: Deadlines) -> tuple[date | datetime | None, ...]:
    return (
        deadlines.cutoff_on,
        deadlines.effective_month.first_day,
        deadlines.collection_on,
        deadlines.debit_file_on,
        deadlines.debit_file_at,
        deadlines.due_on,
    )


def _move(
    row: Row[Any], category: Category, due_on: date | None, deadlines: Deadlines | None
) -> Move:
    return Move(
        case_id=row.id,
        version=row.version,
        reference=row.reference,
        category=category.name,
        received_on=row.received_on,
        due_before=row.due_on,
        due_after=due_on,
        collection_before=None if deadlines is None else row.collection_on,
        collection_after=None if deadlines is None else deadlines.collection_on,
    )


def _apply(unit: UnitOfWork, context: ServiceContext, actor: Actor, found: _Found) -> None:
    session, move = unit.session, found.move
    case = session.get_one(Case, move.case_id, with_for_update={"key_share": True})
    if case.version != move.version:
        raise UserError("recalculation.changed")
    remember(unit, case)
    case.due_on, case.act_by, case.rules_version = found.due_on, found.due_on, RULES_VERSION
    deadlines = found.deadlines
    if deadlines is not None and deadlines.due_on is not None:
        change = session.scalars(select(BankChange).where(BankChange.case_id == case.id)).one()
        change.cutoff_on, change.due_on = deadlines.cutoff_on, deadlines.due_on
        change.effective_month = deadlines.effective_month.first_day
        change.collection_on = deadlines.collection_on
        change.debit_file_on = deadlines.debit_file_on
        change.debit_file_at = deadlines.debit_file_at
        change.rules_version = RULES_VERSION
        rules = load_rules(session, case.company_id)
        case.act_by = act_by(deadlines, rules, context.clock.now())
        recheck(unit, context, change)
    put_note(unit, context, SYSTEM, case, _sentence(move))
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_RECALCULATED,
        "cases",
        case.id,
        case.company_id,
        {
            "reference": case.reference,
            "due_before": _iso(move.due_before),
            "due_on": _iso(move.due_after),
            "collection_before": _iso(move.collection_before),
            "collection_on": _iso(move.collection_after),
        },
    )


def _sentence(move: Move) -> str:
    parts = [tr("Nach geänderten Regeln neu berechnet.")]
    if move.due_before != move.due_after:
        parts.append(
            tr(
                "Frist bisher {before}, jetzt {after}.",
                before=_day(move.due_before),
                after=_day(move.due_after),
            )
        )
    if move.collection_before != move.collection_after:
        parts.append(
            tr(
                "Erster Einzug bisher {before}, jetzt {after}.",
                before=_day(move.collection_before),
                after=_day(move.collection_after),
            )
        )
    return " ".join(parts)


def _day(day: date | None) -> str:
    return "–" if day is None else full_date(day)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
