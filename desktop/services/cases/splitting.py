"""A second matter in one message becomes a case of its own; the first one keeps the message too."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.blank_text import one_line
from desktop.domain.case_facts import Fact
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import Direction, LinkKind
from desktop.domain.portal_fields import BANK_DETAILS
from desktop.models.case import Case, Message
from desktop.services.audit import AuditAction, record
from desktop.services.cases.commands import SplitCase
from desktop.services.cases.creation import NewAttachment, NewCase, create_case
from desktop.services.cases.family import family_of
from desktop.services.cases.links import are_linked, put_link
from desktop.services.cases.loading import (
    load_case,
    load_to_work,
    result_of,
    touch,
)
from desktop.services.cases.recategorise import (
    CategoryChoice,
    bank_fields_in,
    categories_of,
    promise_from,
)
from desktop.services.cases.view import ActionResult, ActionState
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission
from desktop.services.teams.routing import Owner

LONGEST_TITLE = 80


def split_choices(
    context: ServiceContext, actor: Actor, case_id: int, message_id: int
) -> tuple[CategoryChoice, ...]:
    """Return the categories a new case can have, each with the promise it would have.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``split.no_message``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        message = _message(session, case, message_id)
        return tuple(
            CategoryChoice(
                category_id=category.id,
                code=category.code,
                name=category.name,
                icon=category.icon,
                due_on=promise_from(session, context, case.company_id, category, message.at),
                action=(
                    ActionState(possible=False, reason="category.needs_contract")
                    if category.code == BANK_DETAILS and case.tenancy_id is None
                    else ActionState(possible=True)
                ),
            )
            for category in categories_of(session, case.company_id)
        )


@dataclass(frozen=True, slots=True)
class SplitMessage:
    """A message of the tenant as it is offered; ``title`` is its subject or how it begins."""

    message_id: int
    title: str
    author: str
    at: datetime


def split_messages(context: ServiceContext, actor: Actor, case_id: int) -> tuple[SplitMessage, ...]:
    """Return what the tenant wrote in a case and those merged into it, the newest first.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        rows = session.execute(
            select(Message.id, Message.subject, Message.text, Message.correspondent, Message.at)
            .where(
                Message.case_id.in_(family_of(session, case.id)),
                Message.direction == Direction.INCOMING,
            )
            .order_by(Message.at.desc(), Message.id.desc())
        ).all()
    return tuple(
        SplitMessage(
            message_id=row.id,
            title=mask_ibans(row.subject or one_line(row.text))[:LONGEST_TITLE],
            author=row.correspondent,
            at=row.at,
        )
        for row in rows
    )


def _message(session: Session, case: Case, message_id: int) -> Message:
    """The message of the tenant that a new case can begin with."""
    message = session.scalar(
        select(Message).where(
            Message.id == message_id,
            Message.case_id.in_(family_of(session, case.id)),
            Message.direction == Direction.INCOMING,
        )
    )
    if message is None:
        raise UserError("split.no_message")
    return message


def split_case(context: ServiceContext, actor: Actor, command: SplitCase) -> ActionResult:
    """Begin a new case with a message of the tenant and its files, linked to the one it came in.

    The promise counts from the message. Nothing is taken from the first case. A tenant of the
    portal is told of the new matter as of any other.

    Returns:
        The new case.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``conflict.changed``,
            ``split.no_message``, ``category.gone``, ``category.needs_contract``.
    """
    with context.database.write() as unit:
        case = load_to_work(unit, actor, command, touches=frozenset({Fact.MERGED}))
        message = _message(unit.session, case, command.message_id)
        wanted = {one.id: one for one in categories_of(unit.session, case.company_id)}
        category = wanted.get(command.category_id)
        if category is None:
            raise UserError("category.gone")
        is_bank = category.code == BANK_DETAILS
        if is_bank and case.tenancy_id is None:
            raise UserError("category.needs_contract")
        made = create_case(
            unit,
            context,
            NewCase(
                company_id=case.company_id,
                category_id=category.id,
                tenancy_id=case.tenancy_id,
                channel=message.channel,
                received_at=message.at,
                correspondent=message.correspondent,
                subject=one_line(command.subject) or message.subject or case.subject,
                text=message.text,
                fields=message.fields,
                bank=bank_fields_in(message.fields) if is_bank else None,
                portal_account_id=case.portal_account_id,
                attachments=tuple(
                    NewAttachment(
                        name=one.name,
                        media_type=one.media_type,
                        size=one.size,
                        sha256=one.sha256,
                    )
                    for one in message.attachments
                ),
                source=message.source,
                event_id=message.event_id,
                owner=Owner(case.assignee_id, case.team_id),
            ),
            actor,
        )
        if not are_linked(unit.session, made.id, case.id):
            put_link(unit, context, actor, made, case, LinkKind.SPLIT)
        touch(unit, context, actor, case)
        record(
            unit,
            context,
            actor,
            AuditAction.CASE_SPLIT,
            "cases",
            case.id,
            case.company_id,
            {"message_id": message.id, "into": made.reference, "subject": mask_ibans(made.subject)},
        )
        return result_of(unit, made)
