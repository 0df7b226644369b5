"""The events of this program to the portal: what each says, and what caused it.

Each function queues one event through ``delivery.outbox`` in the caller's transaction. The JSON
Schemas lie in ``resources/schemas/to-portal``; ``docs/portal-exchange.md`` explains them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.iban import mask_iban
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import Direction
from desktop.models.case import Attachment, Case, Message
from desktop.models.exchange import Delivery
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import OutgoingEvent, has_portal, queue_event

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""``not_before`` of what has no undo time, whatever day a command is told to take for today."""
_PLAIN_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


class PortalStatus(StrEnum):
    """What the tenant sees of a case's state."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING_FOR_TENANT = "waiting_for_tenant"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ConfirmedBankDetails:
    """What is confirmed to the tenant after a release.

    ``iban`` is the full one and masked before it is queued; None for a revocation, which leaves no
    account to draw from. ``first_collection_on`` is the first collection that uses the new details.
    """

    iban: str | None
    account_holder: str | None
    mandate_reference: str | None
    creditor_id: str | None
    first_collection_on: date | None


def queue_request_received(
    unit: UnitOfWork, context: ServiceContext, *, case: Case
) -> Delivery | None:
    """Tell the tenant that the request arrived and by when it is answered.

    It has no undo time: the next delivery sends it, even where the computer's clock was set back
    meanwhile. IBANs in the subject are masked.

    Returns:
        None if the case did not come by the portal.
    """
    if not has_portal(case):
        return None
    return queue_event(
        unit,
        context,
        case=case,
        event_type=OutgoingEvent.REQUEST_RECEIVED,
        data={
            "category": case.category.code,
            "subject": mask_ibans(case.subject),
            "received_on": case.received_on.isoformat(),
            "due_on": None if case.due_on is None else case.due_on.isoformat(),
        },
        not_before=AT_ONCE,
        in_reply_to=case.event_id,
    )


def queue_message_sent(
    unit: UnitOfWork,
    context: ServiceContext,
    *,
    case: Case,
    message: Message,
    portal_account: str | None,
    not_before: datetime,
) -> Delivery:
    """Send a message of the staff with its attachments; it answers the tenant's latest event.

    ``portal_account`` is the portal's own name of the account that gets it.
    """
    return queue_event(
        unit,
        context,
        case=case,
        event_type=OutgoingEvent.MESSAGE_SENT,
        data={
            "portal_account": portal_account,
            "subject": message.subject,
            "text": message.text,
            "attachments": attachment_list(message.attachments),
        },
        not_before=not_before,
        message_id=message.id,
        in_reply_to=latest_event_id(unit, case),
    )


def queue_status_changed(
    unit: UnitOfWork,
    context: ServiceContext,
    *,
    case: Case,
    status: PortalStatus,
    not_before: datetime,
    in_reply_to: str | None = None,
) -> list[int]:
    """Tell the portal how far the case is, and with it those that were merged into it.

    ``in_reply_to`` is the event that caused it, such as the message that reopened the case; None
    where a member of staff did.

    Returns:
        The ids of what tells it; none for a case that did not come by the portal.
    """
    told: list[int] = []
    if has_portal(case):
        queued = queue_event(
            unit,
            context,
            case=case,
            event_type=OutgoingEvent.CASE_STATUS_CHANGED,
            data={"status": status.value},
            not_before=not_before,
            in_reply_to=in_reply_to,
        )
        told.append(queued.id)
    for merged in unit.session.scalars(select(Case).where(Case.merged_into_id == case.id)).all():
        told += queue_status_changed(
            unit,
            context,
            case=merged,
            status=status,
            not_before=not_before,
            in_reply_to=in_reply_to,
        )
    return told


def queue_bank_details_changed(
    unit: UnitOfWork,
    context: ServiceContext,
    *,
    case: Case,
    confirmed: ConfirmedBankDetails,
    not_before: datetime,
) -> Delivery:
    """Confirm a released change to the tenant's portal account; the IBAN is masked."""
    return queue_event(
        unit,
        context,
        case=case,
        event_type=OutgoingEvent.BANK_DETAILS_CHANGED,
        data=confirmation_data(confirmed),
        not_before=not_before,
        in_reply_to=case.event_id,
    )


def confirmation_data(confirmed: ConfirmedBankDetails) -> dict[str, str | None]:
    """The values of a confirmation as the event and the letter carry them, IBAN masked."""
    first = confirmed.first_collection_on
    return {
        "iban_masked": mask_iban(confirmed.iban) if confirmed.iban else None,
        "account_holder": confirmed.account_holder or None,
        "mandate_reference": confirmed.mandate_reference or None,
        "creditor_id": confirmed.creditor_id or None,
        "first_collection_on": None if first is None else first.isoformat(),
    }


def attachment_list(attachments: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Attachments as an event names them; the file in the folder is never the person's name."""
    return [
        attachment_entry(number, one.name, one.size, one.sha256, one.media_type)
        for number, one in enumerate(attachments, start=1)
    ]


def attachment_entry(
    number: int, name: str, size: int, sha256: str, media_type: str
) -> dict[str, Any]:
    """Return the n-th attachment of an event as the event names it."""
    return {
        "file": f"anlage-{number}{_plain_suffix(name)}",
        "name": name,
        "size": size,
        "sha256": sha256,
        "media_type": media_type,
    }


def _plain_suffix(name: str) -> str:
    """The ending of a file name if it is a harmless one, so that the tenant's computer knows it."""
    ending = PurePosixPath(name).suffix
    return ending.lower() if _PLAIN_SUFFIX.fullmatch(ending) else ""


def latest_event_id(unit: UnitOfWork, case: Case) -> str | None:
    """Id of the tenant's latest event in the case: what a message of ours answers."""
    latest = unit.session.scalar(
        select(Message.event_id)
        .where(
            Message.case_id == case.id,
            Message.direction == Direction.INCOMING,
            Message.event_id.is_not(None),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    return latest or case.event_id
