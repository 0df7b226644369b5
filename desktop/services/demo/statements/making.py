"""Writes a year's statements into a folder, and their contracts into the data folder."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.berlin_time import berlin_day
from desktop.domain.errors import UserError
from desktop.models.company import Company, Staff
from desktop.models.master_data import ResponsibleContact
from desktop.models.tenancy import Property
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.foundation import lay_foundation
from desktop.services.demo.statements.letters import Office, statement_pages
from desktop.services.demo.statements.plan import Paper, Statement, plan_statements
from desktop.services.demo.statements.ports import DemoPapers
from desktop.services.demo.statements.tenancies import Settler, existing_lettings
from desktop.services.search.upkeep import forget_touched, index_everything
from desktop.services.staff.access import SYSTEM

TRUTH = "truth.csv"
"""Beside the letters: whose each of them is. Nothing but a measurement reads it."""
LEAST = 100
_SOMEBODY = ("Erika Beispielen", "Karla Vorlagen")
_SHORT = 17
"""Every so many a file's name says nothing."""


@dataclass(frozen=True, slots=True)
class StatementsSummary:
    """What was made."""

    files: int
    letters: int
    tenancies: int
    year: int


@dataclass(frozen=True, slots=True)
class _Plan:
    files: list[tuple[Statement, ...]]
    offices: dict[str, Office]
    made: int


def create_demo_statements(
    context: ServiceContext,
    papers: DemoPapers,
    folder: Path,
    *,
    seed: int,
    count: int,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> StatementsSummary:
    """Write ``count`` letters of the last whole year and ``truth.csv`` into an empty folder.

    They are for contracts of the data folder; those that are lacking are made, in a data folder
    without companies those too. The same seed and data folder give the same letters.

    Raises:
        UserError: ``demo.too_few_statements``, ``demo.statements_folder`` (not empty, or it cannot
            be written).
    """
    if count < LEAST:
        raise UserError("demo.too_few_statements", least=LEAST)
    _prepare(folder)
    year = berlin_day(context.clock.now()).year - 1
    chance = Chance(date(year, 1, 1), f"statements {seed}")
    plan = _plan(context, chance, count, year)
    index_everything(context)
    try:
        _write(papers, folder, plan, chance, year, on_progress)
    except OSError as error:
        raise UserError("demo.statements_folder", folder=folder.name) from error
    letters = sum(map(len, plan.files))
    return StatementsSummary(len(plan.files), letters, plan.made, year)


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        used = next(folder.iterdir(), None) is not None
    except OSError as error:
        raise UserError("demo.statements_folder", folder=folder.name) from error
    if used:
        raise UserError("demo.statements_folder", folder=folder.name)


def _plan(context: ServiceContext, chance: Chance, count: int, year: int) -> _Plan:
    with context.database.write() as unit:
        session = unit.session
        writer = BulkWriter(session)
        if session.scalar(select(Company.id).limit(1)) is None:
            lay_foundation(session, writer, context.hasher.hash(chance.uuid()))
        companies = list(session.scalars(select(Company).order_by(Company.id).limit(2)))
        settlers = [Settler(session, writer, chance, one, context.clock.now()) for one in companies]
        existing = existing_lettings(session, companies[0].id, year)
        stranger = settlers[1] if len(settlers) > 1 else None
        files = plan_statements(chance, existing, settlers[0], stranger, count, year)
        made = sum(one.made for one in settlers)
        writer.finish()
        forget_touched(session)
        record(
            unit,
            context,
            SYSTEM,
            AuditAction.DEMO_DATA_CREATED,
            "companies",
            companies[0].id,
            companies[0].id,
            {"statements": count, "tenancies": made},
        )
        return _Plan(files, {one.code: _office(session, one) for one in companies}, made)


def _office(session: Session, company: Company) -> Office:
    clerks = tuple(session.scalars(select(Staff.name).order_by(Staff.id))) or _SOMEBODY
    caretakers = tuple(
        session.scalars(
            select(ResponsibleContact.name)
            .join(Property, Property.id == ResponsibleContact.property_id)
            .where(Property.company_id == company.id, ResponsibleContact.name != "")
            .order_by(ResponsibleContact.id)
        )
    )
    return Office(
        company.name,
        f"{company.street} {company.house_number}".strip(),
        f"{company.postcode} {company.town}".strip(),
        company.phone,
        clerks,
        caretakers or _SOMEBODY,
    )


def _write(
    papers: DemoPapers,
    folder: Path,
    plan: _Plan,
    chance: Chance,
    year: int,
    on_progress: Callable[[int, int], None],
) -> None:
    truth = io.StringIO()
    rows = csv.writer(truth, lineterminator="\n")
    rows.writerow(("file", "company", "contract_number"))
    for number, statements in enumerate(plan.files):
        name = _name(number, statements, year)
        pages = [
            page
            for one in statements
            for page in statement_pages(chance, one, plan.offices[one.letting.company], year)
        ]
        scanned = statements[0].paper is Paper.SCANNED
        (folder / name).write_bytes(papers.scan(pages) if scanned else papers.letter(pages))
        rows.writerows(_truth(name, statements))
        on_progress(number + 1, len(plan.files))
    (folder / TRUTH).write_text(truth.getvalue(), encoding="utf-8")


def _truth(name: str, statements: Sequence[Statement]) -> Iterator[tuple[str, str, str]]:
    for one in statements:
        yield name, one.letting.company, one.letting.number


def _name(number: int, statements: Sequence[Statement], year: int) -> str:
    if len(statements) > 1:
        return f"sammelbrief_{number:05d}.pdf"
    one = statements[0]
    if one.paper is Paper.SCANNED:
        return f"scan_{number:05d}.pdf"
    if number % _SHORT == 0:
        return f"abrechnung_{number:05d}.pdf"
    printed = one.printed_number.replace(".", "-")
    return f"BK{year % 100:02d}_{printed}_{number:05d}.pdf"
