"""Where a bank change stands for the person who looks: what was found, decided, and is possible.

The view and the commands ask the same questions here, so that a button never promises what a
command refuses.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain import release as release_rules
from desktop.domain.bank_change import Assessment
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.company_rules import CompanyRules
from desktop.domain.errors import UserError
from desktop.domain.findings import Finding, blockers
from desktop.domain.kinds import DecisionKind
from desktop.domain.release import Refusal, open_warnings
from desktop.models.bank import BankChange, Decision
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.services.bank_changes.checks import (
    Acknowledgement,
    BankChangeFacts,
    Identity,
    acknowledged_findings,
    acknowledgements,
)
from desktop.services.bank_changes.surroundings import UNDECIDED
from desktop.services.cases.loading import bank_change_of, load_for_change, refuse_merged
from desktop.services.cases.view import ActionState
from desktop.services.staff.access import Actor, Permission
from desktop.services.staff.company_settings import load_rules

POSSIBLE = ActionState(possible=True)
ANY_DECISION = frozenset(
    {Fact.APPLICATION, Fact.DECISION, Fact.WARNINGS, Fact.STATE, Fact.INCOMING}
)
"""What a decision about an application depends on: all but who works on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A bank change as of now, for one person."""

    case: Case
    change: BankChange
    facts: BankChangeFacts
    assessment: Assessment
    decided: dict[Identity, Acknowledgement]
    rules: CompanyRules

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of now."""
        return self.assessment.findings

    @property
    def acknowledged(self) -> tuple[Finding, ...]:
        """The findings of now on which a person has decided with a reason."""
        return acknowledged_findings(self.findings, self.decided)


def load_change(
    unit: UnitOfWork,
    actor: Actor,
    permission: Permission,
    case_id: int,
    expected_version: int,
    *,
    touches: Collection[str] | None = None,
) -> tuple[Case, BankChange]:
    """Return case and bank change for a change, if nothing it depends on (``touches``) changed.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``case.merged``, ``bank_change.none`` (another category).
    """
    case = load_for_change(unit, actor, permission, case_id, expected_version, touches=touches)
    refuse_merged(case)
    change = bank_change_of(unit.session, case.id)
    if change is None:
        raise UserError("bank_change.none")
    return case, change


def one_release_at_a_time(unit: UnitOfWork, company_id: int) -> None:
    """Let releases of a company wait for each other: none may miss the other's new reference."""
    unit.session.execute(select(Company.id).where(Company.id == company_id).with_for_update())


def is_built_upon(session: Session, change: BankChange, decision_id: int) -> bool:
    """Whether a later release for the contract began with what this decision left behind."""
    later = (
        select(Decision.id)
        .join(BankChange, BankChange.id == Decision.bank_change_id)
        .where(
            BankChange.tenancy_id == change.tenancy_id,
            BankChange.id != change.id,
            BankChange.state.in_([state for state in BankChangeState if state.was_released]),
            Decision.kind == DecisionKind.RELEASED,
            Decision.id > decision_id,
        )
    )
    return session.scalars(later.limit(1)).first() is not None


def latest_decision(session: Session, bank_change_id: int, kind: DecisionKind) -> Decision | None:
    """Return the last decision of a kind about a bank change."""
    return session.scalar(
        select(Decision)
        .where(Decision.bank_change_id == bank_change_id, Decision.kind == kind)
        .order_by(Decision.id.desc())
        .limit(1)
    )


def standing_of(
    session: Session,
    case: Case,
    change: BankChange,
    facts: BankChangeFacts,
    assessment: Assessment,
) -> Standing:
    """Put together what was read about a bank change, with the decisions on its warnings."""
    return Standing(
        case=case,
        change=change,
        facts=facts,
        assessment=assessment,
        decided=acknowledgements(session, change.id),
        rules=load_rules(session, case.company_id),
    )


def why_not_proposed(standing: Standing) -> UserError | None:
    """Return what stands in the way of a proposal, None where nothing does."""
    if standing.case.state is CaseState.CLOSED:
        return UserError("case.closed")
    if standing.change.state is not BankChangeState.OPEN:
        return UserError("bank_change.not_open")
    refusal = release_rules.why_not_proposed(standing.findings, standing.acknowledged)
    return None if refusal is None else _refused(standing, refusal)


def _refused(standing: Standing, refusal: Refusal) -> UserError:
    """Return the rule book's refusal with what it is about: number and codes of the findings."""
    if refusal in (Refusal.OWN_PROPOSAL, Refusal.SUBSTITUTE):
        return UserError(refusal)
    if refusal is Refusal.BLOCKER_OPEN:
        found = blockers(standing.findings)
    else:
        found = open_warnings(standing.findings, standing.acknowledged)
    return UserError(refusal, n=len(found), codes=_codes(found))


def _codes(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(finding.code.value for finding in findings)


def why_not_released(session: Session, standing: Standing, actor: Actor) -> UserError | None:
    """Return why this person cannot release the proposal, None where it is allowed.

    What the rule book allows is still refused where application, bank details or warnings are not
    those that were proposed.
    """
    change = standing.change
    if change.state is not BankChangeState.PROPOSED or change.proposed_by_id is None:
        return UserError("release.not_proposed")
    refusal = release_rules.why_not_released(
        standing.findings,
        standing.acknowledged,
        proposer_id=change.proposed_by_id,
        releaser_id=actor.staff_id,
        rules=standing.rules,
    )
    if refusal is not None and refusal is not Refusal.WARNING_OPEN:
        return _refused(standing, refusal)
    proposal = latest_proposal(session, change.id)
    changed = proposal is None or (proposal.data or {}).get("application") != fingerprint(
        standing.facts
    )
    # Every warning was decided on when it was proposed: one that is open came later.
    if changed or refusal is not None:
        undecided = open_warnings(standing.findings, standing.acknowledged)
        return UserError("release.changed", codes=_codes(undecided))
    return None


def latest_proposal(session: Session, bank_change_id: int) -> Decision | None:
    """Return the proposal a release would be about."""
    return latest_decision(session, bank_change_id, DecisionKind.PROPOSED)


def fingerprint(facts: BankChangeFacts) -> str:
    """Return a digest of what a release would put in force, and of what it would replace.

    It is kept with the proposal, so that a release is only of what was proposed.
    """
    current = None if facts.current is None else facts.current.bank_details_id
    mandate = None if facts.mandate is None else facts.mandate.mandate_id
    application = facts.application
    parts = (
        application.variant,
        application.iban,
        application.account_holder,
        application.holder_address,
        application.mandate,
        current,
        mandate,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def refuse(error: UserError | None) -> None:
    """Raise what stands in the way of an act, if anything does."""
    if error is not None:
        raise error


def why_not_returned(standing: Standing) -> UserError | None:
    """Return why a proposal cannot be returned to the clerk."""
    if standing.change.state is not BankChangeState.PROPOSED:
        return UserError("release.not_proposed")
    return None


def why_not_rejected(standing: Standing) -> UserError | None:
    """Return why an application cannot be rejected."""
    if standing.change.state not in UNDECIDED:
        return UserError("bank_change.decided")
    return None


def why_not_acknowledged(standing: Standing) -> UserError | None:
    """Return why no warning can be decided on."""
    if standing.change.state not in UNDECIDED:
        return UserError("bank_change.decided")
    return None


def action(error: UserError | None) -> ActionState:
    """Return an action that is possible, or the reason why not as a screen needs it."""
    if error is None:
        return POSSIBLE
    return ActionState(possible=False, reason=error.code, params=dict(error.params))
