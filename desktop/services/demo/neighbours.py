"""Households of one house, and what they report: for what goes wrong in a whole house at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import Channel
from desktop.domain.kinds import PortalAccountState, UnitKind
from desktop.models.company import Category
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.cases.creation import NewAttachment, NewCase, create_case
from desktop.services.context import ServiceContext


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives in a flat; ``account_id`` where the first of them uses the portal."""

    tenancy_id: int
    company_id: int
    name: str
    account_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a household reports, and when."""

    at: datetime
    subject: str
    text: str
    fields: Mapping[str, Any]
    pictures: tuple[NewAttachment, ...] = ()
    by_mail: bool = False


def households(session: Session, count: int, *, rank: int = 0) -> list[Household]:
    """Return the first flats of the house with the most contracts that run, or the next by rank."""
    running = (
        select(Unit.property_id, func.count().label("n"))
        .join(Tenancy, Tenancy.unit_id == Unit.id)
        .where(Unit.kind == UnitKind.FLAT, Tenancy.ends_on.is_(None))
        .group_by(Unit.property_id)
        .order_by(func.count().desc(), Unit.property_id)
        .offset(rank)
        .limit(1)
    )
    house = session.execute(running).first()
    if house is None:
        return []
    rows = session.execute(
        select(Tenancy.id, Tenancy.company_id, Tenant.id.label("tenant"), Tenant)
        .join(Unit, Unit.id == Tenancy.unit_id)
        .join(TenancyParty, TenancyParty.tenancy_id == Tenancy.id)
        .join(Tenant, Tenant.id == TenancyParty.tenant_id)
        .where(
            Unit.property_id == house.property_id,
            Unit.kind == UnitKind.FLAT,
            Tenancy.ends_on.is_(None),
            TenancyParty.party_number == 1,
        )
        .order_by(Tenancy.id)
        .limit(count)
    ).all()
    return [_household(session, row) for row in rows]


def _household(session: Session, row: Row[tuple[int, int, int, Tenant]]) -> Household:
    account = session.scalars(
        select(PortalAccount.id).where(
            PortalAccount.tenancy_id == row.id,
            PortalAccount.tenant_id == row.tenant,
            PortalAccount.state == PortalAccountState.ACTIVATED,
        )
    ).first()
    return Household(row.id, row.company_id, row.Tenant.full_name, account)


def category_id(session: Session, code: str) -> int:
    """Return the category of every company with this code."""
    return session.scalars(
        select(Category.id).where(Category.code == code, Category.company_id.is_(None))
    ).one()


def report_damage(
    context: ServiceContext, household: Household, damage_id: int, report: Report
) -> int:
    """Make the case, by the portal where the household uses it; returns its id."""
    by_portal = household.account_id is not None and not report.by_mail
    other = Channel.EMAIL if report.by_mail else Channel.TELEPHONE
    with context.database.write() as unit:
        return create_case(
            unit,
            context,
            NewCase(
                company_id=household.company_id,
                category_id=damage_id,
                tenancy_id=household.tenancy_id,
                portal_account_id=household.account_id if by_portal else None,
                channel=Channel.PORTAL if by_portal else other,
                received_at=report.at,
                correspondent=household.name,
                subject=report.subject,
                text=f"{report.text}\n{household.name}",
                fields=report.fields,
                attachments=report.pictures,
            ),
        ).id
