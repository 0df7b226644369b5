"""Reads one tenant account for its page: one moment of the database, nothing changed."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Unit
from desktop.services.accounts.people import parties_of
from desktop.services.accounts.surroundings import (
    attempts_of,
    bank_of,
    cases_of,
    contacts_of,
    contracts_of_people,
    mandates_of,
    meters_of,
    neighbours_of,
    notes_of,
)
from desktop.services.accounts.view import AccountPage
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require
from desktop.texts.units import unit_text


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


def account_page(context: ServiceContext, actor: Actor, tenancy_id: int) -> AccountPage:
    """Return everything the page of a tenant account shows, as of now.

    Raises:
        UserError: ``account.not_found``, ``access.denied``.
    """
    today = context.clock.today()
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, tenancy_id)
        company = session.get_one(Company, tenancy.company_id)
        unit = tenancy.unit
        home = home_lines(unit.property)
        cases, total, still_open = cases_of(session, tenancy_id)
        before, after = neighbours_of(session, tenancy)
        return AccountPage(
            tenancy_id=tenancy.id,
            company_id=company.id,
            company_name=company.name,
            company_tag=company.short_name,
            contract_number=tenancy.contract_number,
            starts_on=tenancy.starts_on,
            ends_on=tenancy.ends_on,
            is_running=tenancy.ends_on is None or tenancy.ends_on >= today,
            unit_kind=unit.kind,
            unit_text=unit_text(unit.kind, unit.number, unit.floor, unit.position),
            unit_number=unit.number,
            property_number=unit.property.number,
            area_m2=unit.area_m2,
            home=home,
            rent_cold=tenancy.rent_cold,
            rent_ancillary=tenancy.rent_ancillary,
            payment_method=tenancy.payment_method,
            parties=parties_of(session, tenancy_id, home, today),
            cases=cases,
            cases_total=total,
            cases_open=still_open,
            bank=bank_of(session, tenancy_id),
            mandates=mandates_of(session, tenancy_id),
            notes=notes_of(session, tenancy_id),
            others=contracts_of_people(session, tenancy, today),
            before=before,
            after=after,
            contacts=contacts_of(session, unit.property_id),
            meters=meters_of(session, unit.id),
            attempts=attempts_of(session, tenancy_id),
        )
