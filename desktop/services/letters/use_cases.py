"""Letters as the area *Briefe* and the case page use them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.orm import Session, aliased

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState, DeliveryChannel, DeliveryState
from desktop.domain.letter_address import address_lines, address_problem, fitted_problem
from desktop.models.company import Staff
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.models.registration import RegistrationCode
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind
from desktop.services.letters.addresses import printed_address
from desktop.services.letters.batches import (
    confirm_batch,
    post_batch,
    print_letters,
    repeat_batch,
)
from desktop.services.letters.commands import CorrectAddress
from desktop.services.letters.composing import compose, masked, thawed
from desktop.services.letters.counting import count_letters
from desktop.services.letters.port import LetterPress
from desktop.services.letters.taking_back import take_batch_back
from desktop.services.letters.view import BatchRow, LetterPreview, LettersOverview
from desktop.services.letters.waiting import (
    next_letter_at,
    waiting_letters,
)
from desktop.services.staff.access import Actor, Permission, allows, require, visible_companies
from desktop.services.time_limits import Moment

__all__ = [
    "confirm_batch",
    "correct_address",
    "count_letters",
    "list_letters",
    "post_batch",
    "preview",
    "print_letters",
    "repeat_batch",
    "take_batch_back",
]

_UNSURE = and_(
    LetterBatch.state != BatchState.TAKEN_BACK,
    LetterBatch.made_round > LetterBatch.printed_round,
)
PAST_BATCHES_SHOWN = 30
"""So many past batches the area offers for printing again, the newest."""


class _OfCodes(TypedDict):
    codes: int
    to_post: int
    posted_at: datetime | None


_NO_CODES: _OfCodes = {"codes": 0, "to_post": 0, "posted_at": None}


def list_letters(
    context: ServiceContext,
    actor: Actor,
    press: LetterPress,
    companies: Iterable[int] | None = None,
) -> LettersOverview:
    """Return the letters to print and the batches, as of now.

    ``companies`` are the ids of those to be shown, None all that the actor may see.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    visible = visible_companies(actor, companies)
    moment = Moment.of(context.clock)
    with context.database.read() as session:
        return LettersOverview(
            letters=waiting_letters(session, context, press, visible),
            unconfirmed=_batches(session, visible, _UNSURE),
            past=_batches(session, visible, not_(_UNSURE)),
            next_at=next_letter_at(session, visible, moment),
            may_print=allows(actor, Permission.WORK_CASES),
        )


def preview(
    context: ServiceContext, actor: Actor, press: LetterPress, delivery_id: int
) -> LetterPreview:
    """Return one letter to look at; one that stands in a batch as it was frozen there.

    Who may not see IBANs sees them masked, as on the page of the case.

    Raises:
        UserError: ``access.denied``; ``letters.unknown`` where there is no such letter.
    """
    require(actor, Permission.READ_CASES)
    with context.database.read() as session:
        row = _letter(session, actor, Permission.READ_CASES, delivery_id)
        content = session.scalar(
            select(BatchLetter.content).where(BatchLetter.held_delivery_id == delivery_id)
        )
        letter = (
            compose(session, row, context.clock.today()) if content is None else thawed(content)
        )
    if not allows(actor, Permission.REVEAL_IBAN):
        letter = masked(letter)
    return LetterPreview(delivery_id, press.pdf([letter], made_at=context.clock.now()))


def correct_address(
    context: ServiceContext, actor: Actor, press: LetterPress, command: CorrectAddress
) -> None:
    """Mend the address of a letter that waits. The tenant's master data stay as they are.

    Raises:
        UserError: ``access.denied``, ``letters.unknown``; ``letters.changed`` where somebody was
            faster; ``letters.address_unfit`` with ``problem`` where it still cannot be printed;
            ``letters.address_of_code`` where a letter with a code would go to somewhere else.
    """
    with context.database.write() as unit:
        require(actor, Permission.WORK_CASES)
        row = _letter(unit.session, actor, Permission.WORK_CASES, command.delivery_id)
        # Locked first: whoever comes second compares with what the first one wrote.
        if not _is_free(unit, row) or printed_address(row.recipient) != command.seen:
            raise UserError("letters.changed")
        lines = address_lines(command.text)
        _require_fit(press, row, lines)
        row.recipient = "\n".join(lines)[:400]
        record(
            unit,
            context,
            actor,
            AuditAction.LETTER_ADDRESS_CORRECTED,
            "deliveries",
            row.id,
            row.company_id,
        )
        unit.case_changed(row.case_id)
        unit.changed(ChangeKind.DELIVERY, row.id)


