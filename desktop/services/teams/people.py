"""Who works here, as an administrator sees it, and what would become of somebody's cases."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.kinds import Role
from desktop.domain.routing import CaseFacts
from desktop.models.case import Case
from desktop.models.company import Company, Staff, StaffCompany
from desktop.models.team import Team, TeamMember
from desktop.models.tenancy import Tenancy, Unit
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.teams.leaving import administered
from desktop.services.teams.routing import outcome_for

__all__ = ["Destination", "LeavingPlan", "PersonView", "leaving_plan", "list_staff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person; ``companies`` and ``teams`` are names in order, teams only those that are active.

    ``is_self`` is the one who asks: nobody ends their own access. ``once_until`` (UTC) is set while
    a password that an administrator made waits to be used.
    """

    staff_id: int
    version: int
    login: str
    name: str
    initials: str
    role: Role
    company_ids: frozenset[int]
    companies: tuple[str, ...]
    teams: tuple[str, ...]
    active: bool
    once_until: datetime | None
    open_cases: int
    is_self: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """Where some of the cases would go; ``team`` "" is nobody. ``stay`` are there already."""

    team: str
    cases: int
    stay: int


@dataclass(frozen=True, slots=True)
class LeavingPlan:
    """What deactivating somebody would do with the open cases now; the largest part first."""

    staff_id: int
    cases: int
    destinations: tuple[Destination, ...]


def list_staff(context: ServiceContext, actor: Actor) -> tuple[PersonView, ...]:
    """Return the people of the administrator's companies, the active ones first, by name.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.ADMINISTER)
    query = select(Staff).order_by(Staff.active.desc(), Staff.name, Staff.id)
    if actor.company_ids is not None:
        theirs = select(StaffCompany.staff_id).where(StaffCompany.company_id.in_(actor.company_ids))
        query = query.where(Staff.id.in_(theirs))
    with context.database.read() as session:
        companies, teams, cases = _companies(session), _teams(session), _open_cases(session)
        return tuple(
            PersonView(
                staff_id=one.id,
                version=one.version,
                login=one.login,
                name=one.name,
                initials=one.initials,
                role=one.role,
                company_ids=frozenset(key for key, _ in companies[one.id]),
                companies=tuple(name for _, name in companies[one.id]),
                teams=tuple(teams[one.id]),
                active=one.active,
                once_until=one.once_until,
                open_cases=cases[one.id],
                is_self=one.id == actor.staff_id,
            )
            for one in session.scalars(query)
        )


def leaving_plan(context: ServiceContext, actor: Actor, staff_id: int) -> LeavingPlan:
    """Return how many open cases of a person would go where, by the rules of now.

    Raises:
        UserError: ``access.denied``, ``staff.gone``.
    """
    require(actor, Permission.ADMINISTER)
    with context.database.read() as session:
        administered(actor, session.get(Staff, staff_id))
        names = dict(session.execute(select(Team.id, Team.name)).tuples().all())
        active = set(session.scalars(select(Team.id).where(Team.active.is_(True))))
        goes: Counter[int | None] = Counter()
        stays: Counter[int | None] = Counter()
        rows = session.execute(
            select(
                Case.team_id,
                Case.company_id,
                Case.category_id,
                Unit.property_id,
                func.count().label("n"),
            )
            .outerjoin(Tenancy, Tenancy.id == Case.tenancy_id)
            .outerjoin(Unit, Unit.id == Tenancy.unit_id)
            .where(Case.assignee_id == staff_id, Case.is_open.is_(True))
            .group_by(Case.team_id, Case.company_id, Case.category_id, Unit.property_id)
        )
        for row in rows:
            team_id = row.team_id
            if team_id in active:
                stays[team_id] += row.n
            else:
                facts = CaseFacts(row.company_id, row.category_id, row.property_id)
                team_id = outcome_for(session, facts).team_id
            goes[team_id] += row.n
    destinations = [
        Destination("" if team_id is None else names[team_id], cases, stays[team_id])
        for team_id, cases in goes.items()
    ]
    destinations.sort(key=lambda one: (-one.cases, one.team))
    return LeavingPlan(staff_id, goes.total(), tuple(destinations))


def _companies(session: Session) -> dict[int, list[tuple[int, str]]]:
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for staff_id, company_id, name in session.execute(
        select(StaffCompany.staff_id, Company.id, Company.short_name)
        .join(Company, Company.id == StaffCompany.company_id)
        .order_by(Company.short_name, Company.id)
    ).tuples():
        found[staff_id].append((company_id, name))
    return found


def _teams(session: Session) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for staff_id, name in session.execute(
        select(TeamMember.staff_id, Team.name)
        .join(Team, Team.id == TeamMember.team_id)
        .where(Team.active.is_(True))
        .order_by(Team.name, Team.id)
    ).tuples():
        found[staff_id].append(name)
    return found


def _open_cases(session: Session) -> Counter[int | None]:
    rows = session.execute(
        select(Case.assignee_id, func.count())
        .where(Case.is_open.is_(True), Case.assignee_id.is_not(None))
        .group_by(Case.assignee_id)
    )
    return Counter(dict(rows.tuples().all()))
