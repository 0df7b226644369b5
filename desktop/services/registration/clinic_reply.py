"""The clinic's answer as a prepared reply: to be read, changed and sent as any other."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.errors import UserError
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.conversation.prepared_replies import replies_for
from desktop.services.conversation.reply_values import reply_facts
from desktop.services.conversation.text_modules import TextModule, module_of
from desktop.services.conversation.text_templates import TextTemplate, template
from desktop.services.registration.clinic_view import Examination
from desktop.services.staff.access import Actor, Permission

SETTLES = "registration_checked"
ASKS = "registration_question"
"""The replies that ship; one of the company's own with the same shortcut takes their place."""
_ANSWER = "answer"


def clinic_reply(
    context: ServiceContext, actor: Actor, case_id: int, examination: Examination
) -> TextModule:
    """Return the prepared reply with what the clinic found; where it asks, the case waits.

    An examination holds nothing that somebody typed, so a draft of its paragraphs does not either.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``clinic.nothing_to_tell``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        if not examination.told:
            raise UserError("clinic.nothing_to_tell")
        entry = _entry(replies_for(session, case), ASKS if examination.asks else SETTLES)
        facts = reply_facts(session, context, actor, case, needed=entry.placeholders())
        told = {**facts.values, _ANSWER: examination.telephone_text}
        return module_of(entry, replace(facts, values=told))


def _entry(offered: Sequence[TextTemplate], code: str) -> TextTemplate:
    """The company's own reply, if it has room for the answer."""
    shipped = template(code)
    own = (one for one in offered if one.shortcut == shipped.shortcut)
    return next((one for one in own if _ANSWER in one.placeholders()), shipped)
