"""A release that changes how the rent is paid changes the contract: the portal is told that too."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop.database.unit_of_work import UnitOfWork
from desktop.models.bank import BankChange
from desktop.models.case import Case
from desktop.services.accounts.contract_event import ContractCause, queue_contract_updated
from desktop.services.context import ServiceContext


def tell_payment_method(
    unit: UnitOfWork,
    context: ServiceContext,
    case: Case,
    change: BankChange,
    former: Mapping[str, Any],
    *,
    not_before: datetime,
) -> list[int]:
    """Tell the portal of another payment method, if ``former`` holds one that was replaced.

    Returns:
        The ids of what tells it, to be cancelled by whoever undoes.
    """
    if "payment_method" not in former:
        return []
    cause = ContractCause(case_id=case.id, case_reference=case.reference, event_id=case.event_id)
    told = queue_contract_updated(unit, context, change.tenancy_id, cause, not_before=not_before)
    return [] if told is None else [told]
