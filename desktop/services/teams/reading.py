"""Teams and rules as the administration shows them, and who would get a case."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.domain.routing import CaseFacts, Outcome, Rule
from desktop.domain.text_match import search_key
from desktop.models.case import Case
from desktop.models.company import Category, Company, Staff, StaffCompany
from desktop.models.team import RoutingRule, Team, TeamMember
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require, roles_with
from desktop.services.teams.commands import Question
from desktop.services.teams.houses import houses_of
from desktop.services.teams.routing import outcome_for, route
from desktop.services.teams.view import (
    CategoryOption,
    Member,
    PersonOption,
    RoutingBook,
    RuleView,
    TeamView,
    WhoGets,
)

__all__ = ["routing_book", "who_gets_case", "who_would_get"]


def routing_book(context: ServiceContext, actor: Actor) -> RoutingBook:
    """Return teams, rules and what they are made of, of the person's companies.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_TEAMS)
    with context.database.read() as session:
        people = _people(session, actor)
        rules = session.scalars(
            select(RoutingRule).where(*_within(actor, RoutingRule.company_id))
        ).all()
        return RoutingBook(
            teams=_teams(session, actor),
            rules=_in_order(_views(session, rules)),
            categories=_categories(session, actor),
            people=people,
        )


def who_would_get(context: ServiceContext, actor: Actor, question: Question) -> WhoGets:
    """Return who would get such a case now, and by which rule.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_TEAMS, question.company_id)
    facts = CaseFacts(question.company_id, question.category_id, question.property_id)
    with context.database.read() as session:
        return _answer(session, outcome_for(session, facts))


def who_gets_case(context: ServiceContext, actor: Actor, case_id: int) -> WhoGets:
    """Return who would get this case if it came now, whoever has it.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.READ_CASES, case_id)
        return _answer(session, route(session, case))


