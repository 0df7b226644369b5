"""Tell everybody who was promised a first collection that it is another one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.kinds import DeliveryChannel, DeliveryState, NoteKind, UndoKind
from desktop.models.case import Case, Note
from desktop.models.exchange import Delivery, UndoEntry
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import case_values, german_date
from desktop.services.conversation.reply_ways import recipients
from desktop.services.conversation.text_templates import fill, template
from desktop.services.conversation.use_cases import OutgoingText, put_message
from desktop.services.delivery.outbox import LetterKind, OutgoingEvent, queue_event, queue_letter
from desktop.services.staff.access import SYSTEM
from desktop.texts import tr

_RELEASE_MOVED = "confirmation_moved"
_CORRECTION_MOVED = "correction_moved"


def tell_new_date(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    first_collection_on: date,
    *,
    is_correction: bool = False,
) -> None:
    """Tell the collection that will really use a bank change to all who got a confirmation.

    Of a correction only those hear who were told of it, in words of its own.

    By the portal that is a message and the event with the portal's own data; a letter that is in no
    print batch yet is corrected, another one is followed by a letter that says what has moved. An
    internal note says what happened.
    """
    told = _told_of_correction(unit.session, case) if is_correction else None
    template_code = _CORRECTION_MOVED if is_correction else _RELEASE_MOVED
    for confirmation in _confirmations(unit.session, case, told):
        data = _moved(confirmation.data, first_collection_on)
        if confirmation.channel is DeliveryChannel.PORTAL:
            _tell_by_portal(unit, context, case, data, first_collection_on, template_code)
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
    note = _correction_moved if is_correction else _release_moved
    _note(unit, context, case, note(german_date(first_collection_on)))


def _told_of_correction(session: Session, case: Case) -> Collection[int]:
    """The deliveries by which the correction that stands was told."""
    made = session.scalar(
        select(UndoEntry)
        .where(
            UndoEntry.case_id == case.id,
            UndoEntry.kind == UndoKind.CORRECTION,
            UndoEntry.undone_at.is_(None),
        )
        .order_by(UndoEntry.id.desc())
        .limit(1)
    )
    return [] if made is None else made.data["deliveries"]


def _confirmations(session: Session, case: Case, among: Collection[int] | None) -> list[Delivery]:
    """The latest confirmation each recipient got or is to get, oldest first."""
    query = (
        select(Delivery)
        .where(
            Delivery.case_id == case.id,
            Delivery.type.in_(
                [OutgoingEvent.BANK_DETAILS_CHANGED, LetterKind.BANK_DETAILS_CHANGED]
            ),
            Delivery.state != DeliveryState.CANCELLED,
        )
        .order_by(Delivery.id)
    )
    if among is not None:
        query = query.where(Delivery.id.in_(among))
    rows = session.scalars(query).all()
    return list({(row.channel, row.recipient): row for row in rows}.values())


def _moved(data: Mapping[str, Any], first_collection_on: date) -> dict[str, Any]:
    """The same values with the new date, wherever one was told."""
    day = first_collection_on.isoformat()
    dates = ("first_collection_on", "valid_from")
    return {**data, **{key: day for key in dates if data.get(key) is not None}}


def _tell_by_portal(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    data: dict[str, Any],
    day: date,
    template_code: str,
) -> None:
    now = context.clock.now()
    ways = recipients(unit.session, case)
    by_portal = [one for one in ways if one.way.channel is DeliveryChannel.PORTAL]
    if by_portal:
        values = {**case_values(unit.session, case), "collection_on": german_date(day)}
        filled = fill(template(template_code), values)
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


def _release_moved(day: str) -> str:
    return tr(
        "Die zugesagte Lastschriftdatei wurde verpasst. Die Änderung gilt ab dem Einzug am "
        "{day}. Wer eine Bestätigung bekommen hat, erfährt das neue Datum.",
        day=day,
    )


def _correction_moved(day: str) -> str:
    return tr(
        "Die zugesagte Lastschriftdatei wurde verpasst. Die Rücknahme gilt ab dem Einzug am "
        "{day}. Wer von ihr erfahren hat, erfährt das neue Datum.",
        day=day,
    )


def _note(unit: UnitOfWork, context: ServiceContext, case: Case, text: str) -> None:
    unit.session.add(
        Note(
            case_id=case.id,
            kind=NoteKind.SYSTEM,
            staff_id=None,
            text=text,
            at=context.clock.now(),
        )
    )
    unit.changed(ChangeKind.CASE, case.id)
