"""What rules would have made of the last applications: "so würden die letzten 20 Anträge laufen".

Each is judged twice as at the moment it came, by the rules as they are and by those that are typed;
everything else is the same. Nothing is kept, and no case moves: promises that were made stay.
"""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.assessment import assess
from desktop.domain.berlin_time import berlin_instant
from desktop.domain.company_rules import CompanyRules
from desktop.domain.findings import blockers, warnings
from desktop.domain.months import Month
from desktop.domain.release import second_person_needed
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.services.bank_changes.facts import BankChangeFacts, gather
from desktop.services.context import ServiceContext

__all__ = ["LAST", "EffectRow", "RuleResult", "RulesEffect", "RulesToCompare", "effect_of"]

LAST = 20


@dataclass(frozen=True, slots=True)
class RulesToCompare:
    """Rules with the federal state whose holidays count beside them."""

    rules: CompanyRules
    state: FederalState

    @property
    def calendar(self) -> WorkdayCalendar:
        """The Werktage of these rules."""
        return WorkdayCalendar.for_company(self.state, self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What rules say of one application. ``debit_file_at`` is UTC."""

    due_on: date | None
    effective_month: Month
    collection_on: date
    debit_file_at: datetime
    blockers: int
    warnings: int
    second_person: bool


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One application by both rules; ``received_on`` is its Berlin day."""

    case_id: int
    reference: str
    received_on: date
    before: RuleResult
    after: RuleResult

    @property
    def differs(self) -> bool:
        """Whether the typed rules make anything else of it."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class RulesEffect:
    """The last applications of a company, the youngest first; at most ``LAST``."""

    rows: tuple[EffectRow, ...]

    @property
    def changed(self) -> int:
        """How many would run otherwise."""
        return sum(row.differs for row in self.rows)


def effect_of(
    session: Session,
    context: ServiceContext,
    company_id: int,
    before: RulesToCompare,
    after: RulesToCompare,
) -> RulesEffect:
    """Return what two sets of rules make of the last applications of a company."""
    query = (
        select(BankChange.id, Case.reference, Case.received_on)
        .join(Case, Case.id == BankChange.case_id)
        .where(Case.company_id == company_id)
        .order_by(BankChange.id.desc())
        .limit(LAST)
    )
    found = session.execute(query).all()
    facts = gather(session, context, [row.id for row in found])
    rows = []
    for row in found:
        one = facts[row.id]
        old, new = _result(one, before), _result(one, after)
        if old is not None and new is not None:
            rows.append(EffectRow(one.case_id, row.reference, row.received_on, old, new))
    return RulesEffect(tuple(rows))


def _result(facts: BankChangeFacts, by: RulesToCompare) -> RuleResult | None:
    """Judge an application as on its first day: no run was missed then, and nothing exported."""
    received = facts.application.received
    if received is None:
        return None
    now = received
    if not isinstance(now, datetime):
        now = berlin_instant(now, by.rules.debit_file_time)
    context = msgspec.structs.replace(facts.context, exported_at=None, confirmation_at=now)
    assessment = assess(
        facts.application, rules=by.rules, calendar=by.calendar, now=now, context=context
    )
    deadlines = assessment.deadlines
    if deadlines is None:
        return None
    return RuleResult(
        due_on=deadlines.due_on,
        effective_month=deadlines.effective_month,
        collection_on=deadlines.collection_on,
        debit_file_at=deadlines.debit_file_at,
        blockers=len(blockers(assessment.findings)),
        warnings=len(warnings(assessment.findings)),
        second_person=second_person_needed(assessment.findings, by.rules),
    )
