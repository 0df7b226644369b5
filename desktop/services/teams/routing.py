"""The rules at work: who gets a case that is made, and one whose category is changed.

What a person decided stands: rules speak where nobody has.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.case_status import CaseState
from desktop.domain.routing import CaseFacts, Outcome, Rule, decide
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.team import RoutingRule, Team, TeamMember
from desktop.models.tenancy import Tenancy, Unit
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.notices.telling import tell_of_assignment
from desktop.services.staff.access import SYSTEM
from desktop.services.staff.receivers import held_person, may_work

__all__ = [
    "Owner",
    "assignment_details",
    "facts_of_case",
    "give_new",
    "outcome_for",
    "route",
    "route_again",
    "rules_for",
]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a new case is because somebody said so; a team nobody named is that of the rule."""

    staff_id: int | None = None
    team_id: int | None = None


def facts_of_case(session: Session, case: Case) -> CaseFacts:
    """Return what the rules go by; the property is that of the contract."""
    property_id = None
    if case.tenancy_id is not None:
        property_id = session.scalar(
            select(Unit.property_id)
            .join(Tenancy, Tenancy.unit_id == Unit.id)
            .where(Tenancy.id == case.tenancy_id)
        )
    return CaseFacts(case.company_id, case.category_id, property_id)


def rules_for(session: Session, facts: CaseFacts) -> list[Rule]:
    """Return the rules that can speak of such a case."""
    rows = session.scalars(
        select(RoutingRule).where(
            RoutingRule.company_id == facts.company_id,
            or_(RoutingRule.category_id.is_(None), RoutingRule.category_id == facts.category_id),
            or_(RoutingRule.property_id.is_(None), RoutingRule.property_id == facts.property_id),
        )
    )
    return [
        Rule(
            rule_id=row.id,
            company_id=row.company_id,
            category_id=row.category_id,
            property_id=row.property_id,
            team_id=row.team_id,
            staff_id=row.staff_id,
        )
        for row in rows
    ]


def outcome_for(session: Session, facts: CaseFacts) -> Outcome:
    """Return who would get such a case now, and why."""
    rules = rules_for(session, facts)
    if not rules:
        return Outcome()
    teams = {rule.team_id for rule in rules}
    return decide(
        rules,
        facts,
        teams=_active_teams(session, facts.company_id, teams),
        members=_members(session, facts.company_id, teams),
    )


def route(session: Session, case: Case) -> Outcome:
    """Return who would get this case if it came now."""
    return outcome_for(session, facts_of_case(session, case))


def give_new(
    unit: UnitOfWork, context: ServiceContext, case: Case, owner: Owner | None = None
) -> None:
    """Give a case that was just made to its team and its person, who is told by the bell.

    ``owner`` is who has it already, whatever the rules say.
    """
    chosen = owner if owner is not None and (owner.staff_id or owner.team_id) else None
    outcome = _held(unit.session, route(unit.session, case))
    if chosen is not None:
        case.assignee_id = chosen.staff_id
        case.team_id = chosen.team_id or outcome.team_id
        unit.session.flush()
        return
    if outcome.team_id is None:
        return
    _give(unit, context, case, outcome)
    if case.assignee_id is not None:
        tell_of_assignment(unit, context, case)


def route_again(unit: UnitOfWork, context: ServiceContext, case: Case, before: Outcome) -> None:
    """Give a case to whom the rules name now that its category is another one.

    ``before`` is what they said until then. A person who was chosen or has begun with it keeps the
    case, and so does a team that somebody chose. The caller has locked the case and marks it.
    """
    by_rule = case.assignee_id == before.staff_id and case.state is CaseState.NEW
    if case.assignee_id is not None and not by_rule:
        return
    if case.team_id not in (None, before.team_id):
        return
    unit.session.flush()
    outcome = _held(unit.session, route(unit.session, case))
    if (case.team_id, case.assignee_id) != (outcome.team_id, outcome.staff_id):
        _give(unit, context, case, outcome)


def assignment_details(
    session: Session, staff_id: int | None, team_id: int | None
) -> dict[str, DetailValue]:
    """Return what the log says of an assignment; ``receiver`` is what the timeline shows."""
    staff = None if staff_id is None else session.get_one(Staff, staff_id)
    team = None if team_id is None else session.get_one(Team, team_id)
    receiver = staff.name if staff is not None else team.name if team is not None else ""
    return {
        "assignee": None if staff is None else staff.login,
        "team": team_id,
        "receiver": receiver,
    }


def _give(unit: UnitOfWork, context: ServiceContext, case: Case, outcome: Outcome) -> None:
    session = unit.session
    case.assignee_id, case.team_id = outcome.staff_id, outcome.team_id
    session.flush()
    details = assignment_details(session, outcome.staff_id, outcome.team_id)
    if outcome.rule is not None:
        details["rule"] = outcome.rule.rule_id
    record(
        unit,
        context,
        SYSTEM,
        AuditAction.CASE_ASSIGNED,
        "cases",
        case.id,
        case.company_id,
        details,
    )


def _held(session: Session, outcome: Outcome) -> Outcome:
    """The outcome, its person held until the commit; to the team where the person ends just now."""
    if outcome.staff_id is None:
        return outcome
    person = held_person(session, outcome.staff_id)
    if person is not None and person.active:
        return outcome
    return Outcome(
        team_id=outcome.team_id,
        rule=outcome.rule,
        absent_id=outcome.staff_id,
        passed_over=outcome.passed_over,
    )


def _active_teams(session: Session, company_id: int, teams: Collection[int]) -> frozenset[int]:
    return frozenset(
        session.scalars(
            select(Team.id).where(
                Team.id.in_(teams),
                Team.active.is_(True),
                or_(Team.company_id.is_(None), Team.company_id == company_id),
            )
        )
    )


def _members(
    session: Session, company_id: int, teams: Collection[int]
) -> frozenset[tuple[int, int]]:
    rows = session.execute(
        select(TeamMember.team_id, TeamMember.staff_id)
        .join(Staff, Staff.id == TeamMember.staff_id)
        .where(TeamMember.team_id.in_(teams), *may_work(company_id))
    )
    return frozenset((row.team_id, row.staff_id) for row in rows)
