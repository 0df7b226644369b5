"""The contracts of the register, as letters are compared with them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select, true
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
from desktop.services.registration.portions import portions
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
    return Directory.of(_read(session, true()), _landlords(session), _staff(session))


def contracts_among(session: Session, ids: Iterable[int]) -> dict[int, Contract]:
    """Read some contracts as ``load_directory`` reads all."""
    found = (_read(session, Tenancy.id.in_(part)) for part in portions(sorted(set(ids))))
    return {one.id: one for part in found for one in part}


def _read(session: Session, wanted: ColumnElement[bool]) -> Iterable[Contract]:
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
        .join(Tenancy, Tenancy.id == TenancyParty.tenancy_id)
        .where(wanted)
        .order_by(TenancyParty.tenancy_id, TenancyParty.party_number)
    ):
        people.setdefault(row.tenancy_id, []).append(PersonName.of(row.first_name, row.surname))
        if row.street:
            home = Place.of(row.street, row.house_number, row.postcode)
            homes.setdefault(row.tenancy_id, []).append(home)
    houses = {
        row.id: Place.of(row.street, row.house_number, row.postcode)
        for row in session.execute(
            select(Property.id, Property.street, Property.house_number, Property.postcode)
            .join(Unit, Unit.property_id == Property.id)
            .join(Tenancy, Tenancy.unit_id == Unit.id)
            .where(wanted)
            .distinct()
        )
    }
    for one in session.execute(
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
        )
        .join(Unit, Unit.id == Tenancy.unit_id)
        .where(wanted)
    ):
        places = (houses[one.property_id], *homes.get(one.id, ()))
        yield Contract(
            one.id,
            one.company_id,
            one.contract_number,
            one.unit_id,
            Span(one.starts_on, one.ends_on),
            tuple(people.get(one.id, ())),
            tuple(dict.fromkeys(places)),
            folded_words(f"{one.floor} {one.position}"),
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
