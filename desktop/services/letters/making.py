"""A print batch is made: its letters are frozen, and those with a code get one.

Letters go into the batch some hundred at a time, each step a transaction: nobody else waits long,
and whoever is killed in between leaves an open batch with the letters that were frozen until then.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.changes import ChangeKind
from desktop.domain.code_letter import valid_words
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState
from desktop.domain.letter import Letter, with_code
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.services.audit import AuditAction, DetailValue
from desktop.services.context import ServiceContext
from desktop.services.letters.batch_rows import content_of, locked_deliveries, record_batch
from desktop.services.letters.code_letters import CodeLetterSource, letter_of, sources_of
from desktop.services.letters.commands import PrintLetters
from desktop.services.letters.composing import compose, frozen
from desktop.services.letters.port import LetterPress
from desktop.services.letters.view import COVER_FROM, BatchContent, LetterRow
from desktop.services.letters.waiting import waiting_letters
from desktop.services.letters.watch import PrintStage, PrintWatch
from desktop.services.numbering import next_number
from desktop.services.registration.portions import portions
from desktop.services.registration.use_cases import (
    PreparedCodes,
    RenderedCode,
    lock_letters,
    prepare_codes,
    render_requests,
)
from desktop.services.staff.access import Actor, Permission, require

STEP = 100
"""So many letters go into a batch in one transaction."""
_COUNTER = "letter_batch"


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes a batch of what; ``keep`` is called between the steps and keeps the lease."""

    context: ServiceContext
    actor: Actor
    press: LetterPress
    command: PrintLetters
    watch: PrintWatch
    keep: Callable[[], None]


@dataclass(frozen=True, slots=True)
class MadeBatch:
    """A round of a batch that is to be handed over; ``left_out`` letters changed meanwhile."""

    content: BatchContent
    left_out: int
    made_round: int


@dataclass(slots=True)
class _Begun:
    """A batch that grows: its key, and the letters as they go to paper."""

    batch_id: int
    letters: list[Letter]


def make_batch(making: Making) -> MadeBatch:
    """Freeze letters in a new batch; from here on nobody undoes them or prints them elsewhere.

    Raises:
        UserError: as ``print_letters``.
    """
    context, watch = making.context, making.watch
    with context.database.read() as session:
        order = _order(session, making)
    count = sum(row.has_code for row in order)
    prepared = _prepared(making, count)
    begun: _Begun | None = None
    ids = [row.delivery_id for row in order]
    for step in _steps(ids):
        making.keep()
        with context.database.write() as unit:
            begun = _freeze(unit, making, step, prepared, begun, strict=len(step) == len(ids))
        watch.tell(PrintStage.FREEZING, 0 if begun is None else len(begun.letters), len(ids))
    if begun is None:
        raise UserError("letters.changed")
    watch.tell(PrintStage.PRINTING, 0, len(begun.letters))
    with context.database.read() as session:
        batch = session.get_one(LetterBatch, begun.batch_id)
        left_out = len(ids) - len(begun.letters)
        return MadeBatch(content_of(batch, begun.letters), left_out, batch.made_round)


def prepared_codes(
    context: ServiceContext, count: int, watch: PrintWatch, keep: Callable[[], None]
) -> PreparedCodes:
    """Make codes before the transactions in which they are given away.

    Raises:
        UserError: ``letters.cancelled``; as ``prepare_codes``.
    """

    def on_progress(done: int) -> None:
        keep()
        watch.tell(PrintStage.CODES, done, count)

    prepared = prepare_codes(
        context, count, is_cancelled=watch.is_cancelled, on_progress=on_progress
    )
    if watch.is_cancelled():
        raise UserError("letters.cancelled")
    return prepared


def _prepared(making: Making, count: int) -> PreparedCodes:
    return prepared_codes(making.context, count, making.watch, making.keep)


def _steps(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), STEP):
        yield ids[start : start + STEP]


def _order(session: Session, making: Making) -> list[LetterRow]:
    """The letters as they go into the batch: as asked for, many of them sorted for envelopes."""
    require(making.actor, Permission.WORK_CASES)
    if not making.command.delivery_ids:
        raise UserError("letters.nothing")
    rows = _printable(session, making, making.command.delivery_ids, strict=True)
    return _for_envelopes(session, making, rows) if len(rows) >= COVER_FROM else rows


def _for_envelopes(session: Session, making: Making, rows: Sequence[LetterRow]) -> list[LetterRow]:
    """By company, number of pages and enclosures, postcode, name: like letters lie together."""
    companies = list(dict.fromkeys(row.company_id for row in rows))
    sources = sources_of(session, [row.delivery_id for row in rows if row.has_code])
    day = making.context.clock.today()

    deliveries = {one.id: one for one in _deliveries(session, rows)}

    def key(row: LetterRow) -> tuple[object, ...]:
        delivery = deliveries[row.delivery_id]
        source = sources.get(row.delivery_id)
        if source is None:
            letter = compose(session, delivery, day)
        else:
            letter = letter_of(session, delivery, source, day, "")
        return (
            companies.index(row.company_id),
            making.press.pages(letter),
            len(letter.enclosures),
            row.address[-1],
            row.address[0],
            row.delivery_id,
        )

    return sorted(rows, key=key)


