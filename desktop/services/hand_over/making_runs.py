"""What runs of bank changes and of contact data have in common.

A row gets into exactly one run, in the transaction that makes it; a run can be repeated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import ErpContents
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.models.bank import ErpRow, ErpRun
from desktop.models.company import Company
from desktop.models.contact import ContactRow
from desktop.services.audit import AuditAction, AuditEntry, DetailValue, record, record_all
from desktop.services.context import ServiceContext
from desktop.services.numbering import next_number
from desktop.services.staff.access import Actor, Permission, require, visible_companies
from desktop.services.time_limits import Moment

LEASE = "export"
COUNTER = "erp_run"
"""Runs of all companies and of whatever they hold are numbered together."""

Row = TypeVar("Row", ErpRow, ContactRow)


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that is to be made of what is ready in these companies.

    ``company_code`` is the company that was asked for, None where it was all.
    """

    contents: ErpContents
    companies: Sequence[Company]
    company_code: str | None


def make_run_of(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    new: NewRun,
    rows: Sequence[Row],
    hand_over: Callable[[Row], AuditEntry],
) -> int | None:
    """Put these rows into a run, in the caller's transaction; return its number.

    ``hand_over`` is called for every row that has got its place, and says what is audited of it.
    Without rows no run is made.
    """
    if not rows:
        return None
    number = next_number(unit, COUNTER)
    unit.session.add(
        ErpRun(
            number=number,
            company_code=new.company_code,
            contents=new.contents,
            created_at=context.clock.now(),
            row_count=len(rows),
            awaits_file=False,
        )
    )
    unit.session.flush()
    entries: list[AuditEntry] = []
    for position, row in enumerate(rows, start=1):
        row.run_number, row.row_number = number, position
        entries.append(hand_over(row))
    for company in new.companies:
        count = sum(row.company_id == company.id for row in rows)
        if count:
            details: dict[str, DetailValue] = {"company": company.code, "rows": count}
            entries.append(
                AuditEntry(AuditAction.ERP_EXPORTED, "erp_runs", number, company.id, details)
            )
    record_all(unit, context, actor, entries)
    unit.changed(ChangeKind.HAND_OVER, number)
    return number


def ready_rows(
    unit: UnitOfWork, context: ServiceContext, companies: Sequence[Company], table: type[Row]
) -> Sequence[Row]:
    """Return what is in no run and can no longer be undone, locked, the oldest first."""
    return unit.session.scalars(
        select(table)
        .where(
            table.company_id.in_([company.id for company in companies]),
            table.run_number.is_(None),
            table.cancelled_at.is_(None),
            Moment.of(context.clock).over(table.not_before),
        )
        .order_by(table.id)
        .with_for_update()
    ).all()


def note_repetition(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    number: int,
    contents: ErpContents,
    company_code: str | None,
) -> None:
    """Look whether the actor may have a run once more, and note that it is repeated.

    Raises:
        UserError: ``access.denied``; ``company.unknown``; ``erp_run.unknown`` where there is no run
            of this number, it holds something else, or is not one of the company that was named.
    """
    require(actor, Permission.HAND_OVER)
    if company_code is not None:
        companies_of(unit.session, actor, company_code)
    run = unit.session.get(ErpRun, number)
    if run is None or run.contents is not contents or company_code not in (None, run.company_code):
        raise UserError("erp_run.unknown", number=number)
    for company_id in _companies_in(unit.session, run):
        require(actor, Permission.HAND_OVER, company_id)
        record(unit, context, actor, AuditAction.ERP_REPEATED, "erp_runs", number, company_id)


def companies_of(session: Session, actor: Actor, code: str | None) -> Sequence[Company]:
    """Return the company named, or all in which the actor may hand over.

    Raises:
        UserError: ``access.denied``, ``company.unknown``.
    """
    if code is not None:
        company = session.scalar(select(Company).where(Company.code == code))
        if company is None:
            raise UserError("company.unknown", company=code)
        require(actor, Permission.HAND_OVER, company.id)
        return [company]
    require(actor, Permission.HAND_OVER)
    visible = visible_companies(actor)
    companies = session.scalars(select(Company).order_by(Company.id)).all()
    return [one for one in companies if visible is None or one.id in visible]


def _companies_in(session: Session, run: ErpRun) -> Sequence[int]:
    table = ErpRow if run.contents is ErpContents.BANK_CHANGES else ContactRow
    return session.scalars(
        select(table.company_id)
        .where(table.run_number == run.number)
        .distinct()
        .order_by(table.company_id)
    ).all()
