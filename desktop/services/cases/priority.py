"""How pressing a case is: said by a person, or suggested by the program and decided by a person."""

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.case_facts import Fact
from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.work import Priority
from desktop.models.case import Case
from desktop.services.audit import AuditAction, record
from desktop.services.cases.commands import DismissSuggestion, SetPriority
from desktop.services.cases.loading import load_for_change, result_of, touch
from desktop.services.cases.view import ActionResult
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission

_PRIORITY = frozenset({Fact.PRIORITY})


def set_priority(context: ServiceContext, actor: Actor, command: SetPriority) -> ActionResult:
    """Say how pressing an open case is; a suggestion is decided with it.

    An urgent case counts as due today until it is done.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``.
    """
    with context.database.write() as unit:
        case = _load(unit, actor, command.case_id, command.expected_version)
        put_priority(unit, context, actor, case, command.priority)
        return result_of(unit, case)


def put_priority(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, case: Case, priority: Priority
) -> None:
    """Give a locked case its priority; nothing happens where it has it and nothing is suggested."""
    if case.priority is priority and case.suggested_priority is None:
        return
    former = case.priority
    case.priority = priority
    _forget_suggestion(case)
    touch(unit, context, actor, case)
    record(
        unit,
        context,
        actor,
        AuditAction.CASE_PRIORITISED,
        "cases",
        case.id,
        case.company_id,
        {"before": former.value, "priority": priority.value},
    )


def dismiss_suggestion(
    context: ServiceContext, actor: Actor, command: DismissSuggestion
) -> ActionResult:
    """Leave the priority as it is: what the program read from the text does not apply.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``, ``case.closed``,
            ``priority.no_suggestion``.
    """
    with context.database.write() as unit:
        case = _load(unit, actor, command.case_id, command.expected_version)
        suggested, reason = case.suggested_priority, case.suggestion_reason
        if suggested is None:
            raise UserError("priority.no_suggestion")
        _forget_suggestion(case)
        touch(unit, context, actor, case)
        record(
            unit,
            context,
            actor,
            AuditAction.SUGGESTION_DISMISSED,
            "cases",
            case.id,
            case.company_id,
            {"suggested": suggested.value, "reason": reason},
        )
        return result_of(unit, case)


def _forget_suggestion(case: Case) -> None:
    case.suggested_priority = None
    case.suggestion_reason = ""


def _load(unit: UnitOfWork, actor: Actor, case_id: int, expected_version: int) -> Case:
    case = load_for_change(
        unit, actor, Permission.WORK_CASES, case_id, expected_version, touches=_PRIORITY
    )
    if case.state is CaseState.CLOSED:
        raise UserError("case.closed")
    return case