def _deliveries(session: Session, rows: Sequence[LetterRow]) -> list[Delivery]:
    found: list[Delivery] = []
    for some in portions([row.delivery_id for row in rows]):
        found += session.scalars(select(Delivery).where(Delivery.id.in_(some)))
    return found


def _printable(
    session: Session, making: Making, wanted: Sequence[int], *, strict: bool
) -> list[LetterRow]:
    """The letters that can be printed, in this order; ``strict`` refuses where one cannot."""
    actor, context = making.actor, making.context
    found = {
        row.delivery_id: row
        for row in waiting_letters(session, context, making.press, actor.company_ids, wanted)
    }
    rows = [found[one] for one in dict.fromkeys(wanted) if one in found]
    if not strict:
        return [row for row in rows if row.is_printable]
    if len(rows) != len(set(wanted)) or any(row.batch is not None for row in rows):
        raise UserError("letters.changed")
    held_back = [row for row in rows if not row.is_printable]
    if held_back:
        first = held_back[0]
        if not first.case_reference:
            raise UserError("letters.held_back_without_case", contract=first.contract_number)
        raise UserError("letters.held_back", case=first.case_reference)
    return rows


def _freeze(
    unit: UnitOfWork,
    making: Making,
    wanted: Sequence[int],
    prepared: PreparedCodes,
    begun: _Begun | None,
    *,
    strict: bool,
) -> _Begun | None:
    """Put some letters into the batch, which is made with the first of them."""
    session = unit.session
    # Locked before anything is judged: what is found then stays so until the commit.
    lock_letters(session, wanted)
    deliveries = {row.id: row for row in locked_deliveries(session, wanted)}
    rows = _printable(session, making, wanted, strict=strict)
    if not rows:
        return begun
    sources = sources_of(session, [row.delivery_id for row in rows if row.has_code])
    rendered = _rendered(unit, making, list(sources.values()), prepared)
    batch = _batch(unit, making, begun)
    made = _Begun(batch.id, []) if begun is None else begun
    day = berlin_day(batch.made_at)
    kept: list[BatchLetter] = []
    for position, row in enumerate(rows, start=len(made.letters) + 1):
        delivery = deliveries[row.delivery_id]
        # Whoever undoes sees by it that the letter may be on paper already.
        delivery.attempts += 1
        mark = f"Stapel {batch.number} · {position}"
        source = sources.get(delivery.id)
        if source is None:
            letter = compose(session, delivery, day, mark)
        else:
            letter = letter_of(session, delivery, source, day, mark)
            letter = clear_letter(letter, rendered[delivery.id])
        made.letters.append(letter)
        kept.append(_kept(batch, position, delivery, letter))
        unit.changed(ChangeKind.DELIVERY, delivery.id)
        unit.case_changed(delivery.case_id)
    batch.letter_count = len(made.letters)
    session.add_all(kept)
    session.flush()
    details: dict[str, DetailValue] = {"way": making.command.way.value}
    record_batch(unit, making.context, making.actor, AuditAction.LETTERS_BATCHED, kept, details)
    return made


def clear_letter(letter: Letter, rendered: RenderedCode) -> Letter:
    """Return a letter with its code, as it goes to paper and nowhere else."""
    code = rendered.clear
    return with_code(letter, code, code.masked, valid_words(rendered.expires_on))


def _rendered(
    unit: UnitOfWork,
    making: Making,
    sources: Sequence[CodeLetterSource],
    prepared: PreparedCodes,
) -> dict[int, RenderedCode]:
    if not sources:
        return {}
    rows = [source.code for source in sources]
    made = render_requests(unit, making.context, making.actor, rows, prepared)
    return {one.delivery_id: one for one in made if one.delivery_id is not None}


def _batch(unit: UnitOfWork, making: Making, begun: _Begun | None) -> LetterBatch:
    if begun is not None:
        return unit.session.get_one(LetterBatch, begun.batch_id, with_for_update=True)
    batch = LetterBatch(
        number=next_number(unit, _COUNTER),
        state=BatchState.OPEN,
        way=making.command.way,
        letter_count=0,
        made_at=making.context.clock.now(),
        made_by_id=making.actor.person_id,
        take_back_reason="",
    )
    unit.session.add(batch)
    unit.session.flush()
    return batch


def _kept(batch: LetterBatch, position: int, delivery: Delivery, letter: Letter) -> BatchLetter:
    return BatchLetter(
        batch_id=batch.id,
        position=position,
        company_id=delivery.company_id,
        case_id=delivery.case_id,
        delivery_id=delivery.id,
        held_delivery_id=delivery.id,
        content=frozen(letter),
    )
