"""Rows for the ERP: made with the release, taken back with its undo.

A row waits until its undo time is over; ``hand_over.use_cases`` then puts it into a run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.bank_change import BankChangeVariant
from desktop.models.bank import BankChange, ErpRow
from desktop.services.context import ServiceContext
from desktop.services.time_limits import Moment


@dataclass(frozen=True, slots=True)
class ErpRowContent:
    """What one row tells the ERP; an absent value is empty (or None for a date).

    ``valid_from`` is the first collection that uses the change. A mandate reference that the ERP
    already knows for the contract means that this mandate is amended.
    """

    contract_number: str
    account_holder: str
    iban: str
    bic: str
    mandate_reference: str
    creditor_id: str
    signed_on: date | None
    valid_from: date | None


def queue_row(
    unit: UnitOfWork,
    context: ServiceContext,
    *,
    bank_change: BankChange,
    content: ErpRowContent,
    not_before: datetime,
    corrects_as: BankChangeVariant | None = None,
) -> ErpRow:
    """Make the row of a released bank change; its content is frozen from here on.

    Only ``valid_from`` can still move: when the run it was meant for is missed, the hand-over fixes
    the collection that really uses it. Its kind is the variant of the bank change; the row of a
    correction says with ``corrects_as`` what it is for the ERP.
    """
    row = ErpRow(
        company_id=bank_change.case.company_id,
        bank_change_id=bank_change.id,
        not_before=not_before,
        created_at=context.clock.now(),
        kind=(corrects_as or bank_change.variant).value,
        contract_number=content.contract_number,
        account_holder=content.account_holder,
        iban=content.iban,
        bic=content.bic,
        mandate_reference=content.mandate_reference,
        creditor_id=content.creditor_id,
        signed_on=content.signed_on,
        valid_from=content.valid_from,
        case_reference=bank_change.case.reference,
        is_correction=corrects_as is not None,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def cancel_rows(
    unit: UnitOfWork, context: ServiceContext, *, bank_change_id: int, corrections: bool = False
) -> bool:
    """Cancel the waiting row of a release that is undone, or of a correction that is.

    Returns:
        False, and nothing is cancelled, if the row is in a run already: then undoing is too late.
    """
    rows = _living_rows(unit, bank_change_id, corrections=corrections)
    if any(row.run_number is not None for row in rows):
        return False
    for row in rows:
        row.cancelled_at = context.clock.now()
    return True


def waits_for_undo(session: Session, bank_change_id: int, moment: Moment) -> bool:
    """Whether the release of a bank change can still be undone, so that its row has not left."""
    row = session.scalar(
        select(ErpRow.id).where(
            ErpRow.bank_change_id == bank_change_id,
            ErpRow.cancelled_at.is_(None),
            ErpRow.run_number.is_(None),
            not_(moment.over(ErpRow.not_before)),
        )
    )
    return row is not None


def corrected_from(bank_change: BankChange, reached: date) -> date:
    """Return the first collection a correction counts from, of the one its hand-over reaches.

    It is never before that of the release which the ERP has: by a clock that was set back what was
    taken back would come into force after its correction.
    """
    wrong_from = bank_change.first_collection_on
    if bank_change.exported_at is None or wrong_from is None:
        return reached
    return max(reached, wrong_from)


def keep_back(unit: UnitOfWork, context: ServiceContext, *, bank_change_id: int) -> list[int]:
    """Cancel the row of a release that is corrected before the ERP got it.

    Returns:
        The ids of what was kept back; none if the ERP has the row.
    """
    kept = []
    for row in _living_rows(unit, bank_change_id, corrections=False):
        if row.run_number is None:
            row.cancelled_at = context.clock.now()
            kept.append(row.id)
    return kept


def queue_again(
    unit: UnitOfWork, context: ServiceContext, row_ids: Iterable[int], *, not_before: datetime
) -> None:
    """Make rows anew that were kept back for a correction that is undone."""
    for row in unit.session.scalars(select(ErpRow).where(ErpRow.id.in_(row_ids))).all():
        queue_row(
            unit,
            context,
            bank_change=unit.session.get_one(BankChange, row.bank_change_id),
            content=ErpRowContent(
                contract_number=row.contract_number,
                account_holder=row.account_holder,
                iban=row.iban,
                bic=row.bic,
                mandate_reference=row.mandate_reference,
                creditor_id=row.creditor_id,
                signed_on=row.signed_on,
                valid_from=row.valid_from,
            ),
            not_before=not_before,
            corrects_as=BankChangeVariant(row.kind) if row.is_correction else None,
        )


def _living_rows(unit: UnitOfWork, bank_change_id: int, *, corrections: bool) -> Sequence[ErpRow]:
    return unit.session.scalars(
        select(ErpRow)
        .where(
            ErpRow.bank_change_id == bank_change_id,
            ErpRow.cancelled_at.is_(None),
            ErpRow.is_correction.is_(corrections),
        )
        .with_for_update()
    ).all()
