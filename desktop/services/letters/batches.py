"""Print batches: made first, then handed to paper, then marked as printed.

A batch is committed with the frozen letters before anything is painted, and its letters count as
printed only after the paper (or the file) was really handed over. Whoever is killed in between
leaves an *open* batch: its letters wait still, no other batch takes them, and a person says what
became of it: print it once more, it was printed, or it was not.

A batch whose codes are made anew is in another *round*. Whoever is killed then leaves a printed
batch whose latest round nobody knows to be on paper, and the same is asked.

A letter with a registration code gets it when it is frozen. The clear code is in memory only, on
its way to paper; what is frozen shows a mask.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState, DeliveryState, PrintWay
from desktop.models.letter import BatchLetter
from desktop.services.audit import AuditAction, DetailValue
from desktop.services.context import ServiceContext
from desktop.services.leases import lease
from desktop.services.letters.batch_rows import (
    LEASE,
    batch_of,
    is_unsure,
    letters_of,
    locked_deliveries,
    not_on_paper,
    record_batch,
    require_round,
)
from desktop.services.letters.commands import PrintLetters, RepeatBatch
from desktop.services.letters.making import MadeBatch, Making, make_batch
from desktop.services.letters.port import LetterPress
from desktop.services.letters.repeating import Repeating, remake_batch
from desktop.services.letters.view import BatchContent, PrintedBatch
from desktop.services.letters.watch import NOBODY, PrintWatch
from desktop.services.registration.use_cases import letter_codes, lock_letters, post_codes
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_rules

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
        _hand_over(hand_over, made.content, "letters.not_handed_over")
        return _mark_printed(context, actor, made, command.way)


def repeat_batch(
    context: ServiceContext,
    actor: Actor,
    hand_over: HandOver,
    command: RepeatBatch,
    watch: PrintWatch = NOBODY,
) -> PrintedBatch:
    """Print a batch once more, exactly as it was; one that nobody confirmed counts as printed then.

    Its letters with codes get new ones, and those of the last print end. Letters that are needed
    no more, because somebody has registered or a newer one is on its way, are left out.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_taken_back``, ``letters.nothing_again``, ``letters.cancelled``,
            ``codes.key_missing``, ``codes.key_unusable``; ``letters.batch_not_open`` where it was
            repeated since the person saw it. Where printer or file refused,
            ``letters.repeat_not_handed_over`` if codes were made anew, so that a person has to say
            what became of them, ``letters.again_not_handed_over`` if none were, and
            ``letters.not_handed_over`` if it was on no paper before.
    """
    with lease(context, LEASE) as held:
        again = remake_batch(Repeating(context, actor, command, watch, held.renew))
        held.renew()
        _hand_over(hand_over, again.made.content, again.refusal)
        if again.is_unsure:
            return _mark_printed(context, actor, again.made, command.way)
        content = again.made.content
        now = context.clock.now()
        return PrintedBatch(content.number, len(content.letters), now, again.made.left_out)


def confirm_batch(
    context: ServiceContext, actor: Actor, number: int, seen_round: int | None = None
) -> PrintedBatch:
    """Say that what was made of a batch is on paper, although the program did not live to note it.

    ``seen_round`` as in ``RepeatBatch``.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_not_open``.
    """
    with lease(context, LEASE):
        return _confirm(context, actor, number, seen_round, None)


def post_batch(
    context: ServiceContext, actor: Actor, number: int, seen_round: int | None = None
) -> int:
    """Note that the letters with codes of a batch were brought to the post; returns how many.

    ``seen_round`` as in ``RepeatBatch``: whoever went to the post has the letters of that round.

    Raises:
        UserError: ``access.denied``, ``lease.taken``, ``letters.batch_unknown``,
            ``letters.batch_not_open``; ``letters.not_printed`` where it is not on paper,
            ``letters.repeat_unsure`` where nobody knows whether its latest codes are,
            ``letters.nothing_to_post``.
    """
    with lease(context, LEASE), context.database.write() as unit:
        batch = batch_of(unit.session, actor, number)
        if batch.state is not BatchState.PRINTED:
            raise UserError("letters.not_printed", number=number)
        if is_unsure(batch):
            raise UserError("letters.repeat_unsure", number=number)
        require_round(batch, seen_round)
        letters = letters_of(unit.session, batch)
        ids = [one.delivery_id for one in letters]
        lock_letters(unit.session, ids)
        rounds = {one.delivery_id: one.made_round for one in letters}
        found = letter_codes(unit.session, ids)
        # What the latest round left out may be on older paper, or on none any more.
        latest = max((rounds[one] for one in found), default=0)
        codes = [
            row for one, row in found.items() if rounds[one] == latest and row.posted_at is None
        ]
        if not codes:
            raise UserError("letters.nothing_to_post", number=number)
        post_codes(unit, context, actor, codes)
        batch.posted_round = batch.printed_round
        letters = [one for one in letters if one.made_round == latest]
        unit.changed(ChangeKind.DELIVERY)
        record_batch(unit, context, actor, AuditAction.LETTERS_POSTED, letters, {})
        return len(codes)


def _hand_over(hand_over: HandOver, content: BatchContent, refusal: str) -> None:
    try:
        hand_over(content)
    except OSError as error:
        # The error's own text names paths and printers.
        raise UserError(refusal, number=content.number) from error


def _mark_printed(
    context: ServiceContext, actor: Actor, made: MadeBatch, way: PrintWay
) -> PrintedBatch:
    printed = _confirm(context, actor, made.content.number, made.made_round, way)
    return replace(printed, letter_count=len(made.content.letters), left_out=made.left_out)


def _confirm(
    context: ServiceContext, actor: Actor, number: int, made_round: int | None, way: PrintWay | None
) -> PrintedBatch:
    """Note that a round of a batch is on paper: its letters have left the house."""
    with context.database.write() as unit:
        batch = batch_of(unit.session, actor, number)
        if not is_unsure(batch):
            raise UserError("letters.batch_not_open", number=number)
        require_round(batch, made_round)
        letters = not_on_paper(batch, letters_of(unit.session, batch))
        now = context.clock.now()
        undo_until = now
        if batch.state is BatchState.OPEN:
            undo_until = now + timedelta(seconds=_undo_seconds(unit.session, letters))
            batch.state = BatchState.PRINTED
            batch.way = way or batch.way
            batch.printed_at = now
            batch.printed_by_id = actor.person_id
            batch.undo_until = undo_until
        batch.printed_round = batch.made_round
        for row in locked_deliveries(unit.session, [one.delivery_id for one in letters]):
            row.state = DeliveryState.DELIVERED
            row.delivered_at = now
            row.last_error = ""
            unit.changed(ChangeKind.DELIVERY, row.id)
            unit.case_changed(row.case_id)
        details: dict[str, DetailValue] = {"way": (way or batch.way).value}
        record_batch(unit, context, actor, AuditAction.LETTERS_PRINTED, letters, details)
        return PrintedBatch(number, batch.letter_count, undo_until)


def _undo_seconds(session: Session, letters: Sequence[BatchLetter]) -> int:
    return max(
        load_rules(session, company_id).undo_seconds
        for company_id in {one.company_id for one in letters}
    )
