"""Print batches: made first, then handed to paper, then marked as printed.

A batch is committed with the frozen letters before anything is painted, and its letters count as
printed only after the paper (or the file) was really handed over. Whoever is killed in between
leaves an *open* batch: its letters wait still, no other batch takes them, and a person says what
became of it: print it once more, it was printed, or it was not.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.blank_text import is_blank
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState, DeliveryState, PrintWay
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.services.audit import AuditAction, AuditEntry, DetailValue, record_all
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.letters.commands import PrintLetters, RepeatBatch, TakeBatchBack
from desktop.services.letters.composing import compose, frozen, thawed
from desktop.services.letters.port import LetterPress
from desktop.services.letters.view import BatchContent, LetterRow, PrintedBatch
from desktop.services.letters.waiting import waiting_letters
from desktop.services.numbering import next_number
from desktop.services.staff.access import Actor, Permission, require
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment

LEASE = "letters"
_COUNTER = "letter_batch"

HandOver = Callable[[BatchContent], None]
"""Brings a batch to the printer or into a file; raises OSError where it takes nothing."""


def print_letters(
    context: ServiceContext,
    actor: Actor,
    press: LetterPress,
    hand_over: HandOver,
    command: PrintLetters,
) -> PrintedBatch:
    """Print letters as one new batch; they count as printed when ``hand_over`` has returned.

    Raises:
        UserError: ``access.denied``, ``lease.taken``; ``letters.nothing`` without letters;
            ``letters.changed`` where one of them is printed, in another batch or taken back
            meanwhile; ``letters.held_back`` where an address has to be mended first;
            ``letters.not_handed_over`` where printer or file refused: the batch is kept open.
    """
    with lease(context, LEASE) as held:
        with context.database.write() as unit:
            content = _make(unit, context, actor, press, command)
        held.renew()
        _hand_over(hand_over, content)
        return _mark_printed(context, actor, content.number, command.way)


def repeat_batch(
    context: ServiceContext, actor: Actor, hand_over: HandOver, command: RepeatBatch
) -> PrintedBatch:
    """Print a batch once more, exactly as it was; an open one counts as printed then.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_taken_back``, ``letters.not_handed_over``.
    """
    with lease(context, LEASE) as held:
        with context.database.write() as unit:
            batch = _batch(unit.session, actor, command.number)
            if batch.state is BatchState.TAKEN_BACK:
                raise UserError("letters.batch_taken_back", number=batch.number)
            letters = _letters(unit.session, batch)
            details: dict[str, DetailValue] = {"way": command.way.value}
            _record_batch(unit, context, actor, AuditAction.LETTERS_REPEATED, letters, details)
            content = _content(batch, letters)
            was_open = batch.state is BatchState.OPEN
            undo_until = batch.undo_until or context.clock.now()
        held.renew()
        _hand_over(hand_over, content)
        if was_open:
            return _mark_printed(context, actor, content.number, command.way)
        return PrintedBatch(content.number, len(content.letters), undo_until)


def confirm_batch(context: ServiceContext, actor: Actor, number: int) -> PrintedBatch:
    """Say that an open batch is on paper, although the program did not live to note it.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_not_open``.
    """
    with lease(context, LEASE):
        return _mark_printed(context, actor, number, None)


def take_batch_back(context: ServiceContext, actor: Actor, command: TakeBatchBack) -> None:
    """Let the letters of a batch wait again, because it was not printed after all.

    An open batch needs no reason, nor does one that this person printed within its undo time.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_taken_back``, ``letters.reason_missing``.
    """
    with lease(context, LEASE), context.database.write() as unit:
        batch = _batch(unit.session, actor, command.number)
        if batch.state is BatchState.TAKEN_BACK:
            raise UserError("letters.batch_taken_back", number=batch.number)
        now = context.clock.now()
        if is_blank(command.reason) and not _is_undo(batch, actor, Moment.of(context.clock)):
            raise UserError("letters.reason_missing", number=batch.number)
        letters = _letters(unit.session, batch)
        for row in _deliveries(unit.session, [one.delivery_id for one in letters]):
            row.state = DeliveryState.WAITING
            row.delivered_at = None
            row.attempts = 0
            unit.changed(ChangeKind.DELIVERY, row.id)
        for one in letters:
            one.held_delivery_id = None
            unit.case_changed(one.case_id)
        batch.state = BatchState.TAKEN_BACK
        batch.taken_back_at = now
        batch.taken_back_by_id = actor.person_id
        batch.take_back_reason = command.reason.strip()
        _record_batch(unit, context, actor, AuditAction.LETTERS_TAKEN_BACK, letters, {})


def _make(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    press: LetterPress,
    command: PrintLetters,
) -> BatchContent:
    """Freeze the letters in a batch; from here on nobody undoes them or prints them elsewhere."""
    require(actor, Permission.WORK_CASES)
    if not command.delivery_ids:
        raise UserError("letters.nothing")
    # Locked before anything is judged: what is found then stays so until the commit.
    deliveries = {row.id: row for row in _deliveries(unit.session, command.delivery_ids)}
    rows = _printable(unit.session, context, actor, press, command.delivery_ids)
    now = context.clock.now()
    batch = LetterBatch(
        number=next_number(unit, _COUNTER),
        state=BatchState.OPEN,
        way=command.way,
        letter_count=len(rows),
        made_at=now,
        made_by_id=actor.person_id,
        take_back_reason="",
    )
    unit.session.add(batch)
    unit.session.flush()
    letters = []
    for position, row in enumerate(rows, start=1):
        delivery = deliveries[row.delivery_id]
        # Whoever undoes sees by it that the letter may be on paper already.
        delivery.attempts += 1
        mark = f"Stapel {batch.number} · {position}"
        letter = compose(unit.session, delivery, berlin_day(now), mark)
        letters.append(
            BatchLetter(
                batch_id=batch.id,
                position=position,
                company_id=delivery.company_id,
                case_id=delivery.case_id,
                delivery_id=delivery.id,
                held_delivery_id=delivery.id,
                content=frozen(letter),
            )
        )
        unit.changed(ChangeKind.DELIVERY, delivery.id)
        unit.case_changed(delivery.case_id)
    unit.session.add_all(letters)
    unit.session.flush()
    details: dict[str, DetailValue] = {"way": command.way.value}
    _record_batch(unit, context, actor, AuditAction.LETTERS_BATCHED, letters, details)
    return _content(batch, letters)


def _printable(
    session: Session,
    context: ServiceContext,
    actor: Actor,
    press: LetterPress,
    wanted: Sequence[int],
) -> list[LetterRow]:
    """The letters in the order that was asked for, every one of them fit to be printed."""
    moment = Moment.of(context.clock)
    found = {
        row.delivery_id: row
        for row in waiting_letters(session, press, actor.company_ids, moment, wanted)
    }
    rows = [found[one] for one in dict.fromkeys(wanted) if one in found]
    if len(rows) != len(set(wanted)) or any(row.batch is not None for row in rows):
        raise UserError("letters.changed")
    held_back = [row for row in rows if row.problem is not None]
    if held_back:
        first = held_back[0]
        if not first.case_reference:
            raise UserError("letters.held_back_without_case", contract=first.contract_number)
        raise UserError("letters.held_back", case=first.case_reference)
    return rows


def _hand_over(hand_over: HandOver, content: BatchContent) -> None:
    try:
        hand_over(content)
    except OSError as error:
        # The error's own text names paths and printers.
        raise UserError("letters.not_handed_over", number=content.number) from error


def _mark_printed(
    context: ServiceContext, actor: Actor, number: int, way: PrintWay | None
) -> PrintedBatch:
    """Note that a batch is on paper: the letters have left the house."""
    with context.database.write() as unit:
        batch = _batch(unit.session, actor, number)
        if batch.state is not BatchState.OPEN:
            raise UserError("letters.batch_not_open", number=number)
        letters = _letters(unit.session, batch)
        now = context.clock.now()
        seconds = max(
            load_rules(unit.session, company_id).undo_seconds
            for company_id in {one.company_id for one in letters}
        )
        batch.state = BatchState.PRINTED
        batch.way = way or batch.way
        batch.printed_at = now
        batch.printed_by_id = actor.person_id
        batch.undo_until = now + timedelta(seconds=seconds)
        for row in _deliveries(unit.session, [one.delivery_id for one in letters]):
            row.state = DeliveryState.DELIVERED
            row.delivered_at = now
            row.last_error = ""
            unit.changed(ChangeKind.DELIVERY, row.id)
            unit.case_changed(row.case_id)
        details: dict[str, DetailValue] = {"way": batch.way.value}
        _record_batch(unit, context, actor, AuditAction.LETTERS_PRINTED, letters, details)
        return PrintedBatch(number, len(letters), batch.undo_until)


def _is_undo(batch: LetterBatch, actor: Actor, moment: Moment) -> bool:
    if batch.state is BatchState.OPEN:
        return True
    in_time = batch.undo_until is not None and not moment.is_over(batch.undo_until)
    return in_time and batch.printed_by_id == actor.staff_id


def _batch(session: Session, actor: Actor, number: int) -> LetterBatch:
    """The batch, locked; all its companies must be the actor's."""
    require(actor, Permission.WORK_CASES)
    batch = session.scalar(
        select(LetterBatch).where(LetterBatch.number == number).with_for_update()
    )
    if batch is None:
        raise UserError("letters.batch_unknown", number=number)
    companies = session.scalars(
        select(BatchLetter.company_id).where(BatchLetter.batch_id == batch.id).distinct()
    )
    for company_id in companies:
        require(actor, Permission.WORK_CASES, company_id)
    return batch


