"""Reads open cases as plain columns and tells of each what is true at one instant.

One bulk read for the rows, one for the companies' settings; only bank changes that are close enough
to their debit file to be endangered are checked in full. Nothing here grows with closed cases.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from desktop.domain.company_rules import CompanyRules, CutoffBasis
from desktop.domain.deadlines import AT_RISK_UP_TO, Deadlines, RunStatus, act_by, workdays_left
from desktop.domain.months import Month
from desktop.domain.standing import pressing_day
from desktop.domain.workdays import WorkdayCalendar
from desktop.models.bank import OF_CASE, BankChange
from desktop.models.case import Case
from desktop.models.company import Category, Company, Staff
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant
from desktop.services.bank_changes.checks import assess_now
from desktop.services.context import ServiceContext
from desktop.services.staff.company_settings import load_calendar, load_rules

_CHUNK = 500
"""Bank changes checked in one go: the checks read in sets, and sets have limits."""


@dataclass(frozen=True, slots=True)
class CompanyTerms:
    """By which settings a company's deadlines are judged."""

    rules: CompanyRules
    calendar: WorkdayCalendar


@dataclass(frozen=True, slots=True)
class NowFacts:
    """What is true of one open case now; ``run`` is the month of the promised run as ``12/26``."""

    act_by: date | None
    debit_file_on: date | None = None
    effective_month: date | None = None
    at_risk: bool = False
    run: str = ""


def select_rows(conditions: Iterable[ColumnElement[bool]]) -> Select[Any]:
    """Return the one statement by which the list's rows are read, in no order."""
    return with_all_around(
        select(
            Case.id,
            Case.reference,
            Case.version,
            Case.company_id,
            Company.short_name.label("company_tag"),
            Tenant.first_name,
            Tenant.surname,
            Tenancy.contract_number,
            Category.code.label("category_code"),
            Category.short_name.label("category_short"),
            Category.icon.label("category_icon"),
            Category.position.label("category_position"),
            Case.subject,
            Case.channel,
            Case.state,
            Case.received_at,
            Case.due_on,
            Case.assignee_id,
            Staff.initials.label("assignee_initials"),
            Staff.name.label("assignee_name"),
            Case.waiting_until,
            Case.priority,
            *RUN_COLUMNS,
        )
    ).where(*conditions)


def with_all_around(statement: Select[Any]) -> Select[Any]:
    """Return a statement over cases, joined with all that a row of a list tells beside the case.

    The tenant is who is addressed, as on the case page: who asked by portal, else the first party.
    """
    first_party = (
        select(func.min(TenancyParty.party_number))
        .where(TenancyParty.tenancy_id == Case.tenancy_id)
        .correlate(Case)
        .scalar_subquery()
    )
    return (
        statement.join(Company, Company.id == Case.company_id)
        .join(Category, Category.id == Case.category_id)
        .outerjoin(Tenancy, Tenancy.id == Case.tenancy_id)
        .outerjoin(
            TenancyParty,
            (TenancyParty.tenancy_id == Case.tenancy_id)
            & (TenancyParty.party_number == first_party),
        )
        .outerjoin(PortalAccount, PortalAccount.id == Case.portal_account_id)
        .outerjoin(
            Tenant, Tenant.id == func.coalesce(PortalAccount.tenant_id, TenancyParty.tenant_id)
        )
        .outerjoin(Staff, Staff.id == Case.assignee_id)
        .outerjoin(BankChange, OF_CASE)
    )


RUN_COLUMNS = (
    BankChange.id.label("bank_change_id"),
    BankChange.cutoff_on,
    BankChange.effective_month,
    BankChange.collection_on,
    BankChange.debit_file_on,
    BankChange.debit_file_at,
    BankChange.due_on.label("promise_on"),
    BankChange.exported_at,
    BankChange.rules_version,
    Case.received_on,
    Case.completed_at,
)


