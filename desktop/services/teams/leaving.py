"""What somebody leaves behind: open cases go to the team, and whoever leads it is told once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.errors import UserError
from desktop.domain.kinds import Role
from desktop.models.case import Case
from desktop.models.company import Staff, StaffCompany
from desktop.models.team import Team, TeamMember
from desktop.services.audit import AuditAction, record
from desktop.services.cases.changes import remember
from desktop.services.cases.loading import touch
from desktop.services.context import ServiceContext
from desktop.services.notices.telling import tell_of_leaving
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.teams.commands import ActivateStaff, DeactivateStaff
from desktop.services.teams.routing import assignment_details, route

__all__ = ["activate_staff", "administered", "deactivate_staff", "held", "leave_team"]


def deactivate_staff(context: ServiceContext, actor: Actor, command: DeactivateStaff) -> int:
    """End a person's work: no sign-in any more, and the open cases are nobody's or their team's.

    A case that stands in an active team stays there; any other goes to the team of the rule, or to
    nobody. One notice tells each person who leads such a team, or else the company's leads. Returns
    how many cases there were; a second time changes nothing and returns 0.

    Raises:
        UserError: ``access.denied``, ``staff.gone``, ``staff.yourself``.
    """
    require(actor, Permission.ADMINISTER)
    with context.database.write() as unit:
        session = unit.session
        own = Case.assignee_id == command.staff_id
        _locked(session, own)
        # Held against whoever gives them a case at this moment; then all cases are seen.
        staff = held(session, actor, command.staff_id)
        if staff.id == actor.staff_id:
            raise UserError("staff.yourself")
        if not staff.active:
            return 0
        staff.active = False
        session.flush()
        left = _locked(session, own)
        for case in left:
            _leave(unit, context, actor, case)
        _tell_leads(unit, context, staff, left)
        record(
            unit,
            context,
            actor,
            AuditAction.STAFF_DEACTIVATED,
            "staff",
            staff.id,
            None,
            {"login": staff.login, "cases": len(left)},
        )
        unit.changed(ChangeKind.STAFF, staff.id)
        return len(left)


def activate_staff(context: ServiceContext, actor: Actor, command: ActivateStaff) -> None:
    """Let a person sign in and get cases again; those that were left do not come back.

    Raises:
        UserError: ``access.denied``, ``staff.gone``.
    """
    require(actor, Permission.ADMINISTER)
    with context.database.write() as unit:
        staff = held(unit.session, actor, command.staff_id)
        if staff.active:
            return
        staff.active = True
        record(
            unit,
            context,
            actor,
            AuditAction.STAFF_ACTIVATED,
            "staff",
            staff.id,
            None,
            {"login": staff.login},
        )
        unit.changed(ChangeKind.STAFF, staff.id)


def leave_team(unit: UnitOfWork, context: ServiceContext, actor: Actor, team: Team) -> None:
    """Give the open cases of a team that has just ended to the team of the next rule, or to none.

    Who works on one keeps it.
    """
    for case in _locked(unit.session, Case.team_id == team.id):
        case.team_id = route(unit.session, case).team_id
        _noted(unit, context, actor, case)


def held(session: Session, actor: Actor, staff_id: int) -> Staff:
    """Return a person held until the commit, together with whoever changes them.

    Two administrators who take each other's rights at once would leave nobody to administer. Both
    rows are held in the order of their ids: the second one waits, and has no right any more.

    Raises:
        UserError: as ``administered``; ``access.denied`` where the actor, whatever held at the
            sign-in, is switched off by now or no administrator.
    """
    rows = {
        one: session.get(
            Staff,
            one,
            # Who acts may go on writing rows that name them.
            with_for_update={"key_share": one != staff_id},
            populate_existing=True,
        )
        for one in sorted({staff_id} if actor.staff_id is None else {staff_id, actor.staff_id})
    }
    if actor.staff_id is not None:
        now = rows[actor.staff_id]
        if now is None or not now.active:
            raise UserError("access.denied")
        require(replace(actor, role=now.role), Permission.ADMINISTER)
    return administered(actor, rows[staff_id])


def administered(actor: Actor, staff: Staff | None) -> Staff:
    """Return the person if there is one whom the actor administers in each of their companies.

    Raises:
        UserError: ``staff.gone``, ``access.denied``.
    """
    if staff is None:
        raise UserError("staff.gone")
    for link in staff.companies:
        require(actor, Permission.ADMINISTER, link.company_id)
    return staff


def _locked(session: Session, which: ColumnElement[bool]) -> Sequence[Case]:
    """Return open cases locked, those that press most first."""
    return session.scalars(
        select(Case)
        .where(which, Case.is_open.is_(True))
        .order_by(Case.act_by, Case.id)
        .with_for_update(key_share=True)
    ).all()


def _leave(unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case) -> None:
    session = unit.session
    remember(unit, case)
    case.assignee_id = None
    team = None if case.team_id is None else session.get(Team, case.team_id)
    if team is None or not team.active:
        case.team_id = route(session, case).team_id
    _noted(unit, context, actor, case)


def _noted(unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case) -> None:
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_ASSIGNED,
        "cases",
        case.id,
        case.company_id,
        assignment_details(unit.session, case.assignee_id, case.team_id),
    )


def _tell_leads(
    unit: UnitOfWork, context: ServiceContext, staff: Staff, left: Iterable[Case]
) -> None:
    told: set[int] = set()
    for case in left:
        for lead_id in _leads(unit.session, case) - told:
            told.add(lead_id)
            tell_of_leaving(unit, context, case, lead_id, staff)


def _leads(session: Session, case: Case) -> set[int]:
    """Who leads the team of a case; where nobody does, the leads of its company."""
    leads = (
        select(Staff.id)
        .join(StaffCompany, StaffCompany.staff_id == Staff.id)
        .where(
            Staff.active.is_(True),
            Staff.role == Role.LEAD,
            StaffCompany.company_id == case.company_id,
        )
    )
    members = select(TeamMember.staff_id).where(TeamMember.team_id == case.team_id)
    of_team = set(session.scalars(leads.where(Staff.id.in_(members))))
    return of_team or set(session.scalars(leads))
