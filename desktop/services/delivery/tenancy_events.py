"""Whose an event about a portal account is, and letters to the parties of contracts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.changes import ChangeKind
from desktop.domain.kinds import DeliveryChannel, DeliveryState
from desktop.models.company import Company
from desktop.models.exchange import Delivery
from desktop.models.tenancy import PortalAccount, Tenancy
from desktop.services.context import ServiceContext
from desktop.services.delivery.outbox import ContractAddress, LetterKind


def account_addresses(session: Session, account_ids: Iterable[int]) -> dict[int, ContractAddress]:
    """Return whose the events about portal accounts are, by the accounts' ids."""
    rows = session.execute(
        select(
            PortalAccount.id,
            PortalAccount.external_id,
            Tenancy.id.label("tenancy_id"),
            Tenancy.contract_number,
            Company.id.label("company_id"),
            Company.code,
        )
        .join(Tenancy, Tenancy.id == PortalAccount.tenancy_id)
        .join(Company, Company.id == Tenancy.company_id)
        .where(PortalAccount.id.in_(set(account_ids)))
    )
    return {
        row.id: ContractAddress(
            company_id=row.company_id,
            company_code=row.code,
            tenancy_id=row.tenancy_id,
            contract_number=row.contract_number,
            portal_account=row.external_id,
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyLetter:
    """A letter to a party of a contract: ``recipient`` are the lines of its address field."""

    company_id: int
    tenancy_id: int
    case_id: int | None
    recipient: str
    kind: LetterKind
    data: Mapping[str, Any]


def queue_tenancy_letter(
    unit: UnitOfWork, context: ServiceContext, letter: TenancyLetter, *, not_before: datetime
) -> Delivery:
    """Queue a letter to a party; as ``outbox.queue_letter`` otherwise."""
    delivery = tenancy_letter(context, letter, not_before=not_before)
    unit.session.add(delivery)
    unit.session.flush()
    unit.changed(ChangeKind.DELIVERY, delivery.id)
    unit.changed(ChangeKind.TENANCY, delivery.tenancy_id)
    unit.case_changed(delivery.case_id)
    return delivery


def tenancy_letter(
    context: ServiceContext, letter: TenancyLetter, *, not_before: datetime
) -> Delivery:
    """Return the row of a letter to a party; whoever queues many adds them at once."""
    return Delivery(
        # A random id, also after a restore.
        event_id=str(uuid4()),
        company_id=letter.company_id,
        tenancy_id=letter.tenancy_id,
        case_id=letter.case_id,
        channel=DeliveryChannel.LETTER,
        type=letter.kind.value,
        time=context.clock.now(),
        data=dict(letter.data),
        recipient=letter.recipient[:400],
        state=DeliveryState.WAITING,
        not_before=not_before,
        attempts=0,
        last_error="",
    )
