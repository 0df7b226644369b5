"""A prepared reply for many cases: filled for each with its own values, or not sent to it.

The text is that of the dry run, and so is each recipient; the values are those of the moment it is
written. What has a gap, fits another category or reaches nobody is left out with its reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from desktop.domain.errors import UserError
from desktop.models.case import Case
from desktop.models.tenancy import Tenancy, Unit
from desktop.services.cases.loading import refuse_merged
from desktop.services.cases.view import ReplyWay
from desktop.services.context import ServiceContext
from desktop.services.conversation.placeholders import PLACEHOLDERS, require_no_gap
from desktop.services.conversation.prepared_replies import replies_for, reply_template
from desktop.services.conversation.reply_values import reply_facts
from desktop.services.conversation.reply_ways import usual_recipient
from desktop.services.conversation.text_modules import module_of
from desktop.services.conversation.text_templates import TextModuleKind, TextTemplate
from desktop.services.damages.office import emergency_note, with_note
from desktop.services.staff.access import Actor

NOT_FITTING = "bulk.reply_not_fitting"
_ENCLOSES = re.compile(
    r"\b(?:als Anlage zu|anbei|beigefügt|beiliegend|lieg(?:t|en) (?:\w+ ){0,2}bei)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class WrittenReply:
    """What one case is answered, and by which way; ``waiting_until`` where the reply asks."""

    way: ReplyWay
    subject: str
    text: str
    waiting_until: date | None


def suits_many(entry: TextTemplate) -> bool:
    """Whether a reply can go to many as it is: nothing to be typed, nothing enclosed."""
    if any(PLACEHOLDERS[name].by_hand for name in entry.placeholders()):
        return False
    return _ENCLOSES.search(f"{entry.title}\n{entry.text}") is None


def template_for_many(session: Session, code: str) -> TextTemplate:
    """Return the prepared reply of a code.

    Raises:
        UserError: ``template.unknown``, ``bulk.reply_by_hand``.
    """
    entry = reply_template(session, code)
    if entry is None or entry.kind is not TextModuleKind.REPLY:
        raise UserError("template.unknown")
    if not suits_many(entry):
        raise UserError("bulk.reply_by_hand")
    return entry


class ReplyWriter:
    """Fills one prepared reply for one case after the other, for one person."""

    def __init__(
        self, session: Session, context: ServiceContext, actor: Actor, entry: TextTemplate
    ) -> None:
        """``entry`` is what all are answered."""
        self._session = session
        self._context = context
        self._actor = actor
        self._entry = entry
        self._offered: dict[tuple[int, int], bool] = {}

    def load(self, case_ids: Sequence[int]) -> Sequence[Case]:
        """Return cases with what every reply names, in the order of their keys."""
        home = joinedload(Case.tenancy).joinedload(Tenancy.unit).joinedload(Unit.property)
        return self._session.scalars(
            select(Case)
            .where(Case.id.in_(case_ids))
            .options(joinedload(Case.company), joinedload(Case.category), home)
            .order_by(Case.id)
        ).all()

    def write(self, case: Case) -> WrittenReply:
        """Return what the case is answered.

        Raises:
            UserError: ``case.merged``, ``bulk.reply_not_fitting``, ``message.gap`` with ``gap``,
                ``message.no_recipient``.
        """
        refuse_merged(case)
        if not self._is_offered(case):
            raise UserError(NOT_FITTING)
        needed = self._entry.placeholders()
        facts = reply_facts(self._session, self._context, self._actor, case, needed=needed)
        if not self._entry.suits(facts.variant, facts.run_status):
            raise UserError(NOT_FITTING)
        module = module_of(self._entry, facts)
        text = with_note(module.text, emergency_note(self._session, self._context, case))
        require_no_gap(module.subject, text)
        way = usual_recipient(self._session, case).way
        return WrittenReply(way, module.subject, text, module.waiting_until)

    def _is_offered(self, case: Case) -> bool:
        """Whether a single case of its company and category is offered this reply."""
        key = (case.company_id, case.category_id)
        if key not in self._offered:
            codes = {entry.code for entry in replies_for(self._session, case)}
            self._offered[key] = self._entry.code in codes
        return self._offered[key]
