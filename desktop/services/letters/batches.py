"""Print batches: made first, then handed to paper, then marked as printed.

A batch is committed with the frozen letters before anything is painted, and its letters count as
printed only after the paper (or the file) was really handed over. Whoever is killed in between
leaves an *open* batch: its letters wait still, no other batch takes them, and a person says what
became of it: print it once more, it was printed, or it was not.

A letter with a registration code gets it when it is frozen. The clear code is in memory only, on
its way to paper; what is frozen shows a mask.
"""

from collections.abc import Callable
from datetime import timedelta

from desktop.domain.blank_text import is_blank
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState, DeliveryState, PrintWay
from desktop.models.letter import LetterBatch
from desktop.services.audit import AuditAction, DetailValue
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.letters.batch_rows import (
    batch_of,
    letters_of,
    locked_deliveries,
    record_batch,
)
from desktop.services.letters.commands import PrintLetters, RepeatBatch, TakeBatchBack
from desktop.services.letters.making import MadeBatch, Making, make_batch
from desktop.services.letters.port import LetterPress
from desktop.services.letters.repeating import Repeating, remake_batch
from desktop.services.letters.view import BatchContent, PrintedBatch
from desktop.services.letters.watch import NOBODY, PrintWatch
from desktop.services.registration.use_cases import (
    letter_codes,
    lock_letters,
    post_codes,
    take_letters_back,
)
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment

LEASE = "letters"

HandOver = Callable[[BatchContent], None]
"""Brings a batch to the printer or into a file; raises OSError where it takes nothing."""


def print_letters(
    context: ServiceContext,
    actor: Actor,
    press: LetterPress,
    hand_over: HandOver,
    command: PrintLetters,
    watch: PrintWatch = NOBODY,
) -> PrintedBatch:
    """Print letters as one new batch; they count as printed when ``hand_over`` has returned.

    Raises:
        UserError: ``access.denied``, ``lease.taken``; ``letters.nothing`` without letters;
            ``letters.changed`` where one of them is printed, in another batch or taken back
            meanwhile; ``letters.held_back`` where something has to be mended first;
            ``letters.cancelled`` where the person called it off: nothing happened then;
            ``letters.not_handed_over`` where printer or file refused: the batch is kept open;
            ``codes.key_missing`` or ``codes.key_unusable``.
    """
    with lease(context, LEASE) as held:
        made = make_batch(Making(context, actor, press, command, watch, held.renew))
        held.renew()
        _hand_over(hand_over, made.content)
        return _mark_printed(context, actor, made, command.way)


def repeat_batch(
    context: ServiceContext,
    actor: Actor,
    hand_over: HandOver,
    command: RepeatBatch,
    watch: PrintWatch = NOBODY,
) -> PrintedBatch:
    """Print a batch once more, exactly as it was; an open one counts as printed then.

    Its letters with codes get new ones, and those of the first print end. Letters that are needed
    no more, because somebody has registered or a newer one is on its way, are left out.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_taken_back``, ``letters.nothing_again``, ``letters.cancelled``,
            ``letters.not_handed_over``, ``codes.key_missing``, ``codes.key_unusable``.
    """
    with lease(context, LEASE) as held:
        again = remake_batch(Repeating(context, actor, command, watch, held.renew))
        held.renew()
        _hand_over(hand_over, again.made.content)
        if again.was_open:
            return _mark_printed(context, actor, again.made, command.way)
        content = again.made.content
        now = context.clock.now()
        return PrintedBatch(content.number, len(content.letters), now, again.made.left_out)


def confirm_batch(context: ServiceContext, actor: Actor, number: int) -> PrintedBatch:
    """Say that an open batch is on paper, although the program did not live to note it.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_not_open``.
    """
    with lease(context, LEASE):
        content = BatchContent(number, context.clock.now(), ())
        return _mark_printed(context, actor, MadeBatch(content, 0), None)


