"""Prepared replies of one case, their placeholders filled."""

import re
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.conversation.placeholders import gaps_in
from desktop.services.conversation.prepared_replies import replies_for, reply_template
from desktop.services.conversation.reply_values import Checked, ReplyFacts, reply_facts
from desktop.services.conversation.text_templates import (
    TextModuleKind,
    TextTemplate,
    fill_with_gaps,
    load_templates,
)
from desktop.services.damages.office import emergency_note, with_note
from desktop.services.staff.access import Actor, Permission

__all__ = ["TextModule", "TextModuleKind", "prepared", "rejection_modules", "text_modules"]

_ENDING = re.compile(r"\n\n(?:Freundliche|Mit freundlichen) Grüße\n.*\Z", re.DOTALL)
_OPENING = re.compile(r"\AGuten Tag[^\n]*,\n\n")


@dataclass(frozen=True, slots=True)
class TextModule:
    """One prepared reply, ready to be edited and sent.

    ``code`` goes back as ``SendMessage.template_code`` or ``Reject.reason_code``. ``missing`` lists
    what the tenant is asked for; ``waiting_until`` is set where sending lets the case wait.
    ``shortcut`` is what is typed after ``::``; ``closes``: it settles the matter. ``gaps`` stand in
    subject or text where a value is missing: with one of them nothing is sent.
    """

    code: str
    kind: TextModuleKind
    title: str
    subject: str
    text: str
    missing: tuple[str, ...] = ()
    waiting_until: date | None = None
    shortcut: str = ""
    closes: bool = False
    gaps: tuple[str, ...] = ()

    @property
    def passage(self) -> str:
        """The text without salutation and greetings, to stand within a letter."""
        return _ENDING.sub("", _OPENING.sub("", self.text))


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
    with context.database.read() as session:
        entry = reply_template(session, template_code)
        case = load_case(session, actor, Permission.READ_CASES, case_id)
        if entry is None or entry.company_id not in (None, case.company_id):
            raise UserError("template.unknown")
        facts = reply_facts(session, context, actor, case, needed=entry.placeholders())
        return _noted(module_of(entry, facts), emergency_note(session, context, case))


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
    if kind is TextModuleKind.REPLY:
        offered = replies_for(session, case)
    else:
        offered = tuple(
            entry
            for entry in load_templates().values()
            if entry.kind is kind and entry.fits(case.category.code)
        )
    needed = frozenset[str]().union(*(entry.placeholders() for entry in offered))
    facts = reply_facts(session, context, actor, case, known, needed=needed)
    note = emergency_note(session, context, case)
    return tuple(
        _noted(module_of(entry, facts), note)
        for entry in offered
        if entry.suits(facts.variant, facts.run_status)
    )


def _noted(module: TextModule, note: str) -> TextModule:
    """The reply with whom to call in an emergency, where the office is closed."""
    return replace(module, text=with_note(module.text, note))


def module_of(entry: TextTemplate, facts: ReplyFacts) -> TextModule:
    """Return a prepared text with the values of a case; what has none is a visible gap."""
    filled = fill_with_gaps(entry, facts.values)
    return TextModule(
        code=entry.code,
        kind=entry.kind,
        title=entry.title,
        subject=filled.subject,
        text=filled.text,
        missing=facts.missing if "missing_list" in entry.placeholders() else (),
        waiting_until=facts.waiting_until if entry.asks else None,
        shortcut=entry.shortcut,
        closes=entry.closes,
        gaps=gaps_in(f"{filled.subject}\n{filled.text}"),
    )
