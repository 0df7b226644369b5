"""Reports of one cause: which may belong together, and saying so.

A group is for the house alone: its cause and who else reported stand in no answer.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import one_line
from desktop.domain.emergency import EmergencyReason
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.same_cause import sounds_alike
from desktop.models.case import Case
from desktop.models.company import Staff
from desktop.models.tenancy import Tenancy, Unit
from desktop.models.work import CaseGroup
from desktop.services.audit import AuditAction, record
from desktop.services.cases.loading import load_case, lock_case, result_of, touch
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.damages.commands import GroupCases
from desktop.services.damages.fields import element_of
from desktop.services.damages.suggesting import is_damage
from desktop.services.damages.view import GroupView, RelatedCase
from desktop.services.inbox.reading import party_names
from desktop.services.staff.access import Actor, Permission, require
from desktop.texts.units import unit_text

SAME_CAUSE_DAYS = timedelta(days=14)
MOST_SUGGESTED = 200
"""A house has no more flats that report at once; who groups more does it twice."""
LONGEST_CAUSE = 200
_WITH_UNIT = joinedload(Case.tenancy).joinedload(Tenancy.unit)


def group_cases(context: ServiceContext, actor: Actor, command: GroupCases) -> ActionResult:
    """Put cases into the group of this one, which begins with it where there is none.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``group.nothing`` (no other case),
            ``group.unfit`` with ``case`` (another company or category, closed, or in another
            group), ``group.no_cause``.
    """
    others = sorted(set(command.other_ids) - {command.case_id})
    if not others:
        raise UserError("group.nothing")
    with context.database.write() as unit:
        # Locked in one order by everybody, so that two who group the same wait for each other.
        cases = {
            case_id: lock_case(unit, case_id) for case_id in sorted([command.case_id, *others])
        }
        lead = cases[command.case_id]
        for case in cases.values():
            require(actor, Permission.WORK_CASES, case.company_id)
        group = _group_of(unit, context, actor, lead, one_line(command.cause))
        for case in cases.values():
            if case.group_id == group.id:
                continue
            _check_fit(case, lead)
            _put(unit, context, actor, case, group)
        return result_of(unit, lead)


def _group_of(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, lead: Case, cause: str
) -> CaseGroup:
    if lead.group_id is not None:
        group = unit.session.get_one(CaseGroup, lead.group_id, with_for_update=True)
        if cause:
            group.cause = cause[:LONGEST_CAUSE]
        return group
    if not cause:
        raise UserError("group.no_cause")
    group = CaseGroup(
        company_id=lead.company_id,
        cause=cause[:LONGEST_CAUSE],
        staff_id=actor.person_id,
        created_at=context.clock.now(),
    )
    unit.session.add(group)
    unit.session.flush()
    return group


def _check_fit(case: Case, lead: Case) -> None:
    fits = (
        case.is_open
        and case.group_id is None
        and case.company_id == lead.company_id
        and case.category_id == lead.category_id
        and is_damage(case.category)
    )
    if not fits:
        raise UserError("group.unfit", case=case.reference)


def _put(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case, group: CaseGroup
) -> None:
    case.group_id = group.id
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_GROUPED,
        "cases",
        case.id,
        case.company_id,
        {"reference": case.reference, "group": group.id},
    )


def ungroup_case(context: ServiceContext, actor: Actor, case_id: int) -> ActionResult:
    """Take a case out of its group; one that would stay alone is no group either.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``group.none``.
    """
    with context.database.write() as unit:
        case = load_case(unit.session, actor, Permission.WORK_CASES, case_id)
        group_id = case.group_id
        if group_id is None:
            raise UserError("group.none")
        # Locked in one order by everybody: of two who leave, the second sees who is left.
        of_group = select(Case.id).where(Case.group_id == group_id).order_by(Case.id)
        locked = [lock_case(unit, member) for member in unit.session.scalars(of_group).all()]
        members = [member for member in locked if member.group_id == group_id]
        if case not in members:
            raise UserError("group.none")
        for member in [case] if len(members) > 2 else members:
            _take_out(unit, context, actor, member)
        return result_of(unit, case)


def _take_out(unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case) -> None:
    group_id, case.group_id = case.group_id, None
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_UNGROUPED,
        "cases",
        case.id,
        case.company_id,
        {"reference": case.reference, "group": group_id},
    )


def group_view(session: Session, case: Case) -> GroupView | None:
    """Return the group of a case with all its cases, this one included; None without one."""
    if case.group_id is None:
        return None
    group = session.get_one(CaseGroup, case.group_id)
    author = session.scalar(select(Staff.name).where(Staff.id == group.staff_id))
    members = session.scalars(
        select(Case)
        .options(_WITH_UNIT)
        .where(Case.group_id == group.id)
        .order_by(Case.received_at, Case.id)
    ).all()
    return GroupView(
        group_id=group.id,
        cause=group.cause,
        created_by=author or "",
        created_at=group.created_at,
        settled_at=group.settled_at,
        members=_related(session, members),
    )


def similar_cases(session: Session, context: ServiceContext, case: Case) -> tuple[RelatedCase, ...]:
    """Return the open reports that may have the cause of this one, the latest first.

    They are of the same house, company and category, came not long ago and are in no group. Those
    that sound like the same cause are marked ``alike``.
    """
    if case.tenancy is None or not is_damage(case.category):
        return ()
    neighbours = (
        select(Tenancy.id)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .where(Unit.property_id == case.tenancy.unit.property_id)
    )
    found = session.scalars(
        select(Case)
        .options(_WITH_UNIT)
        .where(
            Case.id != case.id,
            Case.tenancy_id.in_(neighbours),
            Case.company_id == case.company_id,
            Case.category_id == case.category_id,
            Case.is_open.is_(True),
            Case.group_id.is_(None),
            Case.received_on > context.clock.today() - SAME_CAUSE_DAYS,
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(MOST_SUGGESTED)
    ).all()
    return tuple(
        replace(view, alike=_alike(case, other))
        for view, other in zip(_related(session, found), found, strict=True)
    )


def _alike(case: Case, other: Case) -> bool:
    """Whether the same emergency was read in both, or what is broken has the same name."""
    reason = case.suggestion_reason
    if reason not in ("", EmergencyReason.REPORTED) and reason == other.suggestion_reason:
        return True
    return sounds_alike(
        f"{case.subject} {element_of(case.fields)}", f"{other.subject} {element_of(other.fields)}"
    )


def _related(session: Session, cases: Iterable[Case]) -> tuple[RelatedCase, ...]:
    found = list(cases)
    names = party_names(session, {case.tenancy_id for case in found if case.tenancy_id})
    return tuple(
        RelatedCase(
            case_id=case.id,
            version=case.version,
            reference=case.reference,
            received_on=case.received_on,
            subject=mask_ibans(case.subject),
            state=case.state,
            is_open=case.is_open,
            tenant_name=next(iter(names.get(case.tenancy_id or 0, ())), ""),
            unit_text=_unit(case),
        )
        for case in found
    )


def _unit(case: Case) -> str:
    if case.tenancy is None:
        return ""
    unit = case.tenancy.unit
    return unit_text(unit.kind, unit.number, unit.floor, unit.position)
