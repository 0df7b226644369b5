"""Loads the contract whose account somebody wants to see or work on."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from desktop.domain.errors import UserError
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Unit
from desktop.services.staff.access import Actor, Permission, require


def load_tenancy(
    session: Session,
    actor: Actor,
    tenancy_id: int,
    permission: Permission = Permission.READ_CASES,
) -> Tenancy:
    """Return a contract that the person may see (or work on, by ``permission``).

    Raises:
        UserError: ``account.not_found``, ``access.denied``.
    """
    require(actor, permission)
    tenancy = session.scalars(
        select(Tenancy)
        .options(
            joinedload(Tenancy.unit).joinedload(Unit.property),
            selectinload(Tenancy.parties).joinedload(TenancyParty.tenant),
        )
        .where(Tenancy.id == tenancy_id)
    ).one_or_none()
    if tenancy is None:
        raise UserError("account.not_found")
    require(actor, permission, tenancy.company_id)
    return tenancy


def home_lines(home: Property) -> tuple[str, ...]:
    """Return the address of a house as the lines of a letter."""
    return f"{home.street} {home.house_number}".strip(), f"{home.postcode} {home.town}".strip()
