"""What happens in the same house: one broken heating makes ten damages."""

from datetime import timedelta
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from desktop.domain.iban_text import mask_ibans
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.tenancy import Tenancy, TenancyParty, Tenant, Unit
from desktop.services.cases.tenancy_view import HouseCase
from desktop.services.context import ServiceContext

HOUSE_DAYS = timedelta(days=14)
HOUSE_SHOWN = 10


def house_cases(session: Session, context: ServiceContext, case: Case) -> tuple[HouseCase, ...]:
    """Return the latest cases of other tenancies in the house of a case, the newest first.

    They are of the same company, so whoever may read the case may read them.
    """
    rows = session.execute(
        _HOUSE_CASES,
        {
            "tenancy": case.tenancy_id,
            "company": case.company_id,
            "since": context.clock.today() - HOUSE_DAYS,
        },
    )
    return tuple(
        HouseCase(
            case_id=row.id,
            reference=row.reference,
            received_on=row.received_on,
            category_short=row.short_name,
            subject=mask_ibans(row.subject),
            state=row.state,
            tenant_name=row.tenant or "",
        )
        for row in rows
    )


def _house_cases() -> Select[Any]:
    """Other tenancies' cases of ``company`` after ``since`` in the house of ``tenancy``."""
    own = aliased(Unit)
    tenancy: BindParameter[int] = bindparam("tenancy")
    house = (
        select(own.property_id)
        .join(Tenancy, Tenancy.unit_id == own.id)
        .where(Tenancy.id == tenancy)
        .scalar_subquery()
    )
    neighbours = (
        select(Tenancy.id)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .where(Unit.property_id == house, Tenancy.id != tenancy)
    )
    first_party = (
        select(Tenant.first_name + " " + Tenant.surname)
        .join(TenancyParty, TenancyParty.tenant_id == Tenant.id)
        .where(TenancyParty.tenancy_id == Case.tenancy_id)
        .order_by(TenancyParty.party_number)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Case.id,
            Case.reference,
            Case.received_on,
            Case.subject,
            Case.state,
            Category.short_name,
            first_party.label("tenant"),
        )
        .join(Category, Category.id == Case.category_id)
        .where(
            Case.tenancy_id.in_(neighbours),
            Case.company_id == bindparam("company"),
            Case.received_on > bindparam("since"),
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(HOUSE_SHOWN)
    )


# Put together once: building them costs more than their answer, and every page asks.
_HOUSE_CASES = _house_cases()
_OTHERS_OF_TENANCY = select(func.count()).where(
    Case.tenancy_id == bindparam("tenancy"),
    Case.company_id == bindparam("company"),
    Case.id != bindparam("case"),
)


def count_of_tenancy(session: Session, case: Case) -> int:
    """How many other cases the contract has."""
    own = {"tenancy": case.tenancy_id, "company": case.company_id, "case": case.id}
    return session.scalar(_OTHERS_OF_TENANCY, own) or 0
