"""What belongs to a contract beside its people: cases, money, neighbours, notes, the house."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Integer, Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.accounts import EchoState
from desktop.domain.berlin_time import berlin_day
from desktop.domain.iban import mask_iban
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import PortalAccountState
from desktop.models.bank import BankChange, BankDetails, ErpRow, Mandate
from desktop.models.case import Case
from desktop.models.company import Category, Staff
from desktop.models.master_data import Meter, ResponsibleContact
from desktop.models.registration import RegistrationAttempt, TenancyNote
from desktop.models.standing import CaseStanding
from desktop.models.tenancy import PortalAccount, Property, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.accounts.view import (
    AccountCase,
    AccountNote,
    AttemptRow,
    BankVersionRow,
    ContactPerson,
    ContractOfPerson,
    MandateRow,
    MeterRow,
    Neighbour,
)
from desktop.services.search.documents import people_of
from desktop.services.search.terms import domestic
from desktop.texts.units import unit_text

CASES_SHOWN = 200
ATTEMPTS_SHOWN = 50
NOTES_SHOWN = 200
_TENANCY: BindParameter[int] = bindparam("tenancy")
_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_NO_DAY = date(9999, 12, 31)

_CASES = (
    select(
        Case.id,
        Case.reference,
        Case.received_on,
        Case.subject,
        Case.state,
        Case.is_open,
        Case.closed_at,
        Category.short_name,
        CaseStanding.act_by,
    )
    .join(Category, Category.id == Case.category_id)
    .outerjoin(CaseStanding, CaseStanding.case_id == Case.id)
    .where(Case.tenancy_id == _TENANCY)
    .order_by(Case.received_on.desc(), Case.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_CASE_NUMBERS = (
    select(Case.is_open, func.count()).where(Case.tenancy_id == _TENANCY).group_by(Case.is_open)
)
_BANK = (
    select(BankDetails, BankChange.case_id)
    .outerjoin(BankChange, BankChange.id == BankDetails.bank_change_id)
    .where(BankDetails.tenancy_id == _TENANCY)
    .order_by(BankDetails.id.desc())
)
_ECHOES = (
    select(ErpRow.bank_change_id, ErpRow.echo)
    .join(BankChange, BankChange.id == ErpRow.bank_change_id)
    .where(BankChange.tenancy_id == _TENANCY, ErpRow.cancelled_at.is_(None))
    .order_by(ErpRow.id)
)
_MANDATES = select(Mandate).where(Mandate.tenancy_id == _TENANCY).order_by(Mandate.id.desc())
_NOTES = (
    select(TenancyNote.id, TenancyNote.text, TenancyNote.at, Staff.name)
    .join(Staff, Staff.id == TenancyNote.staff_id)
    .where(TenancyNote.tenancy_id == _TENANCY)
    .order_by(TenancyNote.id.desc())
    .limit(NOTES_SHOWN)
)
_ATTEMPTS = (
    select(RegistrationAttempt, PortalAccount.tenant_id)
    .outerjoin(PortalAccount, PortalAccount.id == RegistrationAttempt.portal_account_id)
    .where(RegistrationAttempt.tenancy_id == _TENANCY)
    .order_by(RegistrationAttempt.at.desc(), RegistrationAttempt.id.desc())
    .limit(ATTEMPTS_SHOWN)
)
_CONTACTS = (
    select(ResponsibleContact)
    .where(ResponsibleContact.property_id == bindparam("property"))
    .order_by(ResponsibleContact.id)
)
_METERS = select(Meter).where(Meter.unit_id == bindparam("unit")).order_by(Meter.meter_number)
_OF_UNIT = select(Tenancy.id, Tenancy.contract_number, Tenancy.starts_on, Tenancy.ends_on).where(
    Tenancy.unit_id == bindparam("unit"), Tenancy.id != _TENANCY
)
_SAME_SURNAMES = select(
    Tenant.id, Tenant.first_name, Tenant.surname, Tenant.email, Tenant.phone
).where(
    Tenant.surname.in_(bindparam("surnames", expanding=True)),
    Tenant.company_id == bindparam("company"),
    or_(Tenant.email != "", Tenant.phone != ""),
)
_OTHERS = (
    select(
        Tenancy.id,
        Tenancy.contract_number,
        Tenancy.starts_on,
        Tenancy.ends_on,
        Unit.kind,
        Unit.number,
        Unit.floor,
        Unit.position,
        Property.street,
        Property.house_number,
        Property.postcode,
        Property.town,
    )
    .join(Unit, Unit.id == Tenancy.unit_id)
    .join(Property, Property.id == Unit.property_id)
    .where(
        Tenancy.id.in_(select(TenancyParty.tenancy_id).where(TenancyParty.tenant_id.in_(_IDS))),
        Tenancy.id != _TENANCY,
        Tenancy.company_id == bindparam("company"),
    )
    .order_by(Tenancy.contract_number)
)
_OPEN_CASES = (
    select(Case.tenancy_id, func.count())
    .where(Case.tenancy_id.in_(_IDS), Case.is_open)
    .group_by(Case.tenancy_id)
)
_STATES = (
    select(PortalAccount.tenancy_id, PortalAccount.state)
    .where(PortalAccount.tenancy_id.in_(_IDS))
    .order_by(PortalAccount.id)
)


def cases_of(session: Session, tenancy_id: int) -> tuple[tuple[AccountCase, ...], int, int]:
    """Return the newest cases of a contract, and how many there are and are open."""
    rows = session.execute(_CASES, {"tenancy": tenancy_id, "most": CASES_SHOWN})
    cases = tuple(
        AccountCase(
            case_id=row.id,
            reference=row.reference,
            received_on=row.received_on,
            category_short=row.short_name,
            subject=mask_ibans(row.subject),
            state=row.state,
            is_open=row.is_open,
            act_by=row.act_by if row.is_open and row.act_by != _NO_DAY else None,
            closed_on=None if row.closed_at is None else berlin_day(row.closed_at),
        )
        for row in rows
    )
    counted = dict(session.execute(_CASE_NUMBERS, {"tenancy": tenancy_id}).tuples().all())
    return cases, sum(counted.values()), counted.get(True, 0)


def bank_of(session: Session, tenancy_id: int) -> tuple[BankVersionRow, ...]:
    """Return every version of the bank details, the newest first."""
    given = {"tenancy": tenancy_id}
    # The last row of a bank change tells.
    echoes: dict[int, EchoState] = dict(session.execute(_ECHOES, given).tuples().all())
    return tuple(
        BankVersionRow(
            bank_details_id=details.id,
            number=details.number,
            state=details.state,
            account_holder=details.account_holder,
            iban_masked=mask_iban(details.iban),
            bank_name=details.bank_name or "",
            valid_from=details.valid_from,
            created_at=details.created_at,
            case_id=case_id,
            echo=echoes.get(details.bank_change_id or 0),
        )
        for details, case_id in session.execute(_BANK, given)
    )


def mandates_of(session: Session, tenancy_id: int) -> tuple[MandateRow, ...]:
    """Return every version of every mandate, the newest first."""
    return tuple(
        MandateRow(
            mandate_id=row.id,
            reference=row.reference,
            creditor_id=row.creditor_id,
            number=row.number,
            state=row.state,
            account_holder=row.account_holder,
            iban_masked=mask_iban(row.iban) if row.iban else "",
            signed_on=row.signed_on,
            last_collection_on=row.last_collection_on,
            revoked_on=row.revoked_on,
            valid_from=row.valid_from,
        )
        for row in session.scalars(_MANDATES, {"tenancy": tenancy_id})
    )


def notes_of(session: Session, tenancy_id: int) -> tuple[AccountNote, ...]:
    """Return the newest notes."""
    rows = session.execute(_NOTES, {"tenancy": tenancy_id})
    return tuple(AccountNote(*row) for row in rows)


def attempts_of(session: Session, tenancy_id: int) -> tuple[AttemptRow, ...]:
    """Return the registrations that failed, the newest first."""
    return tuple(
        AttemptRow(
            at=row.at,
            tenant_id=tenant_id,
            channel=row.channel,
            reason=row.reason,
            masked_input=row.masked_input,
            case_id=row.case_id,
        )
        for row, tenant_id in session.execute(_ATTEMPTS, {"tenancy": tenancy_id})
    )


def contacts_of(session: Session, property_id: int) -> tuple[ContactPerson, ...]:
    """Return who is responsible for a house."""
    rows = session.scalars(_CONTACTS, {"property": property_id})
    return tuple(ContactPerson(row.role, row.name, row.phone, row.email) for row in rows)


def meters_of(session: Session, unit_id: int) -> tuple[MeterRow, ...]:
    """Return the meters of a unit."""
    rows = session.scalars(_METERS, {"unit": unit_id})
    return tuple(
        MeterRow(row.meter_number, row.kind, row.unit_of_measure, row.remote) for row in rows
    )


def neighbours_of(session: Session, tenancy: Tenancy) -> tuple[Neighbour | None, Neighbour | None]:
    """Return who had the unit before, and who has it after this contract.

    Names and days alone: what happened in the other contract belongs to other people.
    """
    rows = session.execute(_OF_UNIT, {"unit": tenancy.unit_id, "tenancy": tenancy.id}).all()
    earlier = [row for row in rows if (row.starts_on, row.id) < (tenancy.starts_on, tenancy.id)]
    later = [row for row in rows if row not in earlier]
    before = max(earlier, key=lambda row: (row.starts_on, row.id), default=None)
    after = min(later, key=lambda row: (row.starts_on, row.id), default=None)
    found = [row for row in (before, after) if row is not None]
    names = people_of(session, [row.id for row in found])

    def neighbour(row: Row[Any] | None) -> Neighbour | None:
        if row is None:
            return None
        people = tuple(person.name for person in names.get(row.id, ()))
        return Neighbour(row.id, row.contract_number, people, row.starts_on, row.ends_on)

    return neighbour(before), neighbour(after)


def contracts_of_people(
    session: Session, tenancy: Tenancy, today: date
) -> tuple[ContractOfPerson, ...]:
    """Return the other contracts of the same people with the same landlord, running ones first.

    Where the ERP knows somebody as two people, the same name with the same e-mail address or
    telephone number is taken for one person.
    """
    people = _same_people(session, tenancy)
    given = {"ids": sorted(people), "tenancy": tenancy.id, "company": tenancy.company_id}
    rows = session.execute(_OTHERS, given).all()
    if not rows:
        return ()
    ids = [row.id for row in rows]
    names = people_of(session, ids)
    numbers = dict(session.execute(_OPEN_CASES, {"ids": ids}).tuples().all())
    states: defaultdict[int, list[PortalAccountState]] = defaultdict(list)
    for tenancy_id, state in session.execute(_STATES, {"ids": ids}):
        states[tenancy_id].append(state)
    contracts = [
        ContractOfPerson(
            tenancy_id=row.id,
            contract_number=row.contract_number,
            unit_kind=row.kind,
            unit_text=unit_text(row.kind, row.number, row.floor, row.position),
            address_line=f"{row.street} {row.house_number}, {row.postcode} {row.town}",
            names=tuple(person.name for person in names.get(row.id, ())),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            is_running=row.ends_on is None or row.ends_on >= today,
            open_cases=numbers.get(row.id, 0),
            portal_states=tuple(states[row.id]),
        )
        for row in rows
    ]
    return tuple(sorted(contracts, key=lambda one: not one.is_running))


def _same_people(session: Session, tenancy: Tenancy) -> set[int]:
    own = [party.tenant for party in tenancy.parties]
    found = {tenant.id for tenant in own}
    reachable = [tenant for tenant in own if tenant.email or tenant.phone]
    if not reachable:
        return found
    given = {"surnames": [one.surname for one in reachable], "company": tenancy.company_id}
    known = [(tenant.surname, tenant.first_name, _ways(tenant)) for tenant in reachable]
    for row in session.execute(_SAME_SURNAMES, given):
        ways = _ways(row)
        if any((row.surname, row.first_name) == (s, f) and ways & w for s, f, w in known):
            found.add(row.id)
    return found


def _ways(person: Tenant | Row[Any]) -> set[str]:
    """How somebody is reached, whatever the spelling."""
    ways = {person.email.strip().casefold(), domestic(person.phone)}
    return ways - {""}