class Moment:
    """One instant at which open cases are judged; settings are read once a company."""

    def __init__(self, session: Session, context: ServiceContext) -> None:
        self._session = session
        self._context = context
        self._terms: dict[int, CompanyTerms] = {}
        self.now: datetime = context.clock.now()
        self.today: date = context.clock.today()

    def terms(self, company_id: int) -> CompanyTerms:
        """Return settings and calendar of a company."""
        terms = self._terms.get(company_id)
        if terms is None:
            terms = CompanyTerms(
                load_rules(self._session, company_id), load_calendar(self._session, company_id)
            )
            self._terms[company_id] = terms
        return terms

    def facts(self, rows: Iterable[Row[Any]]) -> Mapping[int, NowFacts]:
        """Return what is true now of each open case, by the case's key."""
        judged = list(rows)
        facts = self._by_clocks(judged)
        for row in judged:
            fact = facts[row.id]
            day = pressing_day(
                fact.act_by, row.priority, waits_until=row.waiting_until, today=self.today
            )
            if day != fact.act_by:
                facts[row.id] = replace(fact, act_by=day)
        return facts

    def _by_clocks(self, rows: Iterable[Row[Any]]) -> dict[int, NowFacts]:
        facts: dict[int, NowFacts] = {}
        unclear: dict[int, int] = {}
        for row in rows:
            if row.bank_change_id is None:
                facts[row.id] = NowFacts(row.due_on)
                continue
            deadlines = deadlines_of(row)
            terms = self.terms(row.company_id)
            day = act_by(deadlines, terms.rules, row.exported_at or self.now)
            facts[row.id] = _facts(day, deadlines, RunStatus.UNKNOWN)
            if row.exported_at is None and self._needs_check(row, deadlines, terms):
                unclear[row.bank_change_id] = row.id
        facts.update(self._checked(unclear))
        return facts

    def _needs_check(self, row: Row[Any], deadlines: Deadlines, terms: CompanyTerms) -> bool:
        """Tell whether only the full check knows: the file is close, or the cut-off still moves."""
        if terms.rules.cutoff_basis is CutoffBasis.COMPLETED and row.completed_at is None:
            return True
        if deadlines.debit_file_at <= self.now:
            return False
        left = workdays_left(terms.calendar, self.today, deadlines.debit_file_on)
        return left <= AT_RISK_UP_TO

    def _checked(self, unclear: Mapping[int, int]) -> Iterator[tuple[int, NowFacts]]:
        keys = list(unclear)
        for start in range(0, len(keys), _CHUNK):
            found = assess_now(self._session, self._context, keys[start : start + _CHUNK])
            for bank_change_id, assessment in found.items():
                deadlines = assessment.deadlines
                assert deadlines is not None
                status = assessment.run_status or RunStatus.UNKNOWN
                yield unclear[bank_change_id], _facts(assessment.act_by, deadlines, status)


def deadlines_of(row: Row[Any]) -> Deadlines:
    """Return the stored deadlines of a bank change, as they were promised."""
    return Deadlines(
        received_at=row.received_at,
        received_on=row.received_on,
        cutoff_on=row.cutoff_on,
        effective_month=Month.of(row.effective_month),
        collection_on=row.collection_on,
        debit_file_on=row.debit_file_on,
        debit_file_at=row.debit_file_at,
        due_on=row.promise_on,
        rules_version=row.rules_version,
    )


def _facts(day: date | None, deadlines: Deadlines, status: RunStatus) -> NowFacts:
    return NowFacts(
        act_by=day,
        debit_file_on=deadlines.debit_file_on,
        effective_month=deadlines.effective_month.first_day,
        at_risk=status is RunStatus.AT_RISK,
        run=f"{deadlines.collection_on:%m/%y}",
    )


def party_names(session: Session, tenancies: Collection[int]) -> dict[int, list[str]]:
    """Return the names of all parties of tenancies, the one addressed first."""
    names: defaultdict[int, list[str]] = defaultdict(list)
    if tenancies:
        parties = (
            select(TenancyParty.tenancy_id, Tenant.first_name, Tenant.surname)
            .join(Tenant, Tenant.id == TenancyParty.tenant_id)
            .where(TenancyParty.tenancy_id.in_(tenancies))
            .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
        )
        for tenancy_id, first_name, surname in session.execute(parties):
            names[tenancy_id].append(f"{first_name} {surname}".strip())
    return names
