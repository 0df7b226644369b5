"""The rows that went or go to the ERP, as they are asked for; most cases have none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from desktop.models.bank import BankChange, ErpRow, ErpRun
from desktop.models.base import Id
from desktop.models.company import Company
from desktop.models.contact import ContactDataChange, ContactRow
from desktop.models.tenancy import TenancyParty, Tenant

Found = Sequence[Row[Any]]


def bank_rows(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return what reads ``ErpRow`` with its change, its run and the tenant, the first one first."""
    addressed = (
        select(func.min(TenancyParty.party_number))
        .where(TenancyParty.tenancy_id == BankChange.tenancy_id)
        .correlate(BankChange)
        .scalar_subquery()
    )
    return (
        select(
            ErpRow,
            BankChange.tenancy_id,
            BankChange.case_id,
            ErpRun.created_at.label("handed_over_at"),
            Company.short_name,
            Tenant.first_name,
            Tenant.surname,
        )
        .join(BankChange, BankChange.id == ErpRow.bank_change_id)
        .join(Company, Company.id == ErpRow.company_id)
        .outerjoin(ErpRun, ErpRun.number == ErpRow.run_number)
        .outerjoin(
            TenancyParty,
            and_(
                TenancyParty.tenancy_id == BankChange.tenancy_id,
                TenancyParty.party_number == addressed,
            ),
        )
        .outerjoin(Tenant, Tenant.id == TenancyParty.tenant_id)
        .where(ErpRow.cancelled_at.is_(None), *conditions)
        .order_by(ErpRow.id)
    )


def contact_rows(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return what reads ``ContactRow`` with its change and the tenant, the first one first."""
    return (
        select(
            ContactRow,
            ContactDataChange.kind,
            ContactDataChange.tenancy_id,
            ContactDataChange.case_id,
            Company.short_name,
            Tenant.first_name,
            Tenant.surname,
        )
        .join(ContactDataChange, ContactDataChange.id == ContactRow.contact_change_id)
        .join(Company, Company.id == ContactRow.company_id)
        .join(Tenant, Tenant.id == ContactRow.tenant_id)
        .where(ContactRow.cancelled_at.is_(None), *conditions)
        .order_by(ContactRow.id)
    )


# Put together once: every case page asks both.
_BANK_OF_CASE = bank_rows(BankChange.case_id == bindparam("case", type_=Id))
_CONTACT_OF_CASE = contact_rows(ContactDataChange.case_id == bindparam("case", type_=Id))


def rows_of_case(session: Session, case_id: int) -> tuple[Found, Found]:
    """Return the rows of a case with bank details, and those with contact data."""
    of_case = {"case": case_id}
    bank = session.execute(_BANK_OF_CASE, of_case).all()
    return bank, session.execute(_CONTACT_OF_CASE, of_case).all()
