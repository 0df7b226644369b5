"""What leaves the house is first a row, written in the transaction of the act that causes it.

Nothing here talks to the outside: ``delivery.use_cases`` sends the rows when their undo time is
over. A letter stays a waiting row until somebody prints it (*Brief zu drucken*).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.case_status import Channel
from desktop.domain.changes import ChangeKind
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.case import Case
from desktop.models.exchange import Delivery
from desktop.models.tenancy import PortalAccount
from desktop.services.context import ServiceContext


class OutgoingEvent(StrEnum):
    """Events this program sends to the portal; the value is the CloudEvents type."""

    REQUEST_RECEIVED = "de.mieterdesk.request.received.v1"
    MESSAGE_SENT = "de.mieterdesk.message.sent.v1"
    CASE_STATUS_CHANGED = "de.mieterdesk.case.status_changed.v1"
    BANK_DETAILS_CHANGED = "de.mieterdesk.bank_details.changed.v1"
    CONTRACT_UPDATED = "de.mieterdesk.contract.updated.v1"
    CODE_ISSUED = "de.mieterdesk.registration_code.issued.v1"
    CODE_REVOKED = "de.mieterdesk.registration_code.revoked.v1"
    ACCOUNT_LOCKED = "de.mieterdesk.account.locked.v1"
    ACCOUNT_UNLOCKED = "de.mieterdesk.account.unlocked.v1"
    DOCUMENT_PUBLISHED = "de.mieterdesk.document.published.v1"
    DOCUMENT_RECALLED = "de.mieterdesk.document.recalled.v1"
    FORM_PUBLISHED = "de.mieterdesk.form.published.v1"
    FORM_WITHDRAWN = "de.mieterdesk.form.withdrawn.v1"
    CONSUMPTION_PUBLISHED = "de.mieterdesk.consumption.published.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractAddress:
    """Whose an event is that belongs to a contract and to no case, or not to a case alone.

    ``portal_account`` is the portal's own name of the account; None where it concerns all of the
    contract. ``case_id`` and ``case_reference`` are those of the case it was caused in, if any.
    """

    company_id: int
    company_code: str
    tenancy_id: int
    contract_number: str
    portal_account: str | None = None
    case_id: int | None = None
    case_reference: str | None = None


class LetterKind(StrEnum):
    """Letters that wait to be printed."""

    REPLY = "letter.reply"
    BANK_DETAILS_CHANGED = "letter.bank_details_changed"
    REGISTRATION_CODE = "registration_code.letter"
    DOCUMENT = "letter.document"
    """A cover letter with a document of the account behind it."""
    DOCUMENT_RECALLED = "letter.document_recalled"
    """Says that a document which went out on paper does not hold."""
    CONSUMPTION = "letter.consumption"
    """What the meters of a flat counted in a month, for who did not agree to the portal."""


def has_portal(case: Case) -> bool:
    """Whether the case came by the portal or its app, so that the portal shows it to the tenant."""
    return case.channel in {Channel.PORTAL, Channel.APP}


def answers_by_portal(case: Case) -> bool:
    """Whether what we write in the case reaches the tenant by the portal; otherwise by letter."""
    return has_portal(case) and case.portal_account_id is not None


def queue_event(
    unit: UnitOfWork,
    context: ServiceContext,
    *,
    case: Case,
    event_type: OutgoingEvent,
    data: Mapping[str, Any],
    not_before: datetime,
    message_id: int | None = None,
    in_reply_to: str | None = None,
) -> Delivery:
    """Queue an event for the portal; it leaves at ``not_before`` at the earliest.

    ``data`` is what the event says beyond what all have in common (see
    ``desktop.services.delivery.outgoing_events``); company, contract, portal account and the case's
    reference are added here. ``in_reply_to`` is the id of the event that caused it. The event's
    time is now, the moment of the act. The case must have its id (be flushed).
    """
    envelope_data = {**_addressing(unit, case, in_reply_to), **data}
    return _queue(
        unit,
        context,
        case,
        Delivery(
            channel=DeliveryChannel.PORTAL,
            type=event_type.value,
            data=envelope_data,
            recipient="",
            not_before=not_before,
            message_id=message_id,
        ),
    )


def queue_contract_event(
    unit: UnitOfWork,
    context: ServiceContext,
    *,
    address: ContractAddress,
    event_type: OutgoingEvent,
    data: Mapping[str, Any],
    not_before: datetime,
    in_reply_to: str | None = None,
) -> Delivery:
    """Queue an event about a contract or one of its accounts, as ``queue_event`` does for a case.

    Events of one contract leave in the order in which they were caused.
    """
    delivery = contract_delivery(
        context,
        address=address,
        event_type=event_type,
        data=data,
        not_before=not_before,
        in_reply_to=in_reply_to,
    )
    unit.session.add(delivery)
    unit.session.flush()
    unit.case_changed(address.case_id)
    unit.changed(ChangeKind.TENANCY, address.tenancy_id)
    return delivery


def contract_delivery(
    context: ServiceContext,
    *,
    address: ContractAddress,
    event_type: OutgoingEvent,
    data: Mapping[str, Any],
    not_before: datetime,
    in_reply_to: str | None = None,
) -> Delivery:
    """Return the row of an event about a contract; whoever queues many adds them at once."""
    return Delivery(
        # A random id, also after a restore: an id that comes twice would be a duplicate.
        event_id=str(uuid4()),
        company_id=address.company_id,
        case_id=address.case_id,
        tenancy_id=address.tenancy_id,
        channel=DeliveryChannel.PORTAL,
        type=event_type.value,
        time=context.clock.now(),
        data={
            "company": address.company_code,
            "contract_number": address.contract_number,
            "portal_account": address.portal_account,
            "case_reference": address.case_reference,
            "in_reply_to": in_reply_to,
            **data,
        },
        recipient="",
        state=DeliveryState.WAITING,
        not_before=not_before,
        attempts=0,
        last_error="",
    )


def queue_letter(
    unit: UnitOfWork,
    context: ServiceContext,
    *,
    case: Case,
    recipient: str,
    kind: LetterKind,
    data: Mapping[str, Any],
    not_before: datetime,
    message_id: int | None = None,
) -> Delivery:
    """Queue a letter, shown as *Brief zu drucken* from ``not_before`` on.

    ``recipient`` is the name and the postal address, a line each; ``data`` what the letter says
    (``subject`` and ``text``, or the values of a confirmation). IBANs in it are masked.
    """
    return _queue(
        unit,
        context,
        case,
        Delivery(
            channel=DeliveryChannel.LETTER,
            type=kind.value,
            data=dict(data),
            recipient=recipient[:400],
            not_before=not_before,
            message_id=message_id,
        ),
    )


def cancel_deliveries(unit: UnitOfWork, delivery_ids: Iterable[int]) -> bool:
    """Cancel deliveries that still wait, because their cause was undone.

    Returns:
        False, and nothing is cancelled, if one of them has left already: then undoing is too late.
    """
    wanted = set(delivery_ids)
    if not wanted:
        return True
    rows = unit.session.scalars(
        select(Delivery).where(Delivery.id.in_(wanted)).order_by(Delivery.id).with_for_update()
    ).all()
    # An attempt begins when the undo time is over: its event may be with the portal already.
    if any(row.state is DeliveryState.DELIVERED or row.attempts for row in rows):
        return False
    for row in rows:
        row.state = DeliveryState.CANCELLED
        unit.case_changed(row.case_id)
    return True


def _addressing(unit: UnitOfWork, case: Case, in_reply_to: str | None) -> dict[str, Any]:
    """What every event to the portal says: whose contract, whose account, which case."""
    account = None
    if case.portal_account_id is not None:
        account = unit.session.scalar(
            select(PortalAccount.external_id).where(PortalAccount.id == case.portal_account_id)
        )
    return {
        "company": case.company.code,
        "contract_number": None if case.tenancy is None else case.tenancy.contract_number,
        "portal_account": account,
        "case_reference": case.reference,
        "in_reply_to": in_reply_to,
    }


def _queue(unit: UnitOfWork, context: ServiceContext, case: Case, delivery: Delivery) -> Delivery:
    # A random id, also after a restore: an id that comes twice would be a duplicate to the portal.
    delivery.event_id = str(uuid4())
    delivery.company_id = case.company_id
    delivery.case_id = case.id
    delivery.time = context.clock.now()
    delivery.state = DeliveryState.WAITING
    delivery.attempts = 0
    delivery.last_error = ""
    unit.session.add(delivery)
    unit.session.flush()
    unit.changed(ChangeKind.CASE, case.id)
    return delivery
