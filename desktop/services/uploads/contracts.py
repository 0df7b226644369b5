"""The contracts of the register, as letters are compared with them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.document_match.directory import Contract, Directory, Landlord
from desktop.domain.document_match.people import PersonName
from desktop.domain.document_match.places import Place
from desktop.domain.document_match.times import Span
from desktop.domain.document_match.words import folded_words
from desktop.models.company import Company, Staff
from desktop.models.master_data import ResponsibleContact
from desktop.models.tenancy import Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require


def known_contracts(context: ServiceContext, actor: Actor) -> Directory:
    """Read all contracts before the transaction of an act: nobody who writes waits for that long.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    with context.database.read() as session:
        return load_directory(session)


def load_directory(session: Session) -> Directory:
    """Read all contracts of all companies, ended ones too: a letter may name any of them."""
    people: dict[int, list[PersonName]] = {}
    homes: dict[int, list[Place]] = {}
    for row in session.execute(
        select(
            TenancyParty.tenancy_id,
            Tenant.first_name,
            Tenant.surname,
            Tenant.street,
            Tenant.house_number,
            Tenant.postcode,
        )
        .join(Tenant, Tenant.id == TenancyParty.tenant_id)
        .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
    ):
        people.setdefault(row.tenancy_id, []).append(PersonName.of(row.first_name, row.surname))
        if row.street:
            home = Place.of(row.street, row.house_number, row.postcode)
            homes.setdefault(row.tenancy_id, []).append(home)
    return Directory.of(_contracts(session, people, homes), _landlords(session), _staff(session))


def _contracts(
    session: Session, people: dict[int, list[PersonName]], homes: dict[int, list[Place]]
) -> Iterable[Contract]:
    houses = {
        row.id: Place.of(row.street, row.house_number, row.postcode)
        for row in session.execute(
            select(Property.id, Property.street, Property.house_number, Property.postcode)
        )
    }
    for row in session.execute(
        select(
            Tenancy.id,
            Tenancy.company_id,
            Tenancy.contract_number,
            Tenancy.unit_id,
            Tenancy.starts_on,
            Tenancy.ends_on,
            Unit.property_id,
            Unit.floor,
            Unit.position,
        ).join(Unit, Unit.id == Tenancy.unit_id)
    ):
        places = (houses[row.property_id], *homes.get(row.id, ()))
        yield Contract(
            row.id,
            row.company_id,
            row.contract_number,
            row.unit_id,
            Span(row.starts_on, row.ends_on),
            tuple(people.get(row.id, ())),
            tuple(dict.fromkeys(places)),
            folded_words(f"{row.floor} {row.position}"),
        )


def _landlords(session: Session) -> Iterable[Landlord]:
    for company in session.scalars(select(Company)):
        office = Place.of(company.street, company.house_number, company.postcode)
        yield Landlord(
            company.id,
            company.code,
            (company.name, company.short_name),
            office if company.street else None,
        )


def _staff(session: Session) -> Iterable[str]:
    """Who works for the landlord: their names stand on letters of all tenants."""
    yield from session.scalars(select(Staff.name))
    yield from session.scalars(
        select(ResponsibleContact.name).where(ResponsibleContact.name != "").distinct()
    )
