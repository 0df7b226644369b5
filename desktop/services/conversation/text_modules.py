"""Prepared replies of one case, their placeholders filled."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import Checked, ReplyFacts, reply_facts
from desktop.services.conversation.text_templates import (
    TextModuleKind,
    TextTemplate,
    fill,
    load_templates,
)
from desktop.services.damages.office import emergency_note, with_note
from desktop.services.staff.access import Actor, Permission

__all__ = ["TextModule", "TextModuleKind", "prepared", "rejection_modules", "text_modules"]


@dataclass(frozen=True, slots=True)
class TextModule:
    """One prepared reply, ready to be edited and sent.

    ``code`` goes back as ``SendMessage.template_code`` or ``Reject.reason_code``. ``missing`` lists
    what the tenant is asked for; ``waiting_until`` is set where sending lets the case wait.
    """

    code: str
    kind: TextModuleKind
    title: str
    subject: str
    text: str
    missing: tuple[str, ...] = ()
    waiting_until: date | None = None


def text_modules(context: ServiceContext, actor: Actor, case_id: int) -> tuple[TextModule, ...]:
    """Return the prepared replies that fit the case, in the order they are offered.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    return _modules(context, actor, case_id, TextModuleKind.REPLY)


def rejection_modules(
    context: ServiceContext, actor: Actor, case_id: int
) -> tuple[TextModule, ...]:
    """Return the reasons for which a bank change can be rejected, each with its prepared reply.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    return _modules(context, actor, case_id, TextModuleKind.REJECTION)


def prepared(context: ServiceContext, actor: Actor, case_id: int, template_code: str) -> TextModule:
    """Return one prepared reply of a case by its code.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``template.unknown``.
    """
    entry = load_templates().get(template_code)
    if entry is None:
        raise UserError("template.unknown")
    with context.database.read() as session:
        case = load_case(session, actor, Permission.READ_CASES, case_id)
        module = _module(entry, reply_facts(session, context, actor, case))
        return _noted(module, emergency_note(session, context, case))


def _modules(
    context: ServiceContext, actor: Actor, case_id: int, kind: TextModuleKind
) -> tuple[TextModule, ...]:
    with context.database.read() as session:
        case = load_case(session, actor, Permission.READ_CASES, case_id)
        return filled_modules(session, context, actor, case, kind)


def filled_modules(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    kind: TextModuleKind,
    known: Checked | None = None,
) -> tuple[TextModule, ...]:
    """Return the prepared texts of one kind for a case that is loaded already."""
    facts = reply_facts(session, context, actor, case, known)
    note = emergency_note(session, context, case)
    return tuple(
        _noted(_module(entry, facts), note)
        for entry in load_templates().values()
        if entry.kind is kind
        and entry.fits(case.category.code)
        and entry.suits(facts.variant, facts.run_status)
    )


def _noted(module: TextModule, note: str) -> TextModule:
    """The reply with whom to call in an emergency, where the office is closed."""
    return replace(module, text=with_note(module.text, note))


def _module(entry: TextTemplate, facts: ReplyFacts) -> TextModule:
    filled = fill(entry, facts.values)
    return TextModule(
        code=entry.code,
        kind=entry.kind,
        title=entry.title,
        subject=filled.subject,
        text=filled.text,
        missing=facts.missing if "missing_list" in entry.placeholders() else (),
        waiting_until=facts.waiting_until if entry.asks else None,
    )
