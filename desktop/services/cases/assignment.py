"""Who works on a case: given to a person or a team, handed over with a note, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.blank_text import is_blank
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.kinds import DraftKind, UndoKind
from desktop.domain.notices import NoticeKind
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.exchange import UndoEntry
from desktop.models.personal import Notice
from desktop.models.team import Team
from desktop.services.audit import AuditAction, record
from desktop.services.cases.acting_view import TeamRef
from desktop.services.cases.loading import (
    load_case,
    load_to_work,
    result_of,
    touch,
)
from desktop.services.cases.notes import put_note
from desktop.services.cases.undo_offers import offer, undo_until
from desktop.services.cases.view import ActionResult, PersonRef
from desktop.services.context import ServiceContext
from desktop.services.conversation.drafts import remove_draft
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.receivers import held_person, may_work, may_work_in

if TYPE_CHECKING:
    from desktop.services.cases.commands import AssignCase

_OWNERS = frozenset({Fact.ASSIGNEE, Fact.TEAM})


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who a case can be given to, each by name: people who may work on it, and teams."""

    people: tuple[PersonRef, ...]
    teams: tuple[TeamRef, ...]


def receivers(context: ServiceContext, actor: Actor, case_id: int) -> Receivers:
    """Return who the case can be given to: nobody who is inactive or has no right to the company.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        people = session.execute(
            select(Staff.id, Staff.name, Staff.initials)
            .where(*may_work(case.company_id))
            .order_by(Staff.name, Staff.id)
        )
        teams = session.execute(
            select(Team.id, Team.name)
            .where(Team.active.is_(True), _of_company(case.company_id))
            .order_by(Team.name, Team.id)
        )
        return Receivers(
            tuple(PersonRef(*row) for row in people), tuple(TeamRef(*row) for row in teams)
        )


def all_receivers(context: ServiceContext, actor: Actor) -> Receivers:
    """Return who some case of the person's companies can be given to, for acts on many.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    people = select(Staff.id, Staff.name, Staff.initials).where(*may_work_in(actor.company_ids))
    with context.database.read() as session:
        rows = session.execute(people.order_by(Staff.name, Staff.id)).all()
    return Receivers(tuple(PersonRef(*row) for row in rows), list_teams(context, actor))


def list_teams(context: ServiceContext, actor: Actor) -> tuple[TeamRef, ...]:
    """Return the active teams of the person's companies, by name.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    query = select(Team.id, Team.name).where(Team.active.is_(True))
    if actor.company_ids is not None:
        query = query.where(or_(Team.company_id.is_(None), Team.company_id.in_(actor.company_ids)))
    with context.database.read() as session:
        rows = session.execute(query.order_by(Team.name, Team.id))
        return tuple(TeamRef(*row) for row in rows)


def _of_company(company_id: int) -> ColumnElement[bool]:
    return or_(Team.company_id.is_(None), Team.company_id == company_id)


def assign(context: ServiceContext, actor: Actor, command: AssignCase) -> ActionResult:
    """Give the case to a person or a team, with a note for them if there is one.

    A new case stays new until somebody begins with it. What the former owner was writing stays, and
    is offered to the new one. The note stays in the case even where the assignment is taken back.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``,
            ``assign.nobody``, ``assign.inactive``, ``assign.no_right``, ``assign.no_team``,
            ``assign.already``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=_OWNERS)
        if case.state is CaseState.CLOSED:
            raise UserError("case.closed")
        before = _owners(case)
        put_assigned(unit, context, actor, case, staff_id=command.staff_id, team_id=command.team_id)
        if before == _owners(case):
            raise UserError("assign.already")
        if not is_blank(command.note):
            put_note(unit, context, actor, case, command.note.strip())
            remove_draft(unit, actor, case.id, DraftKind.NOTE, command.draft)
        if command.staff_id == actor.staff_id:
            return result_of(unit, case)
        undo = offer(
            unit,
            context,
            actor,
            kind=UndoKind.ASSIGNMENT,
            case=case,
            until=undo_until(unit.session, context, case, UndoKind.ASSIGNMENT),
            data={"before": before, "after": _owners(case)},
        )
        return result_of(unit, case, undo)


def put_assigned(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    *,
    staff_id: int | None,
    team_id: int | None,
) -> None:
    """Give a locked case to whom it may be given; raises as ``assign``.

    Who gets it is told by the bell, unless it is the one who acts.
    """
    session = unit.session
    if staff_id is None and team_id is None:
        raise UserError("assign.nobody")
    login, receiver = None, ""
    if team_id is not None:
        receiver = _check_team(session, case, team_id)
        case.team_id = team_id
    if staff_id is not None:
        login, receiver = _check_person(session, case, staff_id)
    case.assignee_id = staff_id
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_ASSIGNED,
        "cases",
        case.id,
        case.company_id,
        {"assignee": login, "team": team_id, "receiver": receiver},
    )


def _check_person(session: Session, case: Case, staff_id: int) -> tuple[str, str]:
    staff = held_person(session, staff_id)
    if staff is None or not staff.active:
        raise UserError("assign.inactive", name="" if staff is None else staff.name)
    allowed = select(Staff.id).where(Staff.id == staff_id, *may_work(case.company_id))
    if session.scalar(allowed) is None:
        raise UserError("assign.no_right", name=staff.name)
    return staff.login, staff.name


def _check_team(session: Session, case: Case, team_id: int) -> str:
    # Held, as a person is: a team that ends in this moment leaves its cases to the rules.
    fitting = (
        select(Team.name)
        .where(Team.id == team_id, Team.active.is_(True), _of_company(case.company_id))
        .with_for_update(read=True, key_share=True)
    )
    name = session.scalar(fitting)
    if name is None:
        raise UserError("assign.no_team")
    return name


def undo_assignment(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, entry: UndoEntry
) -> Case:
    """Give the case back to who had it; the notice of it is no news any more.

    Raises:
        UserError: ``undo.too_late`` where somebody took it or gave it on meanwhile.
    """
    case = unit.session.get_one(Case, entry.case_id)
    if _owners(case) != entry.data["after"] or case.state is CaseState.CLOSED:
        raise UserError("undo.too_late")
    before: Mapping[str, Any] = entry.data["before"]
    receiver = case.assignee_id
    case.assignee_id, case.team_id = before["staff"], before["team"]
    touch(unit, context, actor, case)
    if receiver is not None:
        unit.session.execute(
            update(Notice)
            .where(
                Notice.case_id == case.id,
                Notice.staff_id == receiver,
                Notice.kind == NoticeKind.ASSIGNED,
                Notice.at >= entry.created_at,
                Notice.read_at.is_(None),
            )
            .values(read_at=context.clock.now())
        )
        unit.changed(ChangeKind.NOTICE, receiver)
    return case


def _owners(case: Case) -> dict[str, int | None]:
    return {"staff": case.assignee_id, "team": case.team_id}