def _letter(session: Session, actor: Actor, permission: Permission, delivery_id: int) -> Delivery:
    row = session.get(Delivery, delivery_id)
    if row is None or row.channel is not DeliveryChannel.LETTER:
        raise UserError("letters.unknown")
    require(actor, permission, row.company_id)
    return row


def _require_fit(press: LetterPress, row: Delivery, lines: tuple[str, ...]) -> None:
    """Refuse an address that cannot be printed, and another one for a letter with a code.

    Where a code goes was decided with its guard; here its lines may only be divided otherwise.
    """
    shown = printed_address("\n".join(lines))
    if row.type == LetterKind.REGISTRATION_CODE:
        problem = fitted_problem(shown, press.is_too_wide)
        if " ".join(lines).split() != row.recipient.split():
            raise UserError("letters.address_of_code")
    else:
        problem = address_problem(shown, press.is_too_wide)
    if problem is not None:
        raise UserError("letters.address_unfit", problem=problem.value)


def _is_free(unit: UnitOfWork, row: Delivery) -> bool:
    """Whether the letter waits and stands in no batch; the row is locked until the commit."""
    unit.session.refresh(row, with_for_update=True)
    return row.state is DeliveryState.WAITING and not row.attempts


def _batches(
    session: Session, visible: frozenset[int] | None, which: ColumnElement[bool]
) -> tuple[BatchRow, ...]:
    """Those of the batches that have a letter of these companies, the newest first."""
    maker, printer, repeater = aliased(Staff), aliased(Staff), aliased(Staff)
    query = (
        select(LetterBatch, maker.name, printer.name, repeater.name, _UNSURE)
        .join(maker, maker.id == LetterBatch.made_by_id)
        .outerjoin(printer, printer.id == LetterBatch.printed_by_id)
        .outerjoin(repeater, repeater.id == LetterBatch.repeated_by_id)
        .where(which)
        .order_by(LetterBatch.number.desc())
        .limit(PAST_BATCHES_SHOWN)
    )
    if visible is not None:
        of_company = select(BatchLetter.batch_id).where(BatchLetter.company_id.in_(visible))
        query = query.where(LetterBatch.id.in_(of_company))
    rows = session.execute(query).tuples().all()
    codes = _codes_of(session, [batch.id for batch, *_ in rows])
    return tuple(
        BatchRow(
            number=batch.number,
            state=batch.state,
            way=batch.way,
            letter_count=batch.letter_count,
            made_at=batch.made_at,
            made_by=made_by,
            printed_at=batch.printed_at,
            printed_by=printed_by or "",
            take_back_reason=batch.take_back_reason,
            made_round=batch.made_round,
            repeated_at=batch.repeated_at,
            repeated_by=repeated_by or "",
            is_unsure=unsure,
            **codes.get(batch.id, _NO_CODES),
        )
        for batch, made_by, printed_by, repeated_by, unsure in rows
    )


def _codes_of(session: Session, batch_ids: Sequence[int]) -> dict[int, _OfCodes]:
    """How many letters of batches have codes, how many of them are not posted, and the last day."""
    posted = RegistrationCode.posted_at
    query = (
        select(
            BatchLetter.batch_id,
            func.count(),
            func.count().filter(posted.is_(None)),
            func.max(posted),
        )
        .join(RegistrationCode, RegistrationCode.delivery_id == BatchLetter.held_delivery_id)
        .where(BatchLetter.batch_id.in_(batch_ids))
        .group_by(BatchLetter.batch_id, BatchLetter.made_round)
        .order_by(BatchLetter.batch_id, BatchLetter.made_round)
    )
    found: dict[int, _OfCodes] = {}
    for batch_id, codes, to_post, posted_at in session.execute(query).tuples():
        # Only what got its code last is posted: the older paper of the rest may be gone.
        older = found.get(batch_id, _NO_CODES)["codes"]
        found[batch_id] = {"codes": older + codes, "to_post": to_post, "posted_at": posted_at}
    return found
