"""Hand bank changes over to the ERP: a run is committed first, then its file is written.

Where the promised debit run was missed meanwhile, the collection that really uses the new details
is fixed here, and the tenant is told the new date (rule book, section 2).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.accounts import EchoState, ErpContents
from desktop.domain.changes import ChangeKind
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import Deadlines, expected_run
from desktop.domain.erp_file import ErpLine, render
from desktop.domain.kinds import VersionState
from desktop.domain.mandate import MandateStatus
from desktop.domain.months import Month
from desktop.models.bank import BankChange, BankDetails, ErpRow, Mandate
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.services.audit import AuditAction, AuditEntry
from desktop.services.context import ServiceContext
from desktop.services.hand_over.late_collection import tell_new_date
from desktop.services.hand_over.making_runs import (
    LEASE,
    NewRun,
    companies_of,
    make_run_of,
    note_repetition,
    ready_rows,
)
from desktop.services.hand_over.rows import corrected_from
from desktop.services.hand_over.view import ErpRunContent
from desktop.services.leases import lease
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_rules


def export_run(
    context: ServiceContext,
    actor: Actor,
    company_code: str | None = None,
    *,
    patience: timedelta = timedelta(0),
) -> ErpRunContent:
    """Put the open rows whose undo time is over into a new run, and commit it.

    Without ``company_code`` the rows of all companies of the actor go into one run. Without such
    rows no run is made; the content is then the header alone. Another program that exports is
    waited for up to ``patience``.

    Raises:
        UserError: ``access.denied``, ``company.unknown``, ``lease.taken``.
    """
    with lease(context, LEASE, patience=patience), context.database.write() as unit:
        companies = companies_of(unit.session, actor, company_code)
        return make_run(unit, context, actor, companies, company_code)


def repeat_run(
    context: ServiceContext, actor: Actor, number: int, company_code: str | None = None
) -> ErpRunContent:
    """Return a run that was made before, byte for byte as it was.

    Raises:
        UserError: ``access.denied``; ``company.unknown``; ``erp_run.unknown`` where there is no run
            of this number, it holds no bank changes, or is not one of the company that was named.
    """
    with context.database.write() as unit:
        contents = ErpContents.BANK_CHANGES
        note_repetition(unit, context, actor, number, contents, company_code)
        return content_of(unit.session, number)


def run_reached(
    bank_change: BankChange, received_on: date, rules: CompanyRules, now: datetime
) -> tuple[date, datetime]:
    """Return collection day and file moment of the run that a hand-over of ``now`` reaches."""
    deadlines = Deadlines(
        received_at=None,
        received_on=received_on,
        cutoff_on=bank_change.cutoff_on,
        effective_month=Month.of(bank_change.effective_month),
        collection_on=bank_change.collection_on,
        debit_file_on=bank_change.debit_file_on,
        debit_file_at=bank_change.debit_file_at,
        due_on=bank_change.due_on,
        rules_version=bank_change.rules_version,
    )
    collection_on, _, file_at = expected_run(deadlines, rules, now)
    return collection_on, file_at


def make_run(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    companies: Sequence[Company],
    company_code: str | None,
) -> ErpRunContent:
    """Put the rows of these companies that are ready into a run, in the caller's transaction."""
    rows = ready_rows(unit, context, companies, ErpRow)
    new = NewRun(ErpContents.BANK_CHANGES, companies, company_code)
    number = make_run_of(
        unit, context, actor, new, rows, lambda row: _hand_over_row(unit, context, row)
    )
    if number is None:
        return ErpRunContent(None, 0, render(()))
    _replace_older(unit.session, rows, context.clock.now())
    return content_of(unit.session, number)


def _hand_over_row(unit: UnitOfWork, context: ServiceContext, row: ErpRow) -> AuditEntry:
    """Fix the collection that really uses the change, at the instant of its export."""
    change = unit.session.get_one(BankChange, row.bank_change_id)
    case = unit.session.get_one(Case, change.case_id)
    rules = load_rules(unit.session, row.company_id)
    now = context.clock.now()
    first_collection_on, _ = run_reached(change, case.received_on, rules, now)
    told = row.valid_from
    if row.is_correction:
        first_collection_on = corrected_from(change, first_collection_on)
    else:
        change.exported_at = now
        change.first_collection_on = first_collection_on
    row.valid_from = first_collection_on
    if first_collection_on != told:
        _move_versions(unit.session, change.id, first_collection_on)
        if _was_promised(row, change):
            tell_new_date(unit, context, case, first_collection_on, is_correction=row.is_correction)
    unit.changed(ChangeKind.BANK_CHANGE, change.id)
    unit.changed(ChangeKind.CASE, case.id)
    return AuditEntry(
        AuditAction.ERP_EXPORTED,
        "bank_changes",
        change.id,
        row.company_id,
        {"case": case.reference, "first_collection_on": first_collection_on.isoformat()},
    )


def _replace_older(session: Session, rows: Sequence[ErpRow], now: datetime) -> None:
    """End the waiting for what a newer row of the same contract replaces."""
    for row in rows:
        session.execute(
            update(ErpRow)
            .where(
                ErpRow.company_id == row.company_id,
                ErpRow.contract_number == row.contract_number,
                ErpRow.id < row.id,
                ErpRow.cancelled_at.is_(None),
                ErpRow.echo.in_((EchoState.WAITING, EchoState.CONTRADICTED)),
            )
            .values(echo=EchoState.REPLACED, echo_at=now)
            .execution_options(synchronize_session=False)
        )


def _was_promised(row: ErpRow, change: BankChange) -> bool:
    """Whether somebody was told of a collection that now is another one.

    A correction of what the ERP never got moves nothing: all goes on as before. Who transfers the
    rent before and after a release was told of no collection.
    """
    if row.is_correction:
        return change.exported_at is not None
    return bool(row.mandate_reference)


def _move_versions(session: Session, bank_change_id: int, valid_from: date) -> None:
    # What was undone or corrected stays as it was.
    for version in session.scalars(
        select(BankDetails).where(
            BankDetails.bank_change_id == bank_change_id,
            BankDetails.state.not_in((VersionState.WITHDRAWN, VersionState.CORRECTED)),
        )
    ):
        version.valid_from = valid_from
    for mandate in session.scalars(
        select(Mandate).where(
            Mandate.bank_change_id == bank_change_id,
            Mandate.state.not_in((MandateStatus.WITHDRAWN, MandateStatus.CORRECTED)),
        )
    ):
        mandate.valid_from = valid_from


def content_of(session: Session, number: int) -> ErpRunContent:
    """Return the file of a run, from its frozen rows alone."""
    rows = session.execute(
        select(ErpRow, Company.code)
        .join(Company, Company.id == ErpRow.company_id)
        .where(ErpRow.run_number == number)
        .order_by(ErpRow.row_number)
    ).all()
    lines = [_line(row, code) for row, code in rows]
    return ErpRunContent(number, len(lines), render(lines))


def _line(row: ErpRow, company_code: str) -> ErpLine:
    if row.run_number is None or row.row_number is None:
        raise ValueError("the row is in no run")
    return ErpLine(
        run=row.run_number,
        row=row.row_number,
        company=company_code,
        contract_number=row.contract_number,
        account_holder=row.account_holder,
        iban=row.iban,
        bic=row.bic,
        mandate_reference=row.mandate_reference,
        creditor_id=row.creditor_id,
        signed_on=row.signed_on,
        kind=row.kind,
        valid_from=row.valid_from,
        case_reference=row.case_reference,
    )
