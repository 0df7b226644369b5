"""Make a case of what arrived: the one way in for portal, desk and demo data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import ChangeKind, UnitOfWork
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import BY_PORTAL, BankChangeState, CaseState, Channel
from desktop.domain.company_rules import RULES_VERSION
from desktop.domain.deadlines import Deadlines, compute_deadlines, promise_due_on
from desktop.domain.file_names import short_name
from desktop.domain.holder import AddressPart
from desktop.domain.iban import normalise_iban
from desktop.domain.kinds import Direction, LinkKind
from desktop.domain.portal_fields import BankFields, MandateFields
from desktop.domain.work import Priority
from desktop.models.bank import OF_CASE, BankChange
from desktop.models.case import Attachment, Case, CaseLink, Message
from desktop.models.company import Category, Company
from desktop.services.audit import AuditAction, AuditEntry, record_all
from desktop.services.bank_changes.checks import is_complete, recheck
from desktop.services.context import ServiceContext
from desktop.services.damages.suggesting import note_emergency
from desktop.services.delivery.outgoing_events import queue_request_received
from desktop.services.numbering import case_reference, next_mandate_reference
from desktop.services.staff.access import SYSTEM, Actor
from desktop.services.staff.company_settings import load_calendar, load_rules
from desktop.services.teams.routing import Owner, give_new

OTHER_PROMISE_WORKDAYS = 10
"""Werktage of a category that has no promise of its own (rule book, section 2)."""
SUBJECT_LENGTH = 200
_BANK_KEYS = frozenset({"iban", "account_holder", "holder_address", "mandate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttachment:
    """A file of the first message; its bytes lie in the document store already."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What is known when a case is made. ``received_at`` is UTC.

    ``bank`` is set for the category of bank changes (which needs a tenancy) and only there;
    ``fields`` are those of any other category. ``correspondent`` is the name of who wrote. An empty
    ``subject`` becomes the category's name. ``referenced_case_id`` is a case the tenant named.
    ``owner`` is whose the case is already; without one the rules of routing say it.
    """

    company_id: int
    category_id: int
    tenancy_id: int | None
    channel: Channel
    received_at: datetime
    correspondent: str
    subject: str = ""
    text: str = ""
    fields: Mapping[str, Any] | None = None
    bank: BankFields | None = None
    portal_account_id: int | None = None
    attachments: tuple[NewAttachment, ...] = ()
    source: str | None = None
    event_id: str | None = None
    referenced_case_id: int | None = None
    owner: Owner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """What a tenant wrote. ``at`` is UTC; ``fields`` as they came beside the text."""

    channel: Channel
    at: datetime
    correspondent: str
    subject: str = ""
    text: str = ""
    fields: Mapping[str, Any] | None = None
    attachments: tuple[NewAttachment, ...] = ()
    source: str | None = None
    event_id: str | None = None


def create_case(
    unit: UnitOfWork, context: ServiceContext, new: NewCase, actor: Actor = SYSTEM
) -> Case:
    """Make the case with its first message, deadlines, first check, links, team and receipt.

    The receipt (``request.received``) goes to the portal without undo time, for what came by portal
    or app. Everything is part of the caller's transaction.

    Raises:
        ValueError: a bank change without tenancy, or a receipt no deadline can be counted from.
    """
    session = unit.session
    category = session.get_one(Category, new.category_id)
    company = session.get_one(Company, new.company_id)
    received_on = berlin_day(new.received_at)
    deadlines = _deadlines(unit, context, new)
    due_on = (
        promise_of(unit.session, new.company_id, category, received_on)
        if deadlines is None
        else deadlines.due_on
    )
    subject, text = _fitting(new.subject or category.name, new.text)
    case = Case(
        reference=case_reference(unit, received_on.year),
        company=company,
        category=category,
        tenancy_id=new.tenancy_id,
        portal_account_id=new.portal_account_id,
        channel=new.channel,
        state=CaseState.NEW,
        is_open=True,
        priority=Priority.NORMAL,
        subject=subject,
        fields=_kept_fields(new),
        source=new.source,
        event_id=new.event_id,
        received_at=new.received_at,
        received_on=received_on,
        completed_at=new.received_at if deadlines is None else None,
        due_on=due_on,
        act_by=due_on if deadlines is None else act_by_at_receipt(deadlines),
        rules_version=RULES_VERSION,
        waiting_reason="",
        close_reason="",
        updated_at=context.clock.now(),
    )
    note_emergency(case, subject=subject, text=text, fields=new.fields, on=received_on)
    session.add(case)
    session.flush()
    add_incoming_message(
        unit,
        case,
        IncomingMessage(
            channel=new.channel,
            at=new.received_at,
            correspondent=new.correspondent,
            subject=subject,
            text=text,
            attachments=new.attachments,
            source=new.source,
            event_id=new.event_id,
        ),
    )
    audit = [_audit(AuditAction.CASE_CREATED, "cases", case.id, case)]
    if new.bank is not None and deadlines is not None:
        change = add_bank_change(unit, context, case, new, deadlines)
        audit.append(_audit(AuditAction.BANK_CHANGE_CREATED, "bank_changes", change.id, case))
    audit += [
        _audit(AuditAction.CASE_LINKED, "cases", case.id, case, other_case_id=other)
        for other in _add_links(unit, case, new)
    ]
    record_all(unit, context, actor, audit)
    give_new(unit, context, case, new.owner)
    queue_request_received(unit, context, case=case)
    unit.changed(ChangeKind.CASE, case.id)
    return case


def add_incoming_message(unit: UnitOfWork, case: Case, incoming: IncomingMessage) -> Message:
    """Add what the tenant wrote to a case, with its attachments."""
    subject, text = _fitting(incoming.subject, incoming.text)
    message = Message(
        case_id=case.id,
        direction=Direction.INCOMING,
        channel=incoming.channel,
        correspondent=incoming.correspondent[:160],
        subject=subject,
        text=text,
        fields=dict(incoming.fields) if incoming.fields else None,
        at=incoming.at,
        source=incoming.source,
        event_id=incoming.event_id,
        attachments=[
            Attachment(
                name=short_name(one.name),
                media_type=one.media_type[:120],
                size=one.size,
                sha256=one.sha256,
            )
            for one in incoming.attachments
        ],
    )
    unit.session.add(message)
    unit.session.flush()
    return message


def _fitting(subject: str, text: str) -> tuple[str, str]:
    """A subject of one line that fits, and the text, which begins with the one that does not."""
    line = " ".join(subject.split())
    if len(line) <= SUBJECT_LENGTH:
        return line, text
    return f"{line[: SUBJECT_LENGTH - 1]}…", f"{subject}\n\n{text}"


def _kept_fields(new: NewCase) -> dict[str, Any]:
    """The fields as typed; of a bank change only what its own table does not hold."""
    fields = new.fields or {}
    return dict(fields) if new.bank is None else fields_beside_bank(fields)


def fields_beside_bank(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields without those of an application, which has a table of its own."""
    return {key: value for key, value in fields.items() if key not in _BANK_KEYS}


