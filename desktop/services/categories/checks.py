"""A line of the check list is ticked off in a case, or its tick is taken back."""

from sqlalchemy.orm import Session

from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.form import CaseCheck, CategoryCheck
from desktop.services.audit import AuditAction, record
from desktop.services.cases.actions import begin_review
from desktop.services.cases.changes import refuse_overlap
from desktop.services.cases.loading import lock_case, result_of, touch
from desktop.services.cases.view import ActionResult
from desktop.services.categories.commands import TickCheck
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require

__all__ = ["tick_check"]


def tick_check(context: ServiceContext, actor: Actor, command: TickCheck) -> ActionResult:
    """Tick a line off with name and time, or take the tick back; a new case is in review then.

    What is so already stays as it is: who ticked first keeps the line, and nobody is refused for
    having wanted the same.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``case.closed``, ``check.gone`` (not of
            this category any more), ``conflict.changed`` (this line, meanwhile).
    """
    with context.database.write() as unit:
        case = lock_case(unit, command.case_id)
        require(actor, Permission.WORK_CASES, case.company_id)
        if case.state is CaseState.CLOSED:
            raise UserError("case.closed")
        _require_line(unit.session, case, command)
        ticked = unit.session.get(CaseCheck, (case.id, command.check_id))
        if (ticked is not None) is command.done:
            return result_of(unit, case)
        if case.version != command.expected_version:
            touches = {f"{Fact.CHECKS}.{command.check_id}"}
            refuse_overlap(unit.session, case, command.expected_version, touches)
        if ticked is None:
            unit.session.add(
                CaseCheck(
                    case_id=case.id,
                    check_id=command.check_id,
                    staff_id=actor.person_id,
                    at=context.clock.now(),
                )
            )
        else:
            unit.session.delete(ticked)
        begin_review(unit, context, case)
        touch(unit, context, actor, case)
        record(
            unit,
            context,
            actor,
            AuditAction.CHECK_TICKED if command.done else AuditAction.CHECK_UNTICKED,
            "cases",
            case.id,
            case.company_id,
            {"reference": case.reference, "check_id": command.check_id},
        )
        return result_of(unit, case)


def _require_line(session: Session, case: Case, command: TickCheck) -> None:
    """A line can be ticked while it is on the list; the tick of a former one can be taken back."""
    line = session.get(CategoryCheck, command.check_id)
    if line is None or line.category_id != case.category_id or (line.retired and command.done):
        raise UserError("check.gone")
