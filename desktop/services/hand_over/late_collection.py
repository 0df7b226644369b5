"""Tell everybody who was promised a first collection that it is another one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.kinds import DeliveryChannel, DeliveryState, NoteKind
from desktop.models.case import Case, Note
from desktop.models.exchange import Delivery
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import case_values, german_date
from desktop.services.conversation.reply_ways import recipients
from desktop.services.conversation.text_templates import fill, template
from desktop.services.conversation.use_cases import OutgoingText, put_message
from desktop.services.delivery.outbox import LetterKind, OutgoingEvent, queue_event, queue_letter
from desktop.services.staff.access import SYSTEM
from desktop.texts import tr

_TEMPLATE = "confirmation_moved"


def tell_new_date(
    unit: UnitOfWork, context: ServiceContext, case: Case, first_collection_on: date
) -> None:
    """Tell the collection that will really use a bank change to all who got a confirmation.

    By the portal that is a message and the event with the portal's own data; a letter that is in no
    print batch yet is corrected, another one is followed by a letter that says what has moved. An
    internal note says what happened.
    """
    for confirmation in _confirmations(unit.session, case):
        data = _moved(confirmation.data, first_collection_on)
        if confirmation.channel is DeliveryChannel.PORTAL:
            _tell_by_portal(unit, context, case, data, first_collection_on)
        elif confirmation.state is DeliveryState.WAITING and not confirmation.attempts:
            confirmation.data = data
        else:
            queue_letter(
                unit,
                context,
                case=case,
                recipient=confirmation.recipient,
                kind=LetterKind.BANK_DETAILS_CHANGED,
                data={**data, "moved": True},
                not_before=context.clock.now(),
            )
    _note(unit, context, case, first_collection_on)


def _confirmations(session: Session, case: Case) -> list[Delivery]:
    """The latest confirmation each recipient got or is to get, oldest first."""
    rows = session.scalars(
        select(Delivery)
        .where(
            Delivery.case_id == case.id,
            Delivery.type.in_(
                [OutgoingEvent.BANK_DETAILS_CHANGED, LetterKind.BANK_DETAILS_CHANGED]
            ),
            Delivery.state != DeliveryState.CANCELLED,
        )
        .order_by(Delivery.id)
    ).all()
    return list({(row.channel, row.recipient): row for row in rows}.values())


def _moved(data: Mapping[str, Any], first_collection_on: date) -> dict[str, Any]:
    """The same values with the new date, wherever one was told."""
    day = first_collection_on.isoformat()
    dates = ("first_collection_on", "valid_from")
    return {**data, **{key: day for key in dates if data.get(key) is not None}}


def _tell_by_portal(
    unit: UnitOfWork, context: ServiceContext, case: Case, data: dict[str, Any], day: date
) -> None:
    now = context.clock.now()
    ways = recipients(unit.session, case)
    by_portal = [one for one in ways if one.way.channel is DeliveryChannel.PORTAL]
    if by_portal:
        values = {**case_values(unit.session, case), "collection_on": german_date(day)}
        filled = fill(template(_TEMPLATE), values)
        text = OutgoingText(recipient=by_portal[0], subject=filled.subject, text=filled.text)
        put_message(unit, context, SYSTEM, case, text, not_before=now)
    if data["first_collection_on"] is not None:
        queue_event(
            unit,
            context,
            case=case,
            event_type=OutgoingEvent.BANK_DETAILS_CHANGED,
            data=data,
            not_before=now,
            in_reply_to=data["in_reply_to"],
        )


def _note(unit: UnitOfWork, context: ServiceContext, case: Case, day: date) -> None:
    unit.session.add(
        Note(
            case_id=case.id,
            kind=NoteKind.SYSTEM,
            staff_id=None,
            text=tr(
                "Die zugesagte Lastschriftdatei wurde verpasst. Die Änderung gilt ab dem Einzug am "
                "{day}. Wer eine Bestätigung bekommen hat, erfährt das neue Datum.",
                day=german_date(day),
            ),
            at=context.clock.now(),
        )
    )
    unit.changed(ChangeKind.CASE, case.id)
