"""Reads from a data folder which of the demonstration's people can write this morning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.company_rules import DEFAULT_RULES
from desktop.domain.kinds import PortalAccountState, UnitKind, VersionState
from desktop.domain.workdays import FederalState, WorkdayCalendar
from desktop.models.bank import BankDetails, Mandate
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.demo import material
from desktop.services.demo.accounts import creditor_id
from desktop.services.demo.contracts import AccountVersion, Contract, Person
from desktop.services.demo.foundation import House

COMPANY = "thor"
_LATELY = timedelta(days=45)
_REPORTS = 4
"""So many households of one house report the same."""


def quiet_contracts(session: Session, now: datetime) -> list[Contract]:
    """Flats whose first party uses the portal, pays by debit and has no open case; by number.

    Nobody whose contact was changed lately: an application of theirs would get a warning.
    """
    house = _house(session)
    busy = select(Case.tenancy_id).where(Case.is_open, Case.tenancy_id.is_not(None))
    lately = now - _LATELY
    changed = (
        select(TenancyParty.tenancy_id)
        .join(Tenant, Tenant.id == TenancyParty.tenant_id)
        .where(
            or_(
                Tenant.email_changed_at > lately,
                Tenant.phone_changed_at > lately,
                Tenant.address_changed_at > lately,
            )
        )
    )
    rows = session.scalars(
        select(Tenancy)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .where(
            Tenancy.company_id == house.id,
            Tenancy.ends_on.is_(None),
            Unit.kind == UnitKind.FLAT,
            Tenancy.id.not_in(busy),
            Tenancy.id.not_in(changed),
        )
        .order_by(Tenancy.contract_number)
    )
    return [
        contract for contract in _contracts(session, house, rows) if _is_in_good_order(contract)
    ]


def neighbours(session: Session, contracts: list[Contract]) -> list[Contract]:
    """Households of one house among these contracts."""
    wanted = [one.tenancy_id for one in contracts]
    for number in session.scalars(
        select(Unit.property_id)
        .join(Tenancy, Tenancy.unit_id == Unit.id)
        .where(Tenancy.id.in_(wanted))
        .group_by(Unit.property_id)
        .having(func.count() >= _REPORTS)
        .order_by(Unit.property_id)
    ):
        there = set(
            session.scalars(
                select(Tenancy.id)
                .join(Unit, Unit.id == Tenancy.unit_id)
                .where(Unit.property_id == number)
            )
        )
        return [one for one in contracts if one.tenancy_id in there][:_REPORTS]
    raise AssertionError("no house of the demonstration has enough households")


def _house(session: Session) -> House:
    company = session.scalars(select(Company).where(Company.code == COMPANY)).one()
    entry = next(one for one in material.companies() if one.code == COMPANY)
    return House(
        id=company.id,
        material=entry,
        creditor_id=creditor_id(entry.creditor_business_code, entry.creditor_number),
        calendar=WorkdayCalendar.for_company(FederalState(entry.federal_state), DEFAULT_RULES),
    )


def _contracts(session: Session, house: House, rows: Iterable[Tenancy]) -> Iterator[Contract]:
    for tenancy in rows:
        unit, home = tenancy.unit, tenancy.unit.property
        contract = Contract(
            tenancy_id=tenancy.id,
            house=house,
            number=tenancy.contract_number,
            kind=unit.kind,
            street=home.street,
            house_number=home.house_number,
            postcode=home.postcode,
            town=home.town,
            starts_on=tenancy.starts_on,
            ends_on=tenancy.ends_on,
            parties=tuple(_person(session, party) for party in tenancy.parties),
        )
        contract.accounts += _account(session, tenancy.id)
        yield contract


def _person(session: Session, party: TenancyParty) -> Person:
    tenant = party.tenant
    account = session.scalars(
        select(PortalAccount).where(
            PortalAccount.tenancy_id == party.tenancy_id, PortalAccount.tenant_id == tenant.id
        )
    ).first()
    return Person(
        tenant_id=tenant.id,
        salutation=tenant.salutation,
        first_name=tenant.first_name,
        surname=tenant.surname,
        account_id=account.id if account else None,
        external_id=account.external_id if account else None,
        account_state=account.state if account else None,
    )


def _account(session: Session, tenancy_id: int) -> list[AccountVersion]:
    mandate = session.scalars(
        select(Mandate).where(Mandate.tenancy_id == tenancy_id).order_by(Mandate.number.desc())
    ).first()
    details = session.scalars(
        select(BankDetails).where(
            BankDetails.tenancy_id == tenancy_id, BankDetails.state == VersionState.CURRENT
        )
    ).first()
    if details is None or mandate is None or not mandate.state.usable:
        return []
    return [
        AccountVersion(details.iban, details.account_holder, details.valid_from, details.created_at)
    ]


def _is_in_good_order(contract: Contract) -> bool:
    first = contract.parties[0]
    return bool(contract.accounts) and first.account_state is PortalAccountState.ACTIVATED
