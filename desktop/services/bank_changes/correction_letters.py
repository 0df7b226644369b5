"""What the tenant, and whoever else was told of the release, hear of its correction."""

from datetime import datetime

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.holder import Party
from desktop.models.case import Case
from desktop.services.bank_changes.confirmations import (
    Telling,
    holder_differs,
    holder_lines,
    tell,
)
from desktop.services.bank_changes.restoring import Restored
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import LetterKind, queue_letter
from desktop.services.delivery.outgoing_events import ConfirmedBankDetails
from desktop.services.staff.access import Actor

_WITH_DEBIT = "correction_debit"
_WITHOUT_DEBIT = "correction_transfer"
_TO_WRONG_HOLDER = "correction_holder"


def tell_correction(
    unit: UnitOfWork,
    context: ServiceContext,
    actor: Actor,
    case: Case,
    restored: Restored,
    parties: tuple[Party, ...],
    *,
    not_before: datetime,
) -> tuple[int, list[int]]:
    """Tell the tenant what holds again, and a different holder that nothing is drawn any more.

    Returns:
        The id of the message to the tenant, and of everything that is queued.

    Raises:
        UserError: ``message.no_recipient``.
    """
    in_force = restored.in_force
    debit = in_force.by_direct_debit
    confirmed = ConfirmedBankDetails(
        iban=in_force.iban or None,
        account_holder=in_force.account_holder or None,
        mandate_reference=in_force.mandate_reference or None,
        creditor_id=in_force.creditor_id or None,
        first_collection_on=in_force.valid_from if debit else None,
    )
    telling = Telling(
        code=_WITH_DEBIT if debit else _WITHOUT_DEBIT,
        in_force=in_force,
        confirmed=confirmed,
        parties=parties,
    )
    message_id, queued = tell(unit, context, actor, case, telling, not_before=not_before)
    if holder_differs(parties, restored.wrong_holder):
        letter = queue_letter(
            unit,
            context,
            case=case,
            recipient=holder_lines(restored.wrong_holder, restored.wrong_address),
            kind=LetterKind.BANK_DETAILS_CHANGED,
            data={
                "template": _TO_WRONG_HOLDER,
                "valid_from": in_force.valid_from.isoformat(),
                "account_holder": restored.wrong_holder,
            },
            not_before=not_before,
        )
        queued.append(letter.id)
    return message_id, queued
