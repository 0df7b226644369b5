"""Hand changes of contact data over to the ERP, by the rules of bank changes.

A run is committed first, then its file is written; a row is in exactly one run, and a run can be
repeated byte for byte.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import EchoState, ErpContents
from desktop.domain.bank_change import ContactKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.changes import ChangeKind
from desktop.domain.contact_file import ContactLine, render
from desktop.models.company import Company
from desktop.models.contact import ContactDataChange, ContactRow
from desktop.services.audit import AuditAction, AuditEntry
from desktop.services.context import ServiceContext
from desktop.services.hand_over.making_runs import (
    LEASE,
    NewRun,
    companies_of,
    make_run_of,
    note_repetition,
    ready_rows,
)
from desktop.services.hand_over.view import ErpRunContent
from desktop.services.leases import lease
from desktop.services.staff.access import Actor


def export_contact_run(
    context: ServiceContext,
    actor: Actor,
    company_code: str | None = None,
    *,
    patience: timedelta = timedelta(0),
) -> ErpRunContent:
    """Put the open rows whose undo time is over into a new run, and commit it.

    As ``runs.export_run`` otherwise.

    Raises:
        UserError: ``access.denied``, ``company.unknown``, ``lease.taken``.
    """
    with lease(context, LEASE, patience=patience), context.database.write() as unit:
        companies = companies_of(unit.session, actor, company_code)
        return make_run(unit, context, actor, companies, company_code)


def repeat_contact_run(
    context: ServiceContext, actor: Actor, number: int, company_code: str | None = None
) -> ErpRunContent:
    """Return a run that was made before, byte for byte as it was.

    Raises:
        UserError: ``access.denied``; ``company.unknown``; ``erp_run.unknown`` where there is no run
            of this number, it holds bank changes, or is not one of the company that was named.
    """
    with context.database.write() as unit:
        contents = ErpContents.CONTACT_CHANGES
        note_repetition(unit, context, actor, number, contents, company_code)
        return content_of(unit.session, number)


def make_run(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    companies: Sequence[Company],
    company_code: str | None,
) -> ErpRunContent:
    """Put the rows of these companies that are ready into a run, in the caller's transaction."""
    number = make_run_of(
        unit,
        context,
        actor,
        NewRun(ErpContents.CONTACT_CHANGES, companies, company_code),
        ready_rows(unit, context, companies, ContactRow),
        lambda row: _hand_over(unit, context, row),
    )
    if number is None:
        return ErpRunContent(None, 0, render(()))
    return content_of(unit.session, number)


def content_of(session: Session, number: int) -> ErpRunContent:
    """Return the file of a run, from its frozen rows alone."""
    rows = session.execute(
        select(ContactRow, ContactDataChange.kind, Company.code)
        .join(ContactDataChange, ContactDataChange.id == ContactRow.contact_change_id)
        .join(Company, Company.id == ContactRow.company_id)
        .where(ContactRow.run_number == number)
        .order_by(ContactRow.row_number)
    ).all()
    lines = [_line(row, kind, code) for row, kind, code in rows]
    return ErpRunContent(number, len(lines), render(lines))


def _hand_over(unit: UnitOfWork, context: ServiceContext, row: ContactRow) -> AuditEntry:
    change = unit.session.get_one(ContactDataChange, row.contact_change_id)
    row.exported_at = context.clock.now()
    _replace_older(unit.session, row, change.kind, context.clock.now())
    unit.case_changed(change.case_id)
    if change.tenancy_id is not None:
        unit.changed(ChangeKind.TENANCY, change.tenancy_id)
    return AuditEntry(
        AuditAction.ERP_EXPORTED,
        "contact_changes",
        change.id,
        row.company_id,
        {"kind": change.kind.value, "tenant_id": row.tenant_id},
    )


def _replace_older(session: Session, row: ContactRow, kind: ContactKind, now: datetime) -> None:
    """End the waiting for what a newer value of the same kind replaces."""
    same_kind = select(ContactDataChange.id).where(
        ContactDataChange.tenant_id == row.tenant_id, ContactDataChange.kind == kind
    )
    session.execute(
        update(ContactRow)
        .where(
            ContactRow.company_id == row.company_id,
            ContactRow.contract_number == row.contract_number,
            ContactRow.party_number == row.party_number,
            ContactRow.contact_change_id.in_(same_kind),
            ContactRow.id < row.id,
            ContactRow.cancelled_at.is_(None),
            ContactRow.echo.in_((EchoState.WAITING, EchoState.CONTRADICTED)),
        )
        .values(echo=EchoState.REPLACED, echo_at=now)
        .execution_options(synchronize_session=False)
    )


def _line(row: ContactRow, kind: ContactKind, company_code: str) -> ContactLine:
    if row.run_number is None or row.row_number is None:
        raise ValueError("the row is in no run")
    return ContactLine(
        run=row.run_number,
        row=row.row_number,
        company=company_code,
        contract_number=row.contract_number,
        party_number=row.party_number,
        kind=kind,
        values=row.values,
        changed_on=berlin_day(row.changed_at),
        case_reference=row.case_reference,
    )
