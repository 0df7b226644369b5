"""The conversation of a case as its page shows it: messages, notes, letters; newest first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.kinds import DeliveryChannel, DeliveryState, Direction, NoteKind
from desktop.models.case import Attachment, Message, Note
from desktop.models.company import Staff
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.services.cases.view import (
    AttachmentView,
    DeliveryStatus,
    DeliveryView,
    LetterPrinting,
    TimelineEntry,
    TimelineKind,
)
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.time_limits import Moment

_DIRECTIONS = {
    Direction.INCOMING: TimelineKind.INCOMING,
    Direction.OUTGOING: TimelineKind.OUTGOING,
}
_USUAL = timedelta(minutes=1)
"""So long an event may wait for the next pass of delivery without a word."""
_NOTES = {NoteKind.PERSON: TimelineKind.NOTE, NoteKind.SYSTEM: TimelineKind.SYSTEM_NOTE}


def deliveries_of(session: Session, case_id: int, moment: Moment) -> tuple[DeliveryView, ...]:
    """Return everything that leaves or left the house because of the case, oldest first."""
    return tuple(view for _, view in _deliveries(session, case_id, moment))


def _deliveries(
    session: Session, case_id: int, moment: Moment
) -> list[tuple[Delivery, DeliveryView]]:
    rows = session.scalars(
        select(Delivery).where(Delivery.case_id == case_id).order_by(Delivery.id)
    ).all()
    printings = _printings(session, case_id)
    first = next((row.id for row in rows if _waits_for_portal(row)), None)
    return [
        (
            row,
            replace(
                _delivery_view(row, moment, printings.get(row.id)),
                held_back=_waits_for_portal(row) and row.id != first,
            ),
        )
        for row in rows
    ]


def _waits_for_portal(row: Delivery) -> bool:
    return row.state is DeliveryState.WAITING and row.channel is DeliveryChannel.PORTAL


def _printings(session: Session, case_id: int) -> dict[int, LetterPrinting]:
    """The batches in which letters of the case stand, by delivery."""
    rows = session.execute(
        select(BatchLetter.delivery_id, LetterBatch.number, LetterBatch.printed_at, Staff.name)
        .join(LetterBatch, LetterBatch.id == BatchLetter.batch_id)
        .outerjoin(Staff, Staff.id == LetterBatch.printed_by_id)
        .where(BatchLetter.case_id == case_id, BatchLetter.held_delivery_id.is_not(None))
    )
    return {row[0]: LetterPrinting(row[1], row[2], row[3] or "") for row in rows}


def _delivery_view(row: Delivery, moment: Moment, printing: LetterPrinting | None) -> DeliveryView:
    return DeliveryView(
        delivery_id=row.id,
        channel=row.channel,
        event_type=row.type,
        recipient=row.recipient,
        state=row.state,
        status=_status(row, moment),
        not_before=row.not_before,
        attempts=row.attempts,
        last_error=row.last_error,
        delivered_at=row.delivered_at,
        printing=printing,
        is_due=_waits_for_portal(row) and moment.is_over(row.not_before),
    )


def _status(row: Delivery, moment: Moment) -> DeliveryStatus:
    if row.state is DeliveryState.CANCELLED:
        return DeliveryStatus.CANCELLED
    if row.state is DeliveryState.DELIVERED:
        letter = row.channel is DeliveryChannel.LETTER
        return DeliveryStatus.PRINTED if letter else DeliveryStatus.DELIVERED
    # After a failure it is the pause before the next attempt that lies ahead.
    if row.last_error:
        return DeliveryStatus.RETRYING
    if not moment.is_over(row.not_before):
        return DeliveryStatus.UNDOABLE
    if row.channel is DeliveryChannel.LETTER:
        return DeliveryStatus.LETTER_TO_PRINT
    return DeliveryStatus.WAITING


def attachments_of(session: Session, case_id: int) -> dict[int, tuple[AttachmentView, ...]]:
    """Return the files of a case by their message."""
    found: defaultdict[int, list[AttachmentView]] = defaultdict(list)
    rows = session.execute(
        select(
            Attachment.id,
            Attachment.message_id,
            Attachment.name,
            Attachment.media_type,
            Attachment.size,
            Attachment.sha256,
        )
        .join(Message, Message.id == Attachment.message_id)
        .where(Message.case_id == case_id)
        .order_by(Attachment.id)
    )
    for row in rows:
        found[row.message_id].append(AttachmentView(*row))
    return {key: tuple(value) for key, value in found.items()}


def timeline_of(session: Session, case_id: int, moment: Moment) -> tuple[TimelineEntry, ...]:
    """Return messages, notes and letters without message of a case, newest first."""
    deliveries = _deliveries(session, case_id, moment)
    entries = [
        *_messages(session, case_id, deliveries),
        *_notes(session, case_id),
        *_letters(deliveries),
        *_silent_events(deliveries, moment.now),
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.entry_id), reverse=True))


def _messages(
    session: Session, case_id: int, deliveries: Sequence[tuple[Delivery, DeliveryView]]
) -> list[TimelineEntry]:
    files = attachments_of(session, case_id)
    sent = {row.message_id: view for row, view in deliveries if row.message_id is not None}
    rows = session.execute(
        select(
            Message.id,
            Message.direction,
            Message.channel,
            Message.correspondent,
            Message.subject,
            Message.text,
            Message.at,
            Message.withdrawn_at,
            Staff.name,
            Staff.initials,
        )
        .outerjoin(Staff, Staff.id == Message.staff_id)
        .where(Message.case_id == case_id)
    )
    return [
        TimelineEntry(
            kind=_DIRECTIONS[row.direction],
            entry_id=row.id,
            at=row.at,
            author=row.correspondent if row.direction is Direction.INCOMING else row.name or "",
            initials=row.initials or "",
            channel=row.channel,
            subject=row.subject,
            text=row.text,
            attachments=files.get(row.id, ()),
            delivery=sent.get(row.id),
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    ]


def _notes(session: Session, case_id: int) -> list[TimelineEntry]:
    rows = session.execute(
        select(Note.id, Note.kind, Note.text, Note.at, Staff.name, Staff.initials)
        .outerjoin(Staff, Staff.id == Note.staff_id)
        .where(Note.case_id == case_id)
    )
    return [
        TimelineEntry(
            kind=_NOTES[row.kind],
            entry_id=row.id,
            at=row.at,
            author=row.name or "",
            initials=row.initials or "",
            channel=None,
            subject="",
            text=row.text,
        )
        for row in rows
    ]


def _letters(deliveries: Sequence[tuple[Delivery, DeliveryView]]) -> list[TimelineEntry]:
    """Letters that are no message to the tenant, such as the one to a different holder."""
    return [
        _event(row, view, subject=view.recipient.partition("\n")[0])
        for row, view in deliveries
        if row.channel is DeliveryChannel.LETTER and row.message_id is None
    ]


def _silent_events(
    deliveries: Sequence[tuple[Delivery, DeliveryView]], now: datetime
) -> list[TimelineEntry]:
    """Events for the portal without a message of ours, where a person should know of them.

    That is a confirmation of bank details whatever became of it, and any other event that has not
    left although it could have: in the usual seconds between cause and delivery nothing flickers.
    """
    return [
        _event(row, view)
        for row, view in deliveries
        if row.channel is DeliveryChannel.PORTAL
        and row.message_id is None
        and (row.type == OutgoingEvent.BANK_DETAILS_CHANGED or _is_late(row, view, now))
    ]


def _event(row: Delivery, view: DeliveryView, *, subject: str = "") -> TimelineEntry:
    return TimelineEntry(
        kind=TimelineKind.EVENT,
        entry_id=row.id,
        at=row.time,
        author="",
        initials="",
        channel=None,
        subject=subject,
        text="",
        delivery=view,
        event_code=row.type,
    )


def _is_late(row: Delivery, view: DeliveryView, now: datetime) -> bool:
    if view.status is DeliveryStatus.RETRYING:
        return True
    could_leave = max(row.time, row.not_before)
    return view.status is DeliveryStatus.WAITING and now - could_leave > _USUAL
