"""Cases that belong together: a person says so, and can take it back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.errors import UserError
from desktop.domain.kinds import LinkKind
from desktop.models.case import Case, CaseLink
from desktop.services.audit import AuditAction, record
from desktop.services.cases.commands import LinkCases, UnlinkCases
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission

UNLINKED_BY_PEOPLE = frozenset({LinkKind.RELATED})
"""What a person said; that one case came of another, or names it, is a fact."""


def link_cases(context: ServiceContext, actor: Actor, command: LinkCases) -> None:
    """Say that two cases of one company belong together; both stay as they are.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``link.itself``, ``link.other_company``,
            ``link.already``.
    """
    with context.database.write() as unit:
        case, other = _both(unit.session, actor, command.case_id, command.other_case_id)
        if case.company_id != other.company_id:
            raise UserError("link.other_company")
        if _link(unit.session, case.id, other.id) is not None:
            raise UserError("link.already", reference=other.reference)
        put_link(unit, context, actor, case, other, LinkKind.RELATED)


def put_link(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    other: Case,
    kind: LinkKind,
) -> None:
    """Link two cases that are not linked; both pages show it."""
    younger, older = (case, other) if case.id > other.id else (other, case)
    unit.session.add(CaseLink(case_id=younger.id, other_case_id=older.id, kind=kind))
    _tell(unit, context, actor, AuditAction.CASE_LINKED, case, other)


def unlink_cases(context: ServiceContext, actor: Actor, command: UnlinkCases) -> None:
    """Take back what a person said; links of the program stay.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``link.none``, ``link.of_program``.
    """
    with context.database.write() as unit:
        case, other = _both(unit.session, actor, command.case_id, command.other_case_id)
        link = _link(unit.session, case.id, other.id)
        if link is None:
            raise UserError("link.none")
        if link.kind not in UNLINKED_BY_PEOPLE:
            raise UserError("link.of_program")
        unit.session.delete(link)
        _tell(unit, context, actor, AuditAction.CASE_UNLINKED, case, other)


def are_linked(session: Session, case_id: int, other_id: int) -> bool:
    """Whether two cases are linked already, for whatever reason."""
    return _link(session, case_id, other_id) is not None


def _both(session: Session, actor: Actor, case_id: int, other_id: int) -> tuple[Case, Case]:
    if case_id == other_id:
        raise UserError("link.itself")
    case = load_case(session, actor, Permission.WORK_CASES, case_id)
    return case, load_case(session, actor, Permission.WORK_CASES, other_id)


def _link(session: Session, case_id: int, other_id: int) -> CaseLink | None:
    return session.scalar(
        select(CaseLink).where(
            CaseLink.case_id.in_((case_id, other_id)),
            CaseLink.other_case_id.in_((case_id, other_id)),
        )
    )


def _tell(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    case: Case,
    other: Case,
) -> None:
    for one, two in ((case, other), (other, case)):
        record(
            unit,
            context,
            actor,
            action,
            "cases",
            one.id,
            one.company_id,
            {"other_case_id": two.id, "other": two.reference},
        )
        unit.changed(ChangeKind.CASE, one.id)
