"""The rows of print batches: found and locked, read back, noted in the audit."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.berlin_time import berlin_day
from desktop.domain.errors import UserError
from desktop.domain.kinds import BatchState
from desktop.domain.letter import Letter
from desktop.models.exchange import Delivery
from desktop.models.letter import BatchLetter, LetterBatch
from desktop.services.audit import AuditAction, AuditEntry, DetailValue, record_all
from desktop.services.context import ServiceContext
from desktop.services.conversation.reply_values import german_date
from desktop.services.letters.view import COVER_FROM, BatchContent
from desktop.services.registration.portions import portions
from desktop.services.staff.access import Actor, Permission, require

LEASE = "letters"
"""Whoever prints, or says what became of a print, is alone."""


def batch_of(session: Session, actor: Actor, number: int) -> LetterBatch:
    """Return the batch, locked; all its companies must be the actor's.

    Raises:
        UserError: ``access.denied``, ``letters.batch_unknown``.
    """
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


def is_unsure(batch: LetterBatch) -> bool:
    """Whether nobody knows if what was made of a batch last is on paper."""
    return batch.state is not BatchState.TAKEN_BACK and batch.made_round > batch.printed_round


def require_round(batch: LetterBatch, seen: int | None) -> None:
    """Refuse what a person decided about a batch that has got other codes since; None: not seen.

    Raises:
        UserError: ``letters.batch_not_open``.
    """
    if seen is not None and seen != batch.made_round:
        raise UserError("letters.batch_not_open", number=batch.number)


def letters_of(session: Session, batch: LetterBatch) -> Sequence[BatchLetter]:
    """Return the letters that stand in a batch, in their order; what was let go of is none."""
    return session.scalars(
        select(BatchLetter)
        .where(BatchLetter.batch_id == batch.id, BatchLetter.held_delivery_id.is_not(None))
        .order_by(BatchLetter.position)
    ).all()


def not_on_paper(batch: LetterBatch, letters: Sequence[BatchLetter]) -> list[BatchLetter]:
    """Return the letters of a batch of which nobody knows whether they are on paper as they are."""
    return [one for one in letters if one.made_round > batch.printed_round]


def locked_deliveries(session: Session, ids: Iterable[int]) -> list[Delivery]:
    """Return deliveries, locked, always in the same order."""
    found: list[Delivery] = []
    for some in portions(sorted(set(ids))):
        query = select(Delivery).where(Delivery.id.in_(some)).order_by(Delivery.id)
        found += session.scalars(query.with_for_update()).all()
    return found


def content_of(batch: LetterBatch, letters: Sequence[Letter]) -> BatchContent:
    """Return a batch as it is handed to paper; a larger one has a list on top."""
    cover = f"Stapel {batch.number} vom {german_date(berlin_day(batch.made_at))}"
    return BatchContent(
        number=batch.number,
        made_at=batch.made_at,
        letters=tuple(letters),
        cover=cover if batch.letter_count >= COVER_FROM else "",
    )


def record_batch(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    action: AuditAction,
    letters: Sequence[BatchLetter],
    details: dict[str, DetailValue],
) -> None:
    """Note one line for every company of a batch: which letters, by their deliveries' ids."""
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
