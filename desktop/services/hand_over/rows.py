"""Rows for the ERP: made with the release, taken back with its undo.

A row waits until its undo time is over; ``hand_over.use_cases`` then puts it into a run.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.models.bank import BankChange, ErpRow
from desktop.services.context import ServiceContext


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
) -> ErpRow:
    """Make the row of a released bank change; its content is frozen from here on.

    Only ``valid_from`` can still move: when the run it was meant for is missed, the hand-over fixes
    the collection that really uses it. Its kind is the variant of the bank change.
    """
    row = ErpRow(
        company_id=bank_change.case.company_id,
        bank_change_id=bank_change.id,
        not_before=not_before,
        created_at=context.clock.now(),
        kind=bank_change.variant.value,
        contract_number=content.contract_number,
        account_holder=content.account_holder,
        iban=content.iban,
        bic=content.bic,
        mandate_reference=content.mandate_reference,
        creditor_id=content.creditor_id,
        signed_on=content.signed_on,
        valid_from=content.valid_from,
        case_reference=bank_change.case.reference,
    )
    unit.session.add(row)
    unit.session.flush()
    return row


def cancel_rows(unit: UnitOfWork, context: ServiceContext, *, bank_change_id: int) -> bool:
    """Cancel the waiting row of a release that is undone.

    Returns:
        False, and nothing is cancelled, if the row is in a run already: then undoing is too late.
    """
    rows = unit.session.scalars(
        select(ErpRow)
        .where(ErpRow.bank_change_id == bank_change_id, ErpRow.cancelled_at.is_(None))
        .with_for_update()
    ).all()
    if any(row.run_number is not None for row in rows):
        return False
    for row in rows:
        row.cancelled_at = context.clock.now()
    return True
