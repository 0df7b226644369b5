"""Everything that happened in a case as its page shows it, newest first, in pages.

A page begins behind the key of the last entry that is known; nothing is skipped by counting.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from desktop.domain.kinds import DeliveryChannel, DeliveryState, Direction, NoteKind
from desktop.models.case import Attachment, Case, Message, Note
from desktop.models.company import Staff
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.services.cases.acts import acts_of
from desktop.services.cases.view import (
    AttachmentView,
    DeliveryStatus,
    DeliveryView,
    LetterPrinting,
    TimelineEntry,
    TimelineKind,
    TimelinePage,
    TimelineTopic,
    TimelineWish,
)
from desktop.services.delivery.outbox import OutgoingEvent
from desktop.services.time_limits import Moment

_DIRECTIONS = {
    Direction.INCOMING: TimelineKind.INCOMING,
    Direction.OUTGOING: TimelineKind.OUTGOING,
}
_USUAL = timedelta(minutes=1)
"""So long an event may wait for the next pass of delivery without a word."""
_BY_DIRECTION = {
    Direction.INCOMING: TimelineTopic.INCOMING,
    Direction.OUTGOING: TimelineTopic.OUTGOING,
}
_MESSAGE_RANK, _NOTE_RANK = 3, 4
_NOTES = {NoteKind.PERSON: TimelineKind.NOTE, NoteKind.SYSTEM: TimelineKind.SYSTEM_NOTE}


@dataclass(frozen=True, slots=True)
class CaseDeliveries:
    """What leaves or left the house because of a case, oldest first, read once for all uses."""

    rows: tuple[tuple[Delivery, DeliveryView], ...]

    @property
    def views(self) -> tuple[DeliveryView, ...]:
        """Each as a person sees it."""
        return tuple(view for _, view in self.rows)


# Put together once: every page asks all of them.
_FAMILY: BindParameter[list[int]] = bindparam("family", expanding=True)
_DELIVERIES = (
    select(Delivery)
    .options(defer(Delivery.data))
    .where(Delivery.case_id.in_(_FAMILY))
    .order_by(Delivery.id)
)
_FILES = (
    select(
        Attachment.id,
        Attachment.message_id,
        Attachment.name,
        Attachment.media_type,
        Attachment.size,
        Attachment.sha256,
    )
    .join(Message, Message.id == Attachment.message_id)
    .where(Message.case_id.in_(_FAMILY))
    .order_by(Attachment.id)
)
_MOST = bindparam("most", type_=Integer)
_MESSAGES = (
    select(
        Message.id,
        Message.case_id,
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
    .where(Message.case_id.in_(_FAMILY), Message.direction.in_(bindparam("ways", expanding=True)))
    .order_by(Message.at.desc(), Message.id.desc())
    .limit(_MOST)
)
_NOTES_READ = (
    select(Note.id, Note.case_id, Note.kind, Note.text, Note.at, Staff.name, Staff.initials)
    .outerjoin(Staff, Staff.id == Note.staff_id)
    .where(Note.case_id.in_(_FAMILY))
    .order_by(Note.at.desc(), Note.id.desc())
    .limit(_MOST)
)
_NOTES_COUNTED = select(func.count()).where(Note.case_id.in_(_FAMILY)).scalar_subquery()
_NOTES_ALONE = select(_NOTES_COUNTED)
_COUNTS = (
    select(Message.direction, func.count(), _NOTES_COUNTED)
    .where(Message.case_id.in_(_FAMILY))
    .group_by(Message.direction)
)


def read_deliveries(session: Session, family: tuple[int, ...], moment: Moment) -> CaseDeliveries:
    """Return the deliveries of a case and those merged into it, without what they carry."""
    rows = session.scalars(_DELIVERIES, {"family": list(family)}).all()
    letters = any(row.channel is DeliveryChannel.LETTER for row in rows)
    printings = _printings(session, family) if letters else {}
    first: dict[int | None, int] = {}
    for row in rows:
        if _waits_for_portal(row):
            first.setdefault(row.case_id, row.id)
    return CaseDeliveries(
        tuple(
            (
                row,
                replace(
                    _delivery_view(row, moment, printings.get(row.id)),
                    held_back=_waits_for_portal(row) and row.id != first[row.case_id],
                ),
            )
            for row in rows
        )
    )


def _waits_for_portal(row: Delivery) -> bool:
    return row.state is DeliveryState.WAITING and row.channel is DeliveryChannel.PORTAL


def _printings(session: Session, family: tuple[int, ...]) -> dict[int, LetterPrinting]:
    """The batches in which letters of the case stand, by delivery."""
    # A letter that got another code may be on no paper, although its batch was printed before.
    printed_at = case(
        (BatchLetter.made_round > LetterBatch.printed_round, None), else_=LetterBatch.printed_at
    )
    rows = session.execute(
        select(BatchLetter.delivery_id, LetterBatch.number, printed_at, Staff.name)
        .join(LetterBatch, LetterBatch.id == BatchLetter.batch_id)
        .outerjoin(Staff, Staff.id == LetterBatch.printed_by_id)
        .where(BatchLetter.case_id.in_(family), BatchLetter.held_delivery_id.is_not(None))
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


def attachments_of(
    session: Session, family: tuple[int, ...]
) -> dict[int, tuple[AttachmentView, ...]]:
    """Return the files of a case and those merged into it, by their message."""
    found: defaultdict[int, list[AttachmentView]] = defaultdict(list)
    for row in session.execute(_FILES, {"family": list(family)}):
        found[row.message_id].append(AttachmentView(*row))
    return {key: tuple(value) for key, value in found.items()}


def timeline_page(
    session: Session,
    family: tuple[int, ...],
    wish: TimelineWish,
    moment: Moment,
    deliveries: CaseDeliveries,
    files: Mapping[int, tuple[AttachmentView, ...]],
) -> TimelinePage:
    """Return a page of everything that happened; ``files`` are those of the case by message.

    ``family`` is the case and those merged into it: of these, what was said and sent.
    """
    merged = _references(session, family[1:])
    events = [*_letters(deliveries.rows), *_silent_events(deliveries.rows, moment.now)]
    acts = acts_of(session, family[0])
    found = [
        *_messages(session, family, wish, deliveries.rows, files, merged),
        *(_notes(session, family, wish, merged) if TimelineTopic.NOTES in wish.topics else ()),
        *(events if TimelineTopic.DELIVERY in wish.topics else ()),
        *(acts if TimelineTopic.ACTS in wish.topics else ()),
    ]
    after = [entry for entry in found if wish.key is None or entry.key < wish.key]
    after.sort(key=lambda entry: entry.key, reverse=True)
    counts = {
        **_counts(session, family),
        TimelineTopic.DELIVERY: len(events),
        TimelineTopic.ACTS: len(acts),
    }
    return TimelinePage(tuple(after[: wish.count]), len(after) > wish.count, counts)


def _counts(session: Session, family: tuple[int, ...]) -> dict[TimelineTopic, int]:
    """How many messages of both directions and how many notes there are."""
    wanted = {"family": list(family)}
    rows = session.execute(_COUNTS, wanted).all()
    counts = {
        TimelineTopic.INCOMING: 0,
        TimelineTopic.OUTGOING: 0,
        # Every case begins with a message; one without has its notes counted alone.
        TimelineTopic.NOTES: rows[0][2] if rows else session.scalar(_NOTES_ALONE, wanted) or 0,
    }
    return counts | {_BY_DIRECTION[direction]: count for direction, count, _ in rows}


def _behind(
    wish: TimelineWish,
    rank: int,
    at: InstrumentedAttribute[datetime],
    entry_id: InstrumentedAttribute[int],
) -> list[ColumnElement[bool]]:
    """What comes after the key of a wish among the entries of one rank."""
    key = wish.key
    if key is None:
        return []
    if rank < key.rank:
        return [at <= key.at]
    if rank > key.rank:
        return [at < key.at]
    return [or_(at < key.at, and_(at == key.at, entry_id < key.entry_id))]


def _references(session: Session, case_ids: tuple[int, ...]) -> dict[int, str]:
    """The numbers of merged cases by their keys."""
    if not case_ids:
        return {}
    rows = session.execute(select(Case.id, Case.reference).where(Case.id.in_(case_ids)))
    return dict(rows.tuples().all())


def _messages(
    session: Session,
    family: tuple[int, ...],
    wish: TimelineWish,
    deliveries: Sequence[tuple[Delivery, DeliveryView]],
    files: Mapping[int, tuple[AttachmentView, ...]],
    merged: Mapping[int, str],
) -> list[TimelineEntry]:
    wanted = [way for way, topic in _BY_DIRECTION.items() if topic in wish.topics]
    if not wanted:
        return []
    sent = {row.message_id: view for row, view in deliveries if row.message_id is not None}
    behind = _behind(wish, _MESSAGE_RANK, Message.at, Message.id)
    rows = session.execute(
        _MESSAGES.where(*behind) if behind else _MESSAGES,
        {"family": list(family), "ways": wanted, "most": wish.count + 1},
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
            from_case=merged.get(row.case_id, ""),
        )
        for row in rows
    ]


def _notes(
    session: Session, family: tuple[int, ...], wish: TimelineWish, merged: Mapping[int, str]
) -> list[TimelineEntry]:
    behind = _behind(wish, _NOTE_RANK, Note.at, Note.id)
    rows = session.execute(
        _NOTES_READ.where(*behind) if behind else _NOTES_READ,
        {"family": list(family), "most": wish.count + 1},
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
            from_case=merged.get(row.case_id, ""),
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
