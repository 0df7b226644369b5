"""Between whom all open cases of a person can be handed over, those nearest first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.team import Team, TeamMember
from desktop.services.cases.acting_view import TeamRef
from desktop.services.cases.assignment import list_teams
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.receivers import may_work_in


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with the open cases they have in the companies of who asks.

    ``may_get`` more: not whose access has ended, nor whose work is no longer that of cases.
    """

    staff_id: int
    name: str
    open_cases: int
    may_get: bool


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who can give and get, and the teams that can get."""

    people: tuple[Holder, ...]
    teams: tuple[TeamRef, ...]


def hand_over_choices(context: ServiceContext, actor: Actor) -> HandOver:
    """Return everybody who has open cases or can get them.

    First those who share a team with the person who asks, who comes last; among them those with
    cases first, then by name.

    Raises:
        UserError: ``access.denied`` for whoever leads no team.
    """
    require(actor, Permission.REASSIGN_ALL)
    with context.database.read() as session:
        cases, mates = _open_cases(session, actor), _mates(session, actor)
        able = set(session.scalars(select(Staff.id).where(*may_work_in(actor.company_ids))))
        rows = session.execute(
            select(Staff.id, Staff.name).where(Staff.id.in_(able | cases.keys()))
        ).all()
        people = sorted(
            (Holder(row.id, row.name, cases.get(row.id, 0), row.id in able) for row in rows),
            key=lambda one: (
                one.staff_id == actor.staff_id,
                one.staff_id not in mates,
                not one.open_cases,
                one.name,
                one.staff_id,
            ),
        )
    return HandOver(tuple(people), list_teams(context, actor))


def _open_cases(session: Session, actor: Actor) -> dict[int, int]:
    seen: list[ColumnElement[bool]] = [Case.is_open.is_(True), Case.assignee_id.is_not(None)]
    if actor.company_ids is not None:
        seen.append(Case.company_id.in_(actor.company_ids))
    rows = session.execute(
        select(Case.assignee_id, func.count()).where(*seen).group_by(Case.assignee_id)
    )
    return {staff_id: number for staff_id, number in rows.tuples() if staff_id is not None}


def _mates(session: Session, actor: Actor) -> set[int]:
    """Who is in an active team with the person."""
    own = select(TeamMember.team_id).where(TeamMember.staff_id == actor.staff_id)
    return set(
        session.scalars(
            select(TeamMember.staff_id)
            .join(Team, Team.id == TeamMember.team_id)
            .where(Team.active.is_(True), Team.id.in_(own))
        )
    )
