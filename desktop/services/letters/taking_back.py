"""A batch, or what was made of it last, was not printed after all: its letters wait again."""

from collections.abc import Sequence

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.blank_text import is_blank
from desktop.domain.changes import ChangeKind
from desktop.domain.code_states import CodeState
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState, DeliveryState
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.documents.withheld import call_off_letters
from desktop.services.leases import lease
from desktop.services.letters.batch_rows import (
    LEASE,
    batch_of,
    is_unsure,
    letters_of,
    locked_deliveries,
    record_batch,
    require_round,
)
from desktop.services.letters.commands import TakeBatchBack
from desktop.services.registration.use_cases import letter_codes, lock_letters, take_letters_back
from desktop.services.staff.access import Actor
from desktop.services.time_limits import Moment


def take_batch_back(context: ServiceContext, actor: Actor, command: TakeBatchBack) -> int:
    """Let the letters of a batch wait again, because it was not printed after all.

    What nobody knows to be on paper needs no reason, nor does a batch that this person printed
    within its undo time. The codes of its letters end: they get new ones with their next batch.

    Of a batch that was printed, or posted, before its codes were made anew only the letters with
    these codes wait again: the others have left the house.

    Returns:
        How many letters wait again; what nobody needs any more does not.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_taken_back``, ``letters.batch_posted``, ``letters.reason_missing``;
            ``letters.batch_not_open`` where it was repeated since the person saw it.
    """
    with lease(context, LEASE), context.database.write() as unit:
        batch = batch_of(unit.session, actor, command.number)
        if batch.state is BatchState.TAKEN_BACK:
            raise UserError("letters.batch_taken_back", number=batch.number)
        require_round(batch, command.seen_round)
        unsure = is_unsure(batch)
        if is_blank(command.reason) and not unsure and not _is_undo(batch, actor, context):
            raise UserError("letters.reason_missing", number=batch.number)
        left = batch.printed_round if unsure else batch.posted_round
        letters = [one for one in letters_of(unit.session, batch) if one.made_round > left]
        ids = [one.delivery_id for one in letters]
        lock_letters(unit.session, ids)
        codes = letter_codes(unit.session, ids)
        if left:
            # A code that was used was on paper, whatever is known of it.
            used = {key for key, code in codes.items() if code.state is CodeState.REDEEMED}
            letters = [one for one in letters if one.delivery_id not in used]
        if not letters or any(code.posted_at is not None for code in codes.values()):
            raise UserError("letters.batch_posted", number=batch.number)
        record_batch(unit, context, actor, AuditAction.LETTERS_TAKEN_BACK, letters, {})
        waiting = let_go(unit, context, actor, batch, letters)
        batch.printed_round = batch.made_round
        if not letters_of(unit.session, batch):
            batch.state = BatchState.TAKEN_BACK
            batch.letter_count = len(letters)
            batch.taken_back_at = context.clock.now()
            batch.taken_back_by_id = actor.person_id
            batch.take_back_reason = command.reason.strip()
        elif unsure:
            batch.repeated_at = batch.repeated_by_id = None
        return waiting


def let_go(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    batch: LetterBatch,
    letters: Sequence[BatchLetter],
) -> int:
    """Take letters out of a batch: they wait again, and their codes end. Returns how many wait.

    What brings a document that was recalled meanwhile is cancelled instead.
    """
    ids = [one.delivery_id for one in letters]
    codes = letter_codes(unit.session, ids)
    deliveries = locked_deliveries(unit.session, ids)
    for row in deliveries:
        row.state = DeliveryState.WAITING
        row.delivered_at = None
        row.attempts = 0
        unit.changed(ChangeKind.DELIVERY, row.id)
    for one in letters:
        one.held_delivery_id = None
        unit.case_changed(one.case_id)
    batch.letter_count -= len(letters)
    unit.session.flush()
    call_off_letters(unit, deliveries)
    if codes:
        take_letters_back(unit, context, actor, list(codes.values()))
    # What nobody needs any more was cancelled by that.
    return sum(row.state is DeliveryState.WAITING for row in deliveries)


def _is_undo(batch: LetterBatch, actor: Actor, context: ServiceContext) -> bool:
    moment = Moment.of(context.clock)
    in_time = batch.undo_until is not None and not moment.is_over(batch.undo_until)
    return in_time and batch.printed_by_id == actor.staff_id