def _deadlines(unit: UnitOfWork, context: ServiceContext, new: NewCase) -> Deadlines | None:
    if new.bank is None:
        return None
    return deadlines_at_receipt(unit.session, context, new.company_id, new.received_at)


def deadlines_at_receipt(
    session: Session, context: ServiceContext, company_id: int, received_at: datetime
) -> Deadlines:
    """Return the deadlines of a bank change that was received then (UTC)."""
    return compute_deadlines(
        received=received_at,
        rules=load_rules(session, company_id),
        calendar=load_calendar(session, company_id),
        now=context.clock.now(),
    )


def promise_of(session: Session, company_id: int, category: Category, received_on: date) -> date:
    """Return the end of the promise of a case that is no bank change."""
    workdays = category.promise_workdays
    if workdays is None:
        workdays = OTHER_PROMISE_WORKDAYS
    return promise_due_on(received_on, workdays, load_calendar(session, company_id))


def first_message_of(session: Session, case_id: int) -> int:
    """Return the id of the message a case was made of."""
    return session.scalars(
        select(Message.id).where(Message.case_id == case_id).order_by(Message.id).limit(1)
    ).one()


def act_by_at_receipt(deadlines: Deadlines) -> date:
    """Return the earlier of promise and debit file."""
    if deadlines.due_on is None:
        return deadlines.debit_file_on
    return min(deadlines.due_on, deadlines.debit_file_on)


