"""Reads one tenant account for its page: one moment of the database, nothing changed."""

from desktop.models.company import Company
from desktop.services.accounts.loading import home_lines, load_tenancy
from desktop.services.accounts.note_drafts import note_drafts_of
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
from desktop.services.erp_echo.reading import echoes_of_tenancy
from desktop.services.staff.access import Actor
from desktop.texts.units import unit_text


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
            note_drafts=note_drafts_of(session, actor, tenancy_id),
            echoes=echoes_of_tenancy(session, context, tenancy_id),
            others=contracts_of_people(session, tenancy, today),
            before=before,
            after=after,
            contacts=contacts_of(session, unit.property_id),
            meters=meters_of(session, unit.id),
            attempts=attempts_of(session, tenancy_id),
        )
