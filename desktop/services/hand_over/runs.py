"""Hand bank changes over to the ERP: a run is committed first, then its file is written.

Where the promised debit run was missed meanwhile, the collection that really uses the new details
is fixed here, and the tenant is told the new date (rule book, section 2).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import Deadlines, expected_run, file_moment
from desktop.domain.erp_file import ErpLine, render
from desktop.domain.errors import UserError
from desktop.domain.kinds import VersionState
from desktop.domain.mandate import MandateStatus
from desktop.domain.months import Month
from desktop.domain.workdays import bank_day_of_month
from desktop.models.bank import BankChange, BankDetails, ErpRow, ErpRun, Mandate
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.services.audit import AuditAction, AuditEntry, DetailValue, record, record_all
from desktop.services.context import ServiceContext
from desktop.services.hand_over.late_collection import tell_new_date
from desktop.services.hand_over.ports import ErpFiles
from desktop.services.hand_over.rows import corrected_from
from desktop.services.hand_over.view import AutomaticRun, ErpRunContent
from desktop.services.leases import lease
from desktop.services.numbering import next_number
from desktop.services.staff.access import SYSTEM, Actor, Permission, require, visible_companies
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment

LEASE = "export"
_COUNTER = "erp_run"


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
        companies = _companies(unit.session, actor, company_code)
        return _make_run(unit, context, actor, companies, company_code)


def repeat_run(
    context: ServiceContext, actor: Actor, number: int, company_code: str | None = None
) -> ErpRunContent:
    """Return a run that was made before, byte for byte as it was.

    Raises:
        UserError: ``access.denied``; ``company.unknown``; ``erp_run.unknown`` where there is no run
            of this number, or it is not one of the company that was named.
    """
    with context.database.write() as unit:
        require(actor, Permission.HAND_OVER)
        if company_code is not None:
            _companies(unit.session, actor, company_code)
        run = unit.session.get(ErpRun, number)
        if run is None or company_code not in (None, run.company_code):
            raise UserError("erp_run.unknown", number=number)
        for company_id in _companies_in(unit.session, number):
            require(actor, Permission.HAND_OVER, company_id)
            record(unit, context, actor, AuditAction.ERP_REPEATED, "erp_runs", number, company_id)
        return _content(unit.session, number)


def export_if_due(context: ServiceContext, files: ErpFiles) -> tuple[AutomaticRun, ...]:
    """Write the runs of the companies whose debit file is near, as their settings say.

    From ``export_minutes_before_file`` minutes before a company's file moment until that moment,
    every call makes a run of what is ready and not handed over yet; usually that is one run. A
    moment that was slept over is made up for: what was ready then leaves with the first call after
    it. Files that an earlier call could not put in place are written first.

    Raises:
        UserError: ``lease.taken``; ``erp_file.not_yet_written`` with ``number``: the run is made,
            its file follows with the next call.
    """
    made: list[AutomaticRun] = []
    due = _companies_due(context)
    if not due and not _awaited(context):
        return ()
    with lease(context, LEASE):
        _write_awaited(context, files)
        for company, late_for in due:
            with context.database.write() as unit:
                content = _make_run(unit, context, SYSTEM, [company], company.code)
                if content.number is not None:
                    unit.session.get_one(ErpRun, content.number).awaits_file = True
                    made.append(AutomaticRun(content.number, company.short_name, late_for))
        _write_awaited(context, files)
    return tuple(made)


def next_file_moment(rules: CompanyRules, now: datetime) -> tuple[date, datetime]:
    """Return the next collection whose debit file is still to be made after ``now``, and when."""
    month = Month.of(now.date())
    while True:
        collection_on = bank_day_of_month(month, rules.collection_bank_day)
        moment = file_moment(collection_on, rules)
        if moment > now:
            return collection_on, moment
        month = month.plus(1)


def last_file_moment(rules: CompanyRules, now: datetime) -> datetime:
    """Return the latest file moment that is not after ``now``."""
    month = Month.of(now.date()).plus(1)
    while True:
        moment = file_moment(bank_day_of_month(month, rules.collection_bank_day), rules)
        if moment <= now:
            return moment
        month = month.plus(-1)


def automatic_moment(rules: CompanyRules, file_at: datetime) -> datetime | None:
    """Return when the program writes the file by itself; None where the company wants it not."""
    minutes = rules.export_minutes_before_file
    return None if minutes is None else file_at - timedelta(minutes=minutes)


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


def _companies(session: Session, actor: Actor, code: str | None) -> Sequence[Company]:
    """The company named, or all in which the actor may hand over."""
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


def _make_run(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    companies: Sequence[Company],
    company_code: str | None,
) -> ErpRunContent:
    now = context.clock.now()
    codes = {company.id: company.code for company in companies}
    rows = unit.session.scalars(
        select(ErpRow)
        .where(
            ErpRow.company_id.in_(codes),
            ErpRow.run_number.is_(None),
            ErpRow.cancelled_at.is_(None),
            Moment.of(context.clock).over(ErpRow.not_before),
        )
        .order_by(ErpRow.id)
        .with_for_update()
    ).all()
    if not rows:
        return ErpRunContent(None, 0, render(()))
    number = next_number(unit, _COUNTER)
    unit.session.add(
        ErpRun(
            number=number,
            company_code=company_code,
            created_at=now,
            row_count=len(rows),
            awaits_file=False,
        )
    )
    unit.session.flush()
    entries = []
    for position, row in enumerate(rows, start=1):
        entries.append(_hand_over_row(unit, context, row))
        row.run_number, row.row_number = number, position
    for company_id, code in codes.items():
        count = sum(row.company_id == company_id for row in rows)
        if count:
            details: dict[str, DetailValue] = {"company": code, "rows": count}
            entries.append(
                AuditEntry(AuditAction.ERP_EXPORTED, "erp_runs", number, company_id, details)
            )
    record_all(unit, context, actor, entries)
    unit.changed(ChangeKind.HAND_OVER, number)
    return _content(unit.session, number)


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


def _companies_in(session: Session, number: int) -> Sequence[int]:
    return session.scalars(
        select(ErpRow.company_id)
        .where(ErpRow.run_number == number)
        .distinct()
        .order_by(ErpRow.company_id)
    ).all()


def _content(session: Session, number: int) -> ErpRunContent:
    """The file of a run, from its frozen rows alone."""
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


def _companies_due(context: ServiceContext) -> list[tuple[Company, datetime | None]]:
    """The companies to hand over for now, each with the file moment it is late for, if it is."""
    now = context.clock.now()
    due: list[tuple[Company, datetime | None]] = []
    with context.database.read() as session:
        for company in session.scalars(select(Company).order_by(Company.id)).all():
            rules = load_rules(session, company.id)
            begins = automatic_moment(rules, next_file_moment(rules, now)[1])
            if begins is None:
                continue
            slept_over = last_file_moment(rules, now)
            if begins <= now:
                due.append((company, None))
            elif _was_ready(session, company.id, slept_over):
                due.append((company, slept_over))
    return due


def _was_ready(session: Session, company_id: int, moment: datetime) -> bool:
    """Whether something waits still that was ready when the file was made."""
    return (
        session.scalar(
            select(ErpRow.id)
            .where(
                ErpRow.company_id == company_id,
                ErpRow.run_number.is_(None),
                ErpRow.cancelled_at.is_(None),
                ErpRow.not_before <= moment,
            )
            .limit(1)
        )
        is not None
    )


def _awaited(context: ServiceContext) -> list[ErpRunContent]:
    query = select(ErpRun.number).where(ErpRun.awaits_file).order_by(ErpRun.number)
    with context.database.read() as session:
        return [_content(session, number) for number in session.scalars(query).all()]


def _write_awaited(context: ServiceContext, files: ErpFiles) -> None:
    for run in _awaited(context):
        try:
            files.write(f"bank-changes-{run.number}.csv", run.content)
        except OSError as error:
            raise UserError("erp_file.not_yet_written", number=run.number) from error
        with context.database.write() as unit:
            unit.session.get_one(ErpRun, run.number).awaits_file = False
            unit.changed(ChangeKind.HAND_OVER, run.number)
