"""Checks of bank changes as of now, and what people decided about their warnings.

What a screen shows is always the check of now. Rows in ``findings`` keep the last check with the
decisions; a decision belongs to a finding by its code and parameters, those apart that only tell
how much time is left.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Label, Row, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.assessment import assess
from desktop.domain.bank_change import Assessment
from desktop.domain.findings import Finding, FindingCode, FindingParam, Severity
from desktop.models.bank import BankChange, BankFinding
from desktop.models.company import Staff
from desktop.services.bank_changes.facts import BankChangeFacts, gather
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.context import ServiceContext
from desktop.services.staff.company_settings import load_calendar, load_rules

__all__ = [
    "Acknowledgement",
    "BankChangeFacts",
    "acknowledged_findings",
    "acknowledgements",
    "application_columns",
    "assess_facts",
    "assess_now",
    "gather",
    "identity",
    "is_complete",
    "recheck",
    "remembered",
    "stored_findings",
]

APPLICATION = (
    "variant",
    "state",
    "iban",
    "iban_input",
    "account_holder",
    "holder_address",
    "mandate_granted",
    "mandate_reference",
    "mandate_creditor_id",
    "mandate_signed_on",
    "mandate_revoked_on",
    "exported_at",
    "debit_file_at",
    "due_on",
)
"""What of a bank change a check looks at."""
_PASSING = frozenset({"workdays_left", "days"})
"""Parameters that change by the mere passing of time; a decision outlives them."""
_INCOMPLETE = frozenset(
    {
        FindingCode.IBAN_MISSING,
        FindingCode.HOLDER_MISSING,
        FindingCode.HOLDER_ADDRESS_MISSING,
        FindingCode.HOLDER_ADDRESS_INCOMPLETE,
        FindingCode.MANDATE_MISSING,
        FindingCode.MANDATE_SIGNATURE_MISSING,
    }
)

_REMEMBERED = "desktop.last_checks"

Identity = tuple[str, tuple[tuple[str, FindingParam], ...]]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A person's decision on one warning."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """A check of this unit of work: of which application, with which facts, and what came of it."""

    said: tuple[Any, ...]
    facts: BankChangeFacts
    assessment: Assessment


def application_columns() -> list[Label[Any]]:
    """Return the columns by which ``remembered`` tells whether the application is the same one."""
    return [getattr(BankChange, name).label(f"said_{name}") for name in APPLICATION]


def remembered(session: Session, row: Row[Any]) -> Remembered | None:
    """Return the last check of this unit of work, if the application still says the same.

    That nothing around it changed since (contract, mandate, settings) is the caller's to know.
    ``row`` has ``bank_change_id`` and the ``application_columns``.
    """
    known: Remembered | None = session.info.get(_REMEMBERED, {}).get(row.bank_change_id)
    if known is None or known.said != tuple(getattr(row, f"said_{name}") for name in APPLICATION):
        return None
    return known


def identity(code: str, params: Mapping[str, FindingParam]) -> Identity:
    """Return what makes two findings the same one to a person who decided on it."""
    return code, tuple(sorted((key, params[key]) for key in params if key not in _PASSING))


def assess_facts(session: Session, context: ServiceContext, facts: BankChangeFacts) -> Assessment:
    """Check one bank change whose facts are gathered already, as of now."""
    return assess(
        facts.application,
        rules=load_rules(session, facts.company_id),
        calendar=load_calendar(session, facts.company_id),
        now=context.clock.now(),
        context=facts.context,
        deadlines=facts.deadlines,
    )


def assess_now(
    session: Session, context: ServiceContext, bank_change_ids: Iterable[int]
) -> dict[int, Assessment]:
    """Check many bank changes as of now, by their id; writes nothing, unknown ids are left out."""
    return {
        key: assess_facts(session, context, facts)
        for key, facts in gather(session, context, bank_change_ids).items()
    }


def is_complete(assessment: Assessment) -> bool:
    """Whether nothing the tenant has to give is missing."""
    return not any(
        finding.code in _INCOMPLETE and finding.severity is Severity.BLOCKER
        for finding in assessment.findings
    )


def recheck(unit: UnitOfWork, context: ServiceContext, bank_change: BankChange) -> Assessment:
    """Check a bank change as of now and keep the result; decisions on what stays are kept.

    A decided one is assessed, but its rows stay those the decision was made on.
    """
    session = unit.session
    session.flush()
    facts = gather(session, context, [bank_change.id])[bank_change.id]
    assessment = assess_facts(session, context, facts)
    if facts.deadlines is not None:
        known = session.info.setdefault(_REMEMBERED, {})
        said = tuple(getattr(bank_change, name) for name in APPLICATION)
        known[bank_change.id] = Remembered(said, facts, assessment)
    if bank_change.state not in UNDECIDED:
        return assessment
    rows = _store(session, bank_change.id, assessment.findings)
    bank_change.open_blockers = assessment.open_blockers
    bank_change.open_warnings = sum(
        row.severity is Severity.WARNING and row.acknowledged_at is None for row in rows
    )
    bank_change.checked_at = context.clock.now()
    unit.changed(ChangeKind.BANK_CHANGE, bank_change.id)
    return assessment


def _store(session: Session, bank_change_id: int, findings: Iterable[Finding]) -> list[BankFinding]:
    """Make the stored rows those of this check; a row whose finding is gone goes too."""
    former = {
        identity(row.code, row.params): row
        for row in session.scalars(
            select(BankFinding).where(BankFinding.bank_change_id == bank_change_id)
        )
    }
    rows: list[BankFinding] = []
    for position, finding in enumerate(findings):
        row = former.pop(identity(finding.code.value, finding.params), None)
        if row is None:
            row = BankFinding(
                bank_change_id=bank_change_id, code=finding.code.value, acknowledge_reason=""
            )
            session.add(row)
        row.position = position
        if row.severity is not finding.severity:
            row.severity = finding.severity
        if row.params != dict(finding.params):
            row.params = dict(finding.params)
        rows.append(row)
    for gone in former.values():
        session.delete(gone)
    session.flush()
    return rows


def acknowledgements(session: Session, bank_change_id: int) -> dict[Identity, Acknowledgement]:
    """Return the decisions people took on warnings of this bank change."""
    rows = session.execute(
        select(
            BankFinding.code,
            BankFinding.params,
            BankFinding.acknowledged_at,
            BankFinding.acknowledge_reason,
            Staff.name,
        )
        .join(Staff, Staff.id == BankFinding.acknowledged_by_id)
        .where(BankFinding.bank_change_id == bank_change_id)
    )
    return {
        identity(row.code, row.params): Acknowledgement(
            row.name, row.acknowledged_at, row.acknowledge_reason
        )
        for row in rows
    }


def acknowledged_findings(
    findings: Iterable[Finding], decided: Mapping[Identity, Acknowledgement]
) -> tuple[Finding, ...]:
    """Return those findings of now on which a person has decided."""
    return tuple(
        finding for finding in findings if identity(finding.code.value, finding.params) in decided
    )


def stored_findings(session: Session, bank_change_id: int) -> tuple[Finding, ...]:
    """Return the findings of the last check: of a decided bank change, those it was decided on."""
    rows = session.execute(
        select(BankFinding.code, BankFinding.severity, BankFinding.params)
        .where(BankFinding.bank_change_id == bank_change_id)
        .order_by(BankFinding.position)
    )
    return tuple(Finding(FindingCode(row.code), row.severity, row.params) for row in rows)