def _within(
    actor: Actor, column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> list[ColumnElement[bool]]:
    """Conditions that leave what belongs to the person's companies, and what to every company."""
    if actor.company_ids is None:
        return []
    return [or_(column.is_(None), column.in_(actor.company_ids))]


def _answer(session: Session, outcome: Outcome) -> WhoGets:
    named: list[Rule] = [*([outcome.rule] if outcome.rule else []), *outcome.passed_over]
    rows = session.scalars(
        select(RoutingRule).where(RoutingRule.id.in_([rule.rule_id for rule in named]))
    ).all()
    views = {view.rule_id: view for view in _views(session, rows)}
    rule = None if outcome.rule is None else views[outcome.rule.rule_id]
    return WhoGets(
        team="" if rule is None else rule.team,
        person=rule.person if rule is not None and outcome.staff_id is not None else "",
        rule=rule,
        absent=rule.person if rule is not None and outcome.absent_id is not None else "",
        passed_over=tuple(views[one.rule_id] for one in outcome.passed_over),
    )


def _teams(session: Session, actor: Actor) -> tuple[TeamView, ...]:
    tags = _tags(session)
    members = defaultdict(list)
    for row in session.execute(
        select(TeamMember.team_id, Staff.id, Staff.name, Staff.active, Staff.role)
        .join(Staff, Staff.id == TeamMember.staff_id)
        .order_by(Staff.name, Staff.id)
    ):
        counts = row.active and row.role in roles_with(Permission.WORK_CASES)
        members[row.team_id].append(Member(row.id, row.name, counts))
    cases = dict(
        session.execute(
            select(Case.team_id, func.count())
            .where(Case.is_open.is_(True), Case.team_id.is_not(None))
            .group_by(Case.team_id)
        )
        .tuples()
        .all()
    )
    rows = session.scalars(select(Team).where(*_within(actor, Team.company_id)))
    teams = [
        TeamView(
            team_id=team.id,
            version=team.version,
            company_id=team.company_id,
            company_tag="" if team.company_id is None else tags[team.company_id],
            name=team.name,
            active=team.active,
            members=tuple(members[team.id]),
            open_cases=cases.get(team.id, 0),
        )
        for team in rows
    ]
    return tuple(
        sorted(teams, key=lambda team: (not team.active, search_key(team.name), team.team_id))
    )


def _views(session: Session, rules: Collection[RoutingRule]) -> list[RuleView]:
    tags = _tags(session)
    houses = houses_of(
        session, {rule.property_id for rule in rules if rule.property_id is not None}
    )
    categories = dict(
        session.execute(
            select(Category.id, Category.name).where(
                Category.id.in_({rule.category_id for rule in rules})
            )
        )
        .tuples()
        .all()
    )
    teams = {
        team.id: team
        for team in session.scalars(
            select(Team).where(Team.id.in_({rule.team_id for rule in rules}))
        )
    }
    people = {
        staff.id: staff
        for staff in session.scalars(
            select(Staff).where(Staff.id.in_({rule.staff_id for rule in rules}))
        )
    }
    members = _counting(session, teams)
    return [
        RuleView(
            rule_id=rule.id,
            version=rule.version,
            company_id=rule.company_id,
            company_tag=tags[rule.company_id],
            category_id=rule.category_id,
            category="" if rule.category_id is None else categories[rule.category_id],
            property_id=rule.property_id,
            house="" if rule.property_id is None else houses[rule.property_id],
            team_id=rule.team_id,
            team=teams[rule.team_id].name,
            team_counts=teams[rule.team_id].active,
            staff_id=rule.staff_id,
            person="" if rule.staff_id is None else people[rule.staff_id].name,
            person_counts=(rule.team_id, rule.staff_id, rule.company_id) in members,
        )
        for rule in rules
    ]


def _counting(session: Session, teams: Collection[int]) -> set[tuple[int, int | None, int]]:
    """Who counts in which team for which company."""
    rows = session.execute(
        select(TeamMember.team_id, TeamMember.staff_id, StaffCompany.company_id)
        .join(Staff, Staff.id == TeamMember.staff_id)
        .join(StaffCompany, StaffCompany.staff_id == Staff.id)
        .where(
            TeamMember.team_id.in_(teams),
            Staff.active.is_(True),
            Staff.role.in_(roles_with(Permission.WORK_CASES)),
        )
    )
    return {(row.team_id, row.staff_id, row.company_id) for row in rows}


def _in_order(rules: Collection[RuleView]) -> tuple[RuleView, ...]:
    """By company, the stronger ones first, and by name among those that are alike."""
    return tuple(
        sorted(
            rules,
            key=lambda rule: (
                rule.company_tag,
                rule.property_id is None,
                rule.category_id is None,
                rule.house,
                search_key(rule.category),
            ),
        )
    )


def _categories(session: Session, actor: Actor) -> tuple[CategoryOption, ...]:
    rows = session.execute(
        select(Category.id, Category.company_id, Category.name)
        .where(*_within(actor, Category.company_id))
        .order_by(Category.position, Category.id)
    )
    return tuple(CategoryOption(*row) for row in rows)


def _people(session: Session, actor: Actor) -> tuple[PersonOption, ...]:
    reach = defaultdict(set)
    for row in session.execute(select(StaffCompany.staff_id, StaffCompany.company_id)):
        if actor.company_ids is None or row.company_id in actor.company_ids:
            reach[row.staff_id].add(row.company_id)
    rows = session.execute(
        select(Staff.id, Staff.name)
        .where(Staff.active.is_(True), Staff.role.in_(roles_with(Permission.WORK_CASES)))
        .order_by(Staff.name, Staff.id)
    )
    return tuple(
        PersonOption(row.id, row.name, frozenset(reach[row.id])) for row in rows if reach[row.id]
    )


def _tags(session: Session) -> dict[int, str]:
    return dict(session.execute(select(Company.id, Company.short_name)).tuples().all())
