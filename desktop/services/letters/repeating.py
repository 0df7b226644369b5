"""A batch is printed once more: as it was, but for its codes, which are never printed twice.

Nobody knows a code after its letter is printed, this program included. So a letter with a code gets
a new one, and the one of the last print ends at that moment: before the new one is on paper. Until
that is known the batch is unsure, and a person is asked.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.code_states import CodeState
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState
from desktop.domain.letter import Letter
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.models.registration import RegistrationCode
from desktop.services.audit import AuditAction, DetailValue
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import german_date
from desktop.services.documents.withheld import withheld_letters
from desktop.services.letters.batch_rows import (
    batch_of,
    content_of,
    is_unsure,
    letters_of,
    not_on_paper,
    record_batch,
    require_round,
)
from desktop.services.letters.commands import RepeatBatch
from desktop.services.letters.composing import enclosed_still, enclosing_only, frozen, thawed
from desktop.services.letters.making import MadeBatch, clear_letter, prepared_codes
from desktop.services.letters.taking_back import let_go
from desktop.services.letters.watch import PrintStage, PrintWatch
from desktop.services.registration.use_cases import (
    PreparedCodes,
    RenderedCode,
    held_back,
    letter_codes,
    lock_letters,
    not_again,
    render_again,
)
from desktop.services.staff.access import Actor


@dataclass(frozen=True, slots=True)
class Repeating:
    """Who prints which batch once more; ``keep`` keeps the lease."""

    context: ServiceContext
    actor: Actor
    command: RepeatBatch
    watch: PrintWatch
    keep: Callable[[], None]


@dataclass(frozen=True, slots=True)
class RepeatedBatch:
    """A batch that is to be handed over once more.

    ``is_unsure``: nobody knows whether it is on paper as it is now; it counts as printed then.
    ``refusal`` is the code of the error that says what it means if printer or file refuse.
    """

    made: MadeBatch
    is_unsure: bool
    refusal: str


def remake_batch(repeating: Repeating) -> RepeatedBatch:
    """Note that a batch is printed once more, and give its letters with codes new ones.

    Raises:
        UserError: as ``repeat_batch``.
    """
    context, actor, number = repeating.context, repeating.actor, repeating.command.number
    with context.database.read() as session:
        count = count_codes(session, number)
    prepared = prepared_codes(context, count, repeating.watch, repeating.keep)
    with context.database.write() as unit:
        batch = batch_of(unit.session, actor, number)
        if batch.state is BatchState.TAKEN_BACK:
            raise UserError("letters.batch_taken_back", number=batch.number)
        require_round(batch, repeating.command.seen_round)
        kept = letters_of(unit.session, batch)
        letters, left_out = _anew(unit, repeating, batch, kept, prepared)
        if not letters:
            raise UserError("letters.nothing_again", number=number)
        printed = [one for one, _letter in letters]
        details: dict[str, DetailValue] = {"way": repeating.command.way.value}
        record_batch(unit, context, actor, AuditAction.LETTERS_REPEATED, printed, details)
        content = content_of(batch, [letter for _one, letter in letters])
        made = MadeBatch(content, left_out, batch.made_round)
        again = RepeatedBatch(made, is_unsure(batch), _refusal(batch))
    repeating.watch.tell(PrintStage.PRINTING, 0, len(letters))
    return again


def _refusal(batch: LetterBatch) -> str:
    if batch.state is BatchState.OPEN:
        return "letters.not_handed_over"
    return "letters.repeat_not_handed_over" if is_unsure(batch) else "letters.again_not_handed_over"


def count_codes(session: Session, number: int) -> int:
    """Return how many letters of a batch have a code."""
    query = (
        select(func.count())
        .select_from(BatchLetter)
        .join(LetterBatch, LetterBatch.id == BatchLetter.batch_id)
        .join(RegistrationCode, RegistrationCode.delivery_id == BatchLetter.held_delivery_id)
        .where(LetterBatch.number == number)
    )
    return session.scalar(query) or 0


def _anew(
    unit: UnitOfWork,
    repeating: Repeating,
    batch: LetterBatch,
    kept: Sequence[BatchLetter],
    prepared: PreparedCodes,
) -> tuple[list[tuple[BatchLetter, Letter]], int]:
    """The letters as they go to paper now, and how many need none any more."""
    session = unit.session
    deliveries = [one.delivery_id for one in kept]
    lock_letters(session, deliveries)
    codes = letter_codes(session, deliveries)
    refused = _refused(session, repeating.context, codes)
    wanted = [code for delivery_id, code in codes.items() if delivery_id not in refused]
    withheld = withheld_letters(session, deliveries)
    # A code that was used was on paper, whatever is known of it.
    unused = {one for one in refused if codes[one].state is not CodeState.REDEEMED}
    _let_go(unit, repeating, batch, kept, unused | withheld.keys())
    enclosed = enclosed_still(session, deliveries)
    unprinted = {one.id for one in not_on_paper(batch, kept)}
    rendered = _rendered(unit, repeating, wanted, prepared)
    if rendered:
        batch.made_round += 1
        batch.repeated_at = repeating.context.clock.now()
        batch.repeated_by_id = repeating.actor.person_id
    day = german_date(repeating.context.clock.today())
    letters: list[tuple[BatchLetter, Letter]] = []
    for one in kept:
        if one.delivery_id in refused or one.delivery_id in withheld:
            continue
        stored = thawed(one.content)
        letter = enclosing_only(stored, enclosed.get(one.delivery_id))
        if letter is not stored and one.id in unprinted:
            one.content = frozen(letter)
        if one.delivery_id in rendered:
            # The tenant tells letters with codes apart by their dates.
            letter = clear_letter(replace(letter, day=day), rendered[one.delivery_id])
            one.content, one.made_round = frozen(letter), batch.made_round
        letters.append((one, letter))
    if not not_on_paper(batch, [one for one in kept if one.held_delivery_id is not None]):
        batch.printed_round = batch.made_round
    return letters, len(kept) - len(letters)


def _refused(
    session: Session, context: ServiceContext, codes: Mapping[int, RegistrationCode]
) -> frozenset[int]:
    """The deliveries whose letter gets no new code: it is needed no more, or the guard refuses."""
    overtaken = not_again(session, list(codes.values()))
    # What would be refused if each of them were asked for anew, as it is in a moment.
    held = held_back(session, context, [_as_asked(code) for code in codes.values()])
    return frozenset(
        delivery_id
        for delivery_id, code in codes.items()
        if code.id in overtaken or code.id in held or code.state is CodeState.REDEEMED
    )


def _as_asked(code: RegistrationCode) -> RegistrationCode:
    """A copy that is never stored, as the request it would be."""
    names = (column.key for column in RegistrationCode.__table__.columns)
    values = {name: getattr(code, name) for name in names}
    return RegistrationCode(**{**values, "state": CodeState.REQUESTED})


def _rendered(
    unit: UnitOfWork,
    repeating: Repeating,
    codes: Sequence[RegistrationCode],
    prepared: PreparedCodes,
) -> dict[int, RenderedCode]:
    if not codes:
        return {}
    made = render_again(unit, repeating.context, repeating.actor, codes, prepared)
    return {one.delivery_id: one for one in made if one.delivery_id is not None}


def _let_go(
    unit: UnitOfWork,
    repeating: Repeating,
    batch: LetterBatch,
    kept: Sequence[BatchLetter],
    unused: Collection[int],
) -> None:
    """Take letters that are needed no more, and of which no paper is known, out of the batch."""
    gone = [one for one in not_on_paper(batch, kept) if one.delivery_id in unused]
    let_go(unit, repeating.context, repeating.actor, batch, gone)
