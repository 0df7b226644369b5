"""Small factories: each adds one thing with sensible values and returns it with its id.

All people, houses and accounts are invented; the IBANs are the banks' published examples. For a
whole household in one call see ``add_household``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from desktop.database.engine import Database
from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.bank_change import BankChangeVariant
from desktop.domain.berlin_time import berlin_day, berlin_instant
from desktop.domain.case_status import BankChangeState, CaseState, Channel
from desktop.domain.company_rules import RULES_VERSION
from desktop.domain.kinds import PaymentMethod, PortalAccountState, Role, UnitKind, VersionState
from desktop.domain.mandate import MandateStatus, reference_key
from desktop.models.bank import BankChange, BankDetails, Mandate
from desktop.models.base import Base
from desktop.models.case import Case
from desktop.models.company import Category, Company, Staff, StaffCompany
from desktop.models.tenancy import (
    PortalAccount,
    Property,
    Tenancy,
    TenancyParty,
    Tenant,
    Unit,
)
from desktop.services.numbering import case_reference
from desktop.services.staff.access import Actor

Row = TypeVar("Row", bound=Base)

OLD_IBAN = "DE89370400440532013000"
NEW_IBAN = "DE02120300000000202051"
THIRD_IBAN = "DE02500105170137075030"
AUSTRIAN_IBAN = "AT611904300234573201"
CREDITOR_ID = "DE98ZZZ09999999999"
LONG_AGO = datetime(2024, 1, 2, 9, 0, tzinfo=UTC)
CATEGORY_CODES = (
    "bank_details",
    "damage",
    "documents",
    "registration",
    "contact_data",
    "rent_certificate",
    "consumption",
    "forms",
    "general",
)


def add_company(
    unit: UnitOfWork,
    code: str = "thor",
    *,
    federal_state: str = "HH",
    settings: dict[str, Any] | None = None,
    creditor_id: str = CREDITOR_ID,
) -> Company:
    """A landlord with default settings."""
    company = Company(
        code=code,
        name=f"{code.upper()} Wohnen",
        short_name=code.upper(),
        town="Hamburg",
        federal_state=federal_state,
        creditor_id=creditor_id,
        settings=settings or {},
        street="Musterkehre",
        house_number="1",
        postcode="22041",
        department="Mieterservice",
        phone="040 66969 100",
        service_hours="Mo bis Fr, 8 bis 16 Uhr",
    )
    return _added(unit, company)


def add_categories(unit: UnitOfWork) -> dict[str, Category]:
    """The nine categories of every company, by code."""
    categories = {
        code: Category(
            company_id=None,
            code=code,
            name=code.replace("_", " ").capitalize(),
            short_name=code[:10],
            icon="inbox",
            position=position,
            promise_workdays=None,
        )
        for position, code in enumerate(CATEGORY_CODES, start=1)
    }
    unit.session.add_all(categories.values())
    unit.session.flush()
    return categories


def add_staff(
    unit: UnitOfWork,
    login: str,
    companies: Iterable[Company],
    *,
    role: Role = Role.CLERK,
    name: str = "Jette Modell",
    password_hash: str = "",
) -> Staff:
    """A colleague; without ``password_hash`` nobody can sign in as this one."""
    staff = Staff(
        login=login,
        name=name,
        initials="".join(part[0] for part in name.split())[:4],
        role=role,
        password_hash=password_hash,
        active=True,
        companies=[StaffCompany(company_id=company.id) for company in companies],
    )
    return _added(unit, staff)


def actor_of(staff: Staff) -> Actor:
    """The colleague as signed in."""
    return Actor(
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        initials=staff.initials,
        role=staff.role,
        company_ids=frozenset(link.company_id for link in staff.companies),
    )


def add_unit(
    unit: UnitOfWork,
    company: Company,
    *,
    property_number: str = "4417",
    number: str = "0302",
    kind: UnitKind = UnitKind.FLAT,
) -> Unit:
    """A flat in a house of its own."""
    house = _added(
        unit,
        Property(
            company_id=company.id,
            number=property_number,
            street="Musterkehre",
            house_number="12",
            postcode="22041",
            town="Hamburg",
            federal_state=company.federal_state,
        ),
    )
    flat = Unit(
        property_id=house.id,
        number=number,
        kind=kind,
        floor="2. OG",
        position="links",
        area_m2=Decimal("64.20"),
    )
    return _added(unit, flat)


def add_tenant(
    unit: UnitOfWork,
    company: Company,
    first_name: str = "Aylin",
    surname: str = "Musterbach",
    **changes: Any,
) -> Tenant:
    """A person with a complete address and no recent change of contact data."""
    values: dict[str, Any] = {
        "salutation": "Frau",
        "street": "Musterkehre",
        "house_number": "12",
        "postcode": "22041",
        "town": "Hamburg",
        "country": "DE",
        "email": f"{first_name}.{surname}@example.org".lower(),
        "phone": "040 555 0100",
    }
    tenant = Tenant(
        company_id=company.id, first_name=first_name, surname=surname, **{**values, **changes}
    )
    return _added(unit, tenant)


def add_tenancy(
    unit: UnitOfWork,
    company: Company,
    flat: Unit,
    tenants: Sequence[Tenant],
    contract_number: str = "10.4417.0302",
    *,
    ends_on: date | None = None,
    payment_method: PaymentMethod = PaymentMethod.DIRECT_DEBIT,
) -> Tenancy:
    """A contract since March 2023 with these parties in this order."""
    tenancy = _added(
        unit,
        Tenancy(
            company_id=company.id,
            unit_id=flat.id,
            contract_number=contract_number,
            starts_on=date(2023, 3, 1),
            ends_on=ends_on,
            rent_cold=Decimal("612.40"),
            rent_ancillary=Decimal("200.00"),
            payment_method=payment_method,
        ),
    )
    for number, tenant in enumerate(tenants, start=1):
        unit.session.add(
            TenancyParty(tenancy_id=tenancy.id, party_number=number, tenant_id=tenant.id)
        )
    unit.session.flush()
    return tenancy


def add_portal_account(
    unit: UnitOfWork, tenancy: Tenancy, tenant: Tenant, external_id: str | None = None
) -> PortalAccount:
    """An activated access of one party."""
    return _added(
        unit,
        PortalAccount(
            company_id=tenancy.company_id,
            external_id=external_id or f"acc-{tenancy.id}-{tenant.id}",
            tenancy_id=tenancy.id,
            tenant_id=tenant.id,
            state=PortalAccountState.ACTIVATED,
            last_login_at=None,
        ),
    )


def add_bank_details(
    unit: UnitOfWork,
    tenancy: Tenancy,
    *,
    iban: str = OLD_IBAN,
    account_holder: str = "Aylin Musterbach",
    **changes: Any,
) -> BankDetails:
    """The account the rent is drawn from now."""
    values: dict[str, Any] = {
        "number": 1,
        "state": VersionState.CURRENT,
        "bic": "COBADEFFXXX",
        "bank_name": "Commerzbank",
        "valid_from": date(2023, 3, 1),
        "created_at": LONG_AGO,
    }
    return _added(
        unit,
        BankDetails(
            tenancy_id=tenancy.id, iban=iban, account_holder=account_holder, **{**values, **changes}
        ),
    )


def add_mandate(
    unit: UnitOfWork,
    tenancy: Tenancy,
    reference: str = "THOR-004417-01",
    *,
    account_holder: str = "Aylin Musterbach",
    **changes: Any,
) -> Mandate:
    """A mandate that was used this month."""
    values: dict[str, Any] = {
        "creditor_id": CREDITOR_ID,
        "number": 1,
        "state": MandateStatus.ACTIVE,
        "iban": OLD_IBAN,
        "signed_on": date(2023, 2, 20),
        "last_collection_on": date(2026, 11, 2),
        "valid_from": date(2023, 3, 1),
        "created_at": LONG_AGO,
    }
    return _added(
        unit,
        Mandate(
            tenancy_id=tenancy.id,
            reference=reference,
            reference_key=reference_key(reference),
            account_holder=account_holder,
            **{**values, **changes},
        ),
    )


def add_case(
    unit: UnitOfWork,
    tenancy: Tenancy,
    category: Category,
    *,
    received_at: datetime = datetime(2026, 11, 18, 20, 14, tzinfo=UTC),
    state: CaseState = CaseState.NEW,
    **changes: Any,
) -> Case:
    """A case as a bare row: no message, no check, no delivery (the services make those)."""
    received_on = berlin_day(received_at)
    values: dict[str, Any] = {
        "channel": Channel.PORTAL,
        "subject": "Bankverbindung ändern",
        "fields": {},
        "due_on": date(2026, 12, 2),
        "act_by": date(2026, 11, 30),
        "rules_version": RULES_VERSION,
        "updated_at": received_at,
    }
    return _added(
        unit,
        Case(
            reference=case_reference(unit, received_on.year),
            company_id=tenancy.company_id,
            category_id=category.id,
            tenancy_id=tenancy.id,
            state=state,
            is_open=state is not CaseState.CLOSED,
            received_at=received_at,
            received_on=received_on,
            **{**values, **changes},
        ),
    )


def add_bank_change(unit: UnitOfWork, case: Case, **changes: Any) -> BankChange:
    """What the case of ``add_case`` applies for, as a bare row: a new account of the tenant."""
    assert case.tenancy_id is not None
    values: dict[str, Any] = {
        "variant": BankChangeVariant.NEW_ACCOUNT,
        "state": BankChangeState.OPEN,
        "iban": NEW_IBAN,
        "iban_input": NEW_IBAN,
        "account_holder": "Aylin Musterbach",
        "mandate_granted": True,
        "mandate_signed_on": case.received_on,
        "cutoff_on": date(2026, 11, 20),
        "effective_month": date(2026, 11, 1),
        "collection_on": date(2026, 12, 1),
        "debit_file_on": date(2026, 11, 30),
        "debit_file_at": berlin_instant(date(2026, 11, 30), time(10, 0)),
        "due_on": date(2026, 12, 2),
        "rules_version": RULES_VERSION,
    }
    return _added(
        unit, BankChange(case_id=case.id, tenancy_id=case.tenancy_id, **{**values, **changes})
    )


@dataclass(frozen=True, slots=True)
class Household:
    """One company with its staff and one complete contract; everything by what tests ask for."""

    company_id: int
    tenancy_id: int
    tenant_id: int
    contract_number: str
    portal_account: str
    categories: dict[str, int]
    clerk: Actor
    second_clerk: Actor
    lead: Actor
    auditor: Actor


def add_household(database: Database) -> Household:
    """Company ``thor``, four colleagues, Aylin Musterbach's flat with bank details and mandate."""
    with database.write() as unit:
        company = add_company(unit)
        categories = add_categories(unit)
        tenant = add_tenant(unit, company)
        tenancy = add_tenancy(unit, company, add_unit(unit, company), [tenant])
        account = add_portal_account(unit, tenancy, tenant)
        add_bank_details(unit, tenancy)
        add_mandate(unit, tenancy)
        people = [
            add_staff(unit, login, [company], role=role, name=name)
            for login, role, name in (
                ("clerk1", Role.CLERK, "Jette Modell"),
                ("clerk2", Role.CLERK, "Timo Vorlage"),
                ("lead", Role.LEAD, "Ute Raster"),
                ("auditor", Role.AUDITOR, "Bernd Schablone"),
            )
        ]
        clerk, second_clerk, lead, auditor = (actor_of(person) for person in people)
        return Household(
            company_id=company.id,
            tenancy_id=tenancy.id,
            tenant_id=tenant.id,
            contract_number=tenancy.contract_number,
            portal_account=account.external_id or "",
            categories={code: category.id for code, category in categories.items()},
            clerk=clerk,
            second_clerk=second_clerk,
            lead=lead,
            auditor=auditor,
        )


def _added(unit: UnitOfWork, row: Row) -> Row:
    unit.session.add(row)
    unit.session.flush()
    return row
