"""What can be chosen for many cases before anything is done: replies, categories, and a look."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.domain.kinds import DeliveryChannel
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.services.bulk.planning import Selection, ids_of, sets_of
from desktop.services.bulk.reply_texts import ReplyWriter, suits_many
from desktop.services.bulk.wishes import BulkPlan
from desktop.services.cases.loading import load_case
from desktop.services.cases.recategorise import categories_of
from desktop.services.context import ServiceContext
from desktop.services.conversation.prepared_replies import replies_for
from desktop.services.conversation.reply_ways import chosen_recipient
from desktop.services.conversation.text_templates import TextTemplate
from desktop.services.staff.access import Actor, Permission, in_reach, require


@dataclass(frozen=True, slots=True)
class OfferedReply:
    """A prepared reply that fits ``cases`` of those chosen, by company and category.

    ``closes``: it settles the matter. ``asks``: the cases wait for the answer.
    """

    code: str
    title: str
    cases: int
    closes: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class OfferedCategory:
    """A category of at least one company; ``code`` is the same in all of them."""

    code: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """What one case of a dry run is answered."""

    reference: str
    channel: DeliveryChannel
    recipient: str
    subject: str
    text: str


def offered_replies(
    context: ServiceContext, actor: Actor, selection: Selection, without: frozenset[int]
) -> tuple[OfferedReply, ...]:
    """Return the prepared replies for these cases, those that fit most of them first.

    Left out is what has to be typed for each case, and what speaks of a file that goes along.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    ids = ids_of(context, actor, selection, without)
    found: dict[str, tuple[TextTemplate, int]] = {}
    with context.database.read() as session:
        for sample, number in _kinds_of_cases(session, actor, ids).values():
            for entry in replies_for(session, session.get_one(Case, sample)):
                if suits_many(entry):
                    found[entry.code] = (entry, found.get(entry.code, (entry, 0))[1] + number)
    offered = [
        OfferedReply(entry.code, entry.title, number, entry.closes, entry.asks)
        for entry, number in found.values()
    ]
    return tuple(sorted(offered, key=lambda one: -one.cases))


def _kinds_of_cases(
    session: Session, actor: Actor, ids: Iterable[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """One case of each company and category, and how many there are."""
    kinds: dict[tuple[int, int], tuple[int, int]] = {}
    for part in sets_of(list(ids)):
        rows = session.execute(
            select(Case.company_id, Case.category_id, func.min(Case.id), func.count())
            .where(Case.id.in_(part))
            .group_by(Case.company_id, Case.category_id)
        ).tuples()
        for company_id, category_id, sample, number in rows:
            if in_reach(actor, company_id):
                kind = (company_id, category_id)
                first, known = kinds.get(kind, (sample, 0))
                kinds[kind] = (first, known + number)
    return kinds


def offered_categories(context: ServiceContext, actor: Actor) -> tuple[OfferedCategory, ...]:
    """Return the categories cases can be put into together, in their order.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    found: dict[str, OfferedCategory] = {}
    with context.database.read() as session:
        companies = select(Company.id).order_by(Company.id)
        if actor.company_ids is not None:
            companies = companies.where(Company.id.in_(actor.company_ids))
        for company_id in session.scalars(companies).all():
            for one in categories_of(session, company_id):
                if one.code != BANK_DETAILS:
                    found.setdefault(one.code, OfferedCategory(one.code, one.name, one.icon))
    return tuple(found.values())


def reply_preview(
    context: ServiceContext, actor: Actor, plan: BulkPlan, place: int
) -> ReplyPreview:
    """Return what the case at a place of a dry run would be sent now.

    Raises:
        UserError: ``access.denied``, ``case.not_found``, as ``ReplyWriter.write``,
            ``message.recipient_changed``.
    """
    if plan.reply is None:
        raise UserError("template.unknown")
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, plan.ids[place])
        written = ReplyWriter(session, context, actor, plan.reply.template).write(case)
        way = chosen_recipient(session, case, plan.reply.ways[case.id]).way
        return ReplyPreview(
            case.reference, way.channel, way.recipient, written.subject, written.text
        )