def add_bank_change(
    unit: UnitOfWork, context: ServiceContext, case: Case, new: NewCase, deadlines: Deadlines
) -> BankChange:
    """Make the application of a case from what is known of it, with its first check.

    Raises:
        ValueError: without tenancy, or without promise.
    """
    if new.bank is None or new.tenancy_id is None or deadlines.due_on is None:
        raise ValueError("a bank change needs a tenancy and a promise")
    bank = new.bank
    address = bank.holder_address
    change = BankChange(
        case_id=case.id,
        tenancy_id=new.tenancy_id,
        variant=bank.variant,
        state=BankChangeState.OPEN,
        iban=normalise_iban(bank.iban)[:64] or None if bank.iban else None,
        iban_input=bank.iban,
        account_holder=bank.account_holder,
        holder_address=(
            None if address is None else {part.value: address.part(part) for part in AddressPart}
        ),
        cutoff_on=deadlines.cutoff_on,
        effective_month=deadlines.effective_month.first_day,
        collection_on=deadlines.collection_on,
        debit_file_on=deadlines.debit_file_on,
        debit_file_at=deadlines.debit_file_at,
        due_on=deadlines.due_on,
        rules_version=deadlines.rules_version,
        open_blockers=0,
        open_warnings=0,
    )
    if bank.mandate is not None:
        _set_mandate(unit, change, case, new, bank.mandate)
    unit.session.add(change)
    if is_complete(recheck(unit, context, change)):
        case.completed_at = new.received_at
    return change


def _set_mandate(
    unit: UnitOfWork, change: BankChange, case: Case, new: NewCase, mandate: MandateFields
) -> None:
    """Note the mandate that is granted or revoked with a bank change.

    One granted by portal or app counts as signed on the event's Berlin date where it names no
    date; likewise a revocation. A new one gets a reference of ours and the company's identifier.
    """
    by_portal = new.channel in BY_PORTAL
    event_day = berlin_day(new.received_at)
    change.mandate_granted = mandate.granted
    change.mandate_text_version = (mandate.text_version or "")[:40] or None
    change.mandate_signed_on = mandate.signed_on
    change.mandate_revoked_on = mandate.revoked_on
    if change.variant is BankChangeVariant.REVOCATION and mandate.revoked_on is None:
        change.mandate_revoked_on = event_day
    if not mandate.granted:
        return
    if by_portal:
        change.mandate_signed_on = mandate.signed_on or event_day
        change.mandate_proof = {
            "at": new.received_at.isoformat(),
            "channel": new.channel.value,
            "portal_account_id": new.portal_account_id,
            "event_id": new.event_id,
            "text_version": mandate.text_version,
            "attachments": [one.sha256 for one in new.attachments],
        }
    company = unit.session.get_one(Company, case.company_id)
    change.mandate_creditor_id = mandate.creditor_id or company.creditor_id
    change.mandate_reference = mandate.reference or next_mandate_reference(unit, change.tenancy_id)


def _add_links(unit: UnitOfWork, case: Case, new: NewCase) -> list[int]:
    """Link the case named by the tenant, and other open applications of the same contract."""
    links: dict[int, LinkKind] = {}
    if new.bank is not None:
        others = unit.session.scalars(
            select(Case.id)
            .join(BankChange, OF_CASE)
            .where(
                BankChange.tenancy_id == new.tenancy_id,
                Case.is_open.is_(True),
                Case.id != case.id,
            )
        )
        links = dict.fromkeys(others, LinkKind.SECOND_APPLICATION)
    if new.referenced_case_id is not None:
        links[new.referenced_case_id] = LinkKind.REFERENCED
    unit.session.add_all(
        CaseLink(case_id=case.id, other_case_id=other, kind=kind) for other, kind in links.items()
    )
    for other in links:
        unit.changed(ChangeKind.CASE, other)
    return sorted(links)


def _audit(
    action: AuditAction, entity: str, entity_id: int, case: Case, **details: int
) -> AuditEntry:
    return AuditEntry(
        action, entity, entity_id, case.company_id, {"reference": case.reference, **details}
    )
