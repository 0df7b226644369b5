"""An administrator makes teams and changes them. A team that ends leaves its cases to the rules."""

from sqlalchemy import select
from sqlalchemy.orm import Session, attributes

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.portal_json import is_storable
from desktop.domain.text_match import search_key
from desktop.models.company import Staff
from desktop.models.team import Team, TeamMember
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.receivers import may_work_in
from desktop.services.teams.commands import SaveTeam
from desktop.services.teams.leaving import leave_team

__all__ = ["LONGEST_NAME", "put_team", "save_team"]

LONGEST_NAME = 60


def save_team(context: ServiceContext, actor: Actor, command: SaveTeam) -> int:
    """Make a team, or give one that is there its name, its members and whether it is active.

    Open cases of a team that ends go to the team of the next rule, or to no team; who works on one
    keeps it. They do not come back if the team does. Returns the team's key.

    Raises:
        UserError: ``access.denied``, ``team.gone``, ``team.changed`` (by somebody else meanwhile),
            ``team.name_missing``, ``team.name_too_long``, ``team.name_taken``,
            ``team.member_unknown``, ``team.holds_iban``, ``text.not_storable``.
    """
    with context.database.write() as unit:
        # One administrator after the other: a name is free only until somebody takes it.
        unit.session.execute(select(Team.id).with_for_update()).all()
        return put_team(unit, context, actor, command)


def put_team(unit: UnitOfWork, context: ServiceContext, actor: Actor, command: SaveTeam) -> int:
    """Make or change a team in the caller's transaction; raises as ``save_team``."""
    if command.team_id is None:
        return _add(unit, context, actor, command)
    return _change(unit, context, actor, command)


def _add(unit: UnitOfWork, context: ServiceContext, actor: Actor, command: SaveTeam) -> int:
    require(actor, Permission.ADMINISTER, command.company_id)
    session = unit.session
    name = _name(session, command, None)
    team = Team(
        company_id=command.company_id, name=name, name_key=search_key(name), active=command.active
    )
    _set_members(session, actor, team, command)
    session.add(team)
    session.flush()
    _noted(unit, context, actor, team, AuditAction.TEAM_CREATED, ["name", "members"])
    return team.id


def _change(unit: UnitOfWork, context: ServiceContext, actor: Actor, command: SaveTeam) -> int:
    session = unit.session
    team = session.get(Team, command.team_id)
    if team is None:
        raise UserError("team.gone")
    require(actor, Permission.ADMINISTER, team.company_id)
    if team.version != command.expected_version:
        raise UserError("team.changed", name=team.name)
    name = _name(session, command, team)
    changed = []
    if name != team.name:
        team.name, team.name_key = name, search_key(name)
        changed.append("name")
    if _set_members(session, actor, team, command):
        changed.append("members")
    ends = team.active and not command.active
    if team.active != command.active:
        team.active = command.active
        changed.append("active")
    if changed:
        attributes.flag_modified(team, "name")
        session.flush()
        _noted(unit, context, actor, team, AuditAction.TEAM_CHANGED, changed)
    if ends:
        leave_team(unit, context, actor, team)
    return team.id


def _name(session: Session, command: SaveTeam, team: Team | None) -> str:
    name = one_line(command.name)
    if not name:
        raise UserError("team.name_missing")
    if not is_storable(name):
        raise UserError("text.not_storable")
    if len(name) > LONGEST_NAME:
        raise UserError("team.name_too_long", most=LONGEST_NAME)
    if mask_ibans(name) != name:
        raise UserError("team.holds_iban")
    taken = select(Team.id).where(Team.name_key == search_key(name), Team.active.is_(True))
    if team is not None:
        taken = taken.where(Team.id != team.id)
    if command.active and session.scalar(taken.limit(1)) is not None:
        raise UserError("team.name_taken", name=name)
    return name


def _set_members(session: Session, actor: Actor, team: Team, command: SaveTeam) -> bool:
    """Whether the members are others now; only who works on cases of the team can be added."""
    known = {member.staff_id for member in team.members}
    added = command.member_ids - known
    if added - _who_can(session, actor, team.company_id):
        raise UserError("team.member_unknown")
    if command.member_ids == known:
        return False
    team.members = [one for one in team.members if one.staff_id in command.member_ids] + [
        TeamMember(staff_id=staff_id) for staff_id in sorted(added)
    ]
    return True


def _who_can(session: Session, actor: Actor, company_id: int | None) -> set[int]:
    companies = actor.company_ids if company_id is None else (company_id,)
    return set(session.scalars(select(Staff.id).where(*may_work_in(companies))))


def _noted(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    team: Team,
    action: AuditAction,
    changed: list[str],
) -> None:
    record(
        unit,
        context,
        actor,
        action,
        "teams",
        team.id,
        team.company_id,
        {
            "name": team.name,
            "active": team.active,
            "members": sorted(member.staff_id for member in team.members),
            "changed": changed,
        },
    )
    unit.changed(ChangeKind.TEAM, team.id)
