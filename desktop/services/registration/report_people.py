"""Whose account a report is about, by name."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.tenancy import PortalAccount, Tenant
from desktop.services.intake.reports import Addressing


def correspondent(session: Session, account_id: int | None, addressing: Addressing) -> str:
    """Return the name of an account's owner; without one that of the contract's first party."""
    if account_id is None:
        return addressing.correspondent
    row = session.execute(
        select(Tenant.first_name, Tenant.surname)
        .join(PortalAccount, PortalAccount.tenant_id == Tenant.id)
        .where(PortalAccount.id == account_id)
    ).one()
    return f"{row.first_name} {row.surname}".strip()
