"""What left the house in the open cases of a backlog: the portal has heard it, letters wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from desktop.domain.berlin_time import berlin_day
from desktop.domain.case_status import Channel
from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.holder import Address
from desktop.domain.kinds import DeliveryChannel, DeliveryState, Direction
from desktop.models.case import Message
from desktop.models.exchange import Delivery
from desktop.services.conversation.reply_ways import address_lines
from desktop.services.delivery.outbox import LetterKind, OutgoingEvent
from desktop.services.delivery.outgoing_events import AT_ONCE, PortalStatus
from desktop.services.demo.bulk import BulkWriter
from desktop.services.demo.chance import Chance
from desktop.services.demo.open_plan import OpenMatter

_SENT_AFTER = timedelta(seconds=40)
_UNDO = timedelta(seconds=DEFAULT_RULES.undo_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """The case that is written about; ``event_id`` is None where it did not come by the portal."""

    matter: OpenMatter
    case_id: int
    reference: str
    event_id: str | None
    subject: str


class BacklogMail:
    """Writes messages of the staff and the deliveries of a case."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    def receipt(self, writer: BulkWriter, case: Correspondence, at: datetime, due_on: date) -> None:
        """Tell the portal that the request arrived and by when it is answered."""
        data = {
            "category": case.matter.category,
            "subject": case.subject,
            "received_on": berlin_day(case.matter.received_at).isoformat(),
            "due_on": due_on.isoformat(),
        }
        event = OutgoingEvent.REQUEST_RECEIVED
        self._event(writer, case, event, data, at, not_before=AT_ONCE, answers=case.event_id)

    def in_progress(self, writer: BulkWriter, case: Correspondence, at: datetime) -> None:
        """Tell the portal that somebody took the case."""
        if case.event_id is not None:
            data = {"status": PortalStatus.IN_PROGRESS.value}
            self._event(writer, case, OutgoingEvent.CASE_STATUS_CHANGED, data, at, not_before=at)

    def answer(
        self, writer: BulkWriter, case: Correspondence, text: str, at: datetime, staff_id: int
    ) -> int:
        """Write to the tenant, by the portal or by a letter; returns the message's key."""
        digital = case.event_id is not None
        message_id = writer.key(Message)
        writer.add(
            Message,
            id=message_id,
            case_id=case.case_id,
            direction=Direction.OUTGOING,
            channel=Channel.PORTAL if digital else Channel.LETTER,
            staff_id=staff_id,
            correspondent=case.matter.person.full_name,
            subject=case.subject,
            text=text,
            fields=None,
            at=at,
            source=None,
            event_id=None,
        )
        data: dict[str, Any] = {"subject": case.subject, "text": text}
        if digital:
            data["attachments"] = []
            self._event(
                writer,
                case,
                OutgoingEvent.MESSAGE_SENT,
                data,
                at,
                not_before=at + _UNDO,
                answers=case.event_id,
                message_id=message_id,
            )
        else:
            self._letter(writer, case, data, at, message_id)
        return message_id

    def _event(
        self,
        writer: BulkWriter,
        case: Correspondence,
        event: OutgoingEvent,
        data: Mapping[str, Any],
        at: datetime,
        *,
        not_before: datetime,
        answers: str | None = None,
        message_id: int | None = None,
    ) -> None:
        contract = case.matter.contract
        address = {
            "company": contract.house.code,
            "contract_number": contract.number,
            "portal_account": case.matter.person.external_id,
            "case_reference": case.reference,
            "in_reply_to": answers,
        }
        self._add(
            writer,
            case,
            channel=DeliveryChannel.PORTAL,
            type=event.value,
            time=at,
            data={**address, **data},
            recipient="",
            state=DeliveryState.DELIVERED,
            not_before=not_before,
            attempts=1,
            delivered_at=max(not_before, at) + _SENT_AFTER,
            message_id=message_id,
        )

    def _letter(
        self,
        writer: BulkWriter,
        case: Correspondence,
        data: Mapping[str, Any],
        at: datetime,
        message_id: int,
    ) -> None:
        address = Address(**case.matter.contract.address)
        self._add(
            writer,
            case,
            channel=DeliveryChannel.LETTER,
            type=LetterKind.REPLY.value,
            time=at,
            data=dict(data),
            recipient=address_lines(case.matter.person.full_name, address),
            state=DeliveryState.WAITING,
            not_before=at + _UNDO,
            attempts=0,
            delivered_at=None,
            message_id=message_id,
        )

    def _add(self, writer: BulkWriter, case: Correspondence, **values: Any) -> None:
        writer.add(
            Delivery,
            id=writer.key(Delivery),
            event_id=self._chance.uuid(),
            company_id=case.matter.contract.house.id,
            case_id=case.case_id,
            last_error="",
            **values,
        )
