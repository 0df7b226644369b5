"""An administrator says who gets which cases; one rule for one combination."""

from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.errors import UserError
from desktop.models.company import Category, Company, Staff
from desktop.models.team import RoutingRule, Team, TeamMember
from desktop.models.tenancy import Property
from desktop.services.audit import AuditAction, DetailValue, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.receivers import may_work
from desktop.services.teams.commands import RemoveRule, SaveRule

__all__ = ["put_rule", "remove_rule", "save_rule"]


def save_rule(context: ServiceContext, actor: Actor, command: SaveRule) -> int:
    """Make the rule of a combination, or give the one that is there another team or person.

    Cases that are there stay where they are. Returns the rule's key.

    Raises:
        UserError: ``access.denied``, ``rule.changed`` (by somebody else meanwhile),
            ``rule.team_gone``, ``rule.person_gone``, ``rule.category_gone``, ``rule.house_gone``.
    """
    with context.database.write() as unit:
        return put_rule(unit, context, actor, command)


def put_rule(unit: UnitOfWork, context: ServiceContext, actor: Actor, command: SaveRule) -> int:
    """Make or change a rule in the caller's transaction; raises as ``save_rule``."""
    require(actor, Permission.ADMINISTER, command.company_id)
    session = unit.session
    _one_after_the_other(session, command.company_id)
    _check(session, command)
    rule = session.scalar(
        select(RoutingRule).where(
            RoutingRule.company_id == command.company_id,
            RoutingRule.category_id.is_not_distinct_from(command.category_id),
            RoutingRule.property_id.is_not_distinct_from(command.property_id),
        )
    )
    if (0 if rule is None else rule.version) != command.expected_version:
        raise UserError("rule.changed")
    if rule is None:
        rule = RoutingRule(
            company_id=command.company_id,
            category_id=command.category_id,
            property_id=command.property_id,
            position=0,
        )
        session.add(rule)
    rule.team_id, rule.staff_id = command.team_id, command.staff_id
    session.flush()
    _noted(unit, context, actor, AuditAction.RULE_SAVED, rule)
    return rule.id


def remove_rule(context: ServiceContext, actor: Actor, command: RemoveRule) -> SaveRule:
    """Take a rule away; what it said stands in the log. Returns what brings it back.

    Raises:
        UserError: ``access.denied``, ``rule.changed`` (changed or gone meanwhile).
    """
    with context.database.write() as unit:
        rule = unit.session.get(RoutingRule, command.rule_id, with_for_update=True)
        if rule is None:
            raise UserError("rule.changed")
        require(actor, Permission.ADMINISTER, rule.company_id)
        if rule.version != command.expected_version:
            raise UserError("rule.changed")
        _noted(unit, context, actor, AuditAction.RULE_REMOVED, rule)
        unit.session.delete(rule)
        return SaveRule(
            company_id=rule.company_id,
            category_id=rule.category_id,
            property_id=rule.property_id,
            team_id=rule.team_id,
            staff_id=rule.staff_id,
        )


def _one_after_the_other(session: Session, company_id: int) -> None:
    """Two rules for one combination would be made by two people at once otherwise."""
    if session.get(Company, company_id, with_for_update={"key_share": True}) is None:
        raise UserError("access.denied")


def _check(session: Session, command: SaveRule) -> None:
    team = session.scalar(
        select(Team.id).where(
            Team.id == command.team_id,
            Team.active.is_(True),
            or_(Team.company_id.is_(None), Team.company_id == command.company_id),
        )
    )
    if team is None:
        raise UserError("rule.team_gone")
    if command.category_id is not None:
        category = session.get(Category, command.category_id)
        if category is None or category.company_id not in (None, command.company_id):
            raise UserError("rule.category_gone")
    if command.property_id is not None:
        house = session.get(Property, command.property_id)
        if house is None or house.company_id != command.company_id:
            raise UserError("rule.house_gone")
    if command.staff_id is not None:
        _check_person(session, command)


def _check_person(session: Session, command: SaveRule) -> None:
    counts = (
        select(Staff.id)
        .join(TeamMember, TeamMember.staff_id == Staff.id)
        .where(
            Staff.id == command.staff_id,
            TeamMember.team_id == command.team_id,
            *may_work(command.company_id),
        )
    )
    if session.scalar(counts) is None:
        raise UserError("rule.person_gone")


def _noted(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, action: AuditAction, rule: RoutingRule
) -> None:
    record(
        unit,
        context,
        actor,
        action,
        "routing_rules",
        rule.id,
        rule.company_id,
        cast(
            "dict[str, DetailValue]",
            {
                "category_id": rule.category_id,
                "property_id": rule.property_id,
                "team_id": rule.team_id,
                "staff_id": rule.staff_id,
            },
        ),
    )
    unit.changed(ChangeKind.TEAM, rule.team_id)