def _letters(session: Session, batch: LetterBatch) -> Sequence[BatchLetter]:
    return session.scalars(
        select(BatchLetter).where(BatchLetter.batch_id == batch.id).order_by(BatchLetter.position)
    ).all()


def _deliveries(session: Session, ids: Iterable[int]) -> Sequence[Delivery]:
    return session.scalars(
        select(Delivery).where(Delivery.id.in_(list(ids))).order_by(Delivery.id).with_for_update()
    ).all()


def _content(batch: LetterBatch, letters: Sequence[BatchLetter]) -> BatchContent:
    return BatchContent(
        number=batch.number,
        made_at=batch.made_at,
        letters=tuple(thawed(one.content) for one in letters),
    )


def _record_batch(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    letters: Sequence[BatchLetter],
    details: dict[str, DetailValue],
) -> None:
    """One line for every company of a batch: which letters, by the ids of their deliveries."""
    batch_id = letters[0].batch_id
    number = unit.session.get_one(LetterBatch, batch_id).number
    entries = [
        AuditEntry(
            action,
            "letter_batches",
            batch_id,
            company_id,
            {
                **details,
                "number": number,
                "deliveries": [one.delivery_id for one in letters if one.company_id == company_id],
            },
        )
        for company_id in sorted({one.company_id for one in letters})
    ]
    record_all(unit, context, actor, entries)