def post_batch(context: ServiceContext, actor: Actor, number: int) -> int:
    """Note that the letters with codes of a batch were brought to the post; returns how many.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``;
            ``letters.not_printed`` where it is not on paper, ``letters.nothing_to_post``.
    """
    with lease(context, LEASE), context.database.write() as unit:
        batch = batch_of(unit.session, actor, number)
        if batch.state is not BatchState.PRINTED:
            raise UserError("letters.not_printed", number=number)
        letters = letters_of(unit.session, batch)
        ids = [one.delivery_id for one in letters]
        lock_letters(unit.session, ids)
        codes = [row for row in letter_codes(unit.session, ids).values() if row.posted_at is None]
        if not codes:
            raise UserError("letters.nothing_to_post", number=number)
        post_codes(unit, context, actor, codes)
        unit.changed(ChangeKind.DELIVERY)
        record_batch(unit, context, actor, AuditAction.LETTERS_POSTED, letters, {})
        return len(codes)


def take_batch_back(context: ServiceContext, actor: Actor, command: TakeBatchBack) -> None:
    """Let the letters of a batch wait again, because it was not printed after all.

    An open batch needs no reason, nor does one that this person printed within its undo time. The
    codes of its letters end: they get new ones with their next batch.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_taken_back``, ``letters.batch_posted``, ``letters.reason_missing``.
    """
    with lease(context, LEASE), context.database.write() as unit:
        batch = batch_of(unit.session, actor, command.number)
        if batch.state is BatchState.TAKEN_BACK:
            raise UserError("letters.batch_taken_back", number=batch.number)
        now = context.clock.now()
        if is_blank(command.reason) and not _is_undo(batch, actor, Moment.of(context.clock)):
            raise UserError("letters.reason_missing", number=batch.number)
        letters = letters_of(unit.session, batch)
        ids = [one.delivery_id for one in letters if one.held_delivery_id is not None]
        lock_letters(unit.session, ids)
        codes = list(letter_codes(unit.session, ids).values())
        if any(code.posted_at is not None for code in codes):
            raise UserError("letters.batch_posted", number=batch.number)
        for row in locked_deliveries(unit.session, ids):
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
        unit.session.flush()
        if codes:
            take_letters_back(unit, context, actor, codes)
        record_batch(unit, context, actor, AuditAction.LETTERS_TAKEN_BACK, letters, {})


def _hand_over(hand_over: HandOver, content: BatchContent) -> None:
    try:
        hand_over(content)
    except OSError as error:
        # The error's own text names paths and printers.
        raise UserError("letters.not_handed_over", number=content.number) from error


def _mark_printed(
    context: ServiceContext, actor: Actor, made: MadeBatch, way: PrintWay | None
) -> PrintedBatch:
    """Note that a batch is on paper: the letters have left the house."""
    number = made.content.number
    with context.database.write() as unit:
        batch = batch_of(unit.session, actor, number)
        if batch.state is not BatchState.OPEN:
            raise UserError("letters.batch_not_open", number=number)
        letters = letters_of(unit.session, batch)
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
        held = [one.delivery_id for one in letters if one.held_delivery_id is not None]
        for row in locked_deliveries(unit.session, held):
            row.state = DeliveryState.DELIVERED
            row.delivered_at = now
            row.last_error = ""
            unit.changed(ChangeKind.DELIVERY, row.id)
            unit.case_changed(row.case_id)
        details: dict[str, DetailValue] = {"way": batch.way.value}
        record_batch(unit, context, actor, AuditAction.LETTERS_PRINTED, letters, details)
        return PrintedBatch(number, batch.letter_count, batch.undo_until, made.left_out)


def _is_undo(batch: LetterBatch, actor: Actor, moment: Moment) -> bool:
    if batch.state is BatchState.OPEN:
        return True
    in_time = batch.undo_until is not None and not moment.is_over(batch.undo_until)
    return in_time and batch.printed_by_id == actor.staff_id
