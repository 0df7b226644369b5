"""What the program hands over by itself when a company's debit file is near."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.accounts import ErpContents
from desktop.domain.changes import ChangeKind
from desktop.domain.company_rules import CompanyRules
from desktop.domain.deadlines import file_moment
from desktop.domain.errors import UserError
from desktop.domain.months import Month
from desktop.domain.workdays import bank_day_of_month
from desktop.models.bank import ErpRow, ErpRun
from desktop.models.company import Company
from desktop.models.contact import ContactRow
from desktop.services.context import ServiceContext
from desktop.services.hand_over.ports import ErpFiles
from desktop.services.leases import lease
from desktop.services.staff.access import SYSTEM
from desktop.services.staff.company_settings import load_rules

if TYPE_CHECKING:
    from desktop.services.hand_over.view import AutomaticRun, ErpRunContent

_FILE_NAMES = {
    ErpContents.BANK_CHANGES: "bank-changes-{number}.csv",
    ErpContents.CONTACT_CHANGES: "contact-changes-{number}.csv",
}


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
    # Asked twice a minute: what makes runs is loaded when one is due.
    from desktop.services.hand_over.making_runs import LEASE

    with lease(context, LEASE):
        _write_awaited(context, files)
        for company, late_for in due:
            made += _made(context, company, ErpContents.BANK_CHANGES, late_for)
            # No collection depends on contact data: they can be handed over late without harm.
            made += _made(context, company, ErpContents.CONTACT_CHANGES, None)
        _write_awaited(context, files)
    return tuple(made)


def _made(
    context: ServiceContext, company: Company, contents: ErpContents, late_for: datetime | None
) -> list[AutomaticRun]:
    from desktop.services.hand_over import contact_runs, runs
    from desktop.services.hand_over.view import AutomaticRun

    make_run = {
        ErpContents.BANK_CHANGES: runs.make_run,
        ErpContents.CONTACT_CHANGES: contact_runs.make_run,
    }
    with context.database.write() as unit:
        content = make_run[contents](unit, context, SYSTEM, [company], company.code)
        if content.number is None:
            return []
        unit.session.get_one(ErpRun, content.number).awaits_file = True
        return [AutomaticRun(content.number, company.short_name, late_for)]


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
    return any(
        session.scalar(
            select(row.id)
            .where(
                row.company_id == company_id,
                row.run_number.is_(None),
                row.cancelled_at.is_(None),
                row.not_before <= moment,
            )
            .limit(1)
        )
        is not None
        for row in (ErpRow, ContactRow)
    )


def _awaited(context: ServiceContext) -> list[tuple[str, ErpRunContent]]:
    """The runs whose file is not in place yet, each with the name of its file."""
    query = select(ErpRun.number, ErpRun.contents).where(ErpRun.awaits_file).order_by(ErpRun.number)
    with context.database.read() as session:
        found = session.execute(query).all()
        if not found:
            return []
        from desktop.services.hand_over import contact_runs, runs

        content_of = {
            ErpContents.BANK_CHANGES: runs.content_of,
            ErpContents.CONTACT_CHANGES: contact_runs.content_of,
        }
        return [
            (_FILE_NAMES[contents].format(number=number), content_of[contents](session, number))
            for number, contents in found
        ]


def _write_awaited(context: ServiceContext, files: ErpFiles) -> None:
    for name, run in _awaited(context):
        try:
            files.write(name, run.content)
        except OSError as error:
            raise UserError("erp_file.not_yet_written", number=run.number) from error
        with context.database.write() as unit:
            unit.session.get_one(ErpRun, run.number).awaits_file = False
            unit.changed(ChangeKind.HAND_OVER, run.number)
