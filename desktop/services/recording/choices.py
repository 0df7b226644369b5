"""What can be chosen for one contract: who speaks, which categories, which cases there are."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.form_fields import FieldDefinition
from desktop.domain.iban_text import mask_ibans
from desktop.models.bank import OF_CASE, BankChange
from desktop.models.case import Case
from desktop.models.company import Category
from desktop.models.tenancy import Tenancy, TenancyParty, Tenant
from desktop.services.categories.reading import read_definitions
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, in_reach, require

CASES_OFFERED = 30


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A category of the contract's company, with the fields of its form."""

    code: str
    name: str
    icon: str
    fields: tuple[FieldDefinition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChoice:
    """A case of the contract to which something can be added.

    ``assigned`` tells that somebody has it; ``is_bank_change`` that an application can be
    completed.
    """

    case_id: int
    reference: str
    category_short: str
    subject: str
    state: CaseState
    received_on: date
    assigned: bool
    is_bank_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyChoices:
    """Everything the form offers once a contract is chosen; the open and youngest cases first."""

    tenancy_id: int
    company_id: int
    parties: tuple[str, ...]
    cases: tuple[CaseChoice, ...]


def categories(context: ServiceContext, actor: Actor) -> tuple[CategoryChoice, ...]:
    """Return the categories that take new cases, in their usual order.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    with context.database.read() as session:
        definitions = read_definitions(session)
    found: dict[str, CategoryChoice] = {}
    for one in definitions:
        if one.active and in_reach(actor, one.company_id):
            choice = CategoryChoice(one.code, one.name, one.icon, one.fields)
            found.setdefault(one.code, choice)
    return tuple(found.values())


def tenancy_choices(context: ServiceContext, actor: Actor, tenancy_id: int) -> TenancyChoices:
    """Return what can be chosen for a contract.

    Raises:
        UserError: ``recording.no_tenancy``, ``access.denied``.
    """
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, tenancy_id)
        return TenancyChoices(
            tenancy_id=tenancy.id,
            company_id=tenancy.company_id,
            parties=parties_of(session, tenancy.id),
            cases=_cases(session, tenancy),
        )


def load_tenancy(session: Session, actor: Actor, tenancy_id: int | None) -> Tenancy:
    """Return the contract if the person works for its company.

    Raises:
        UserError: ``recording.no_tenancy``, ``access.denied``.
    """
    require(actor, Permission.WORK_CASES)
    tenancy = None if tenancy_id is None else session.get(Tenancy, tenancy_id)
    if tenancy is None:
        raise UserError("recording.no_tenancy")
    require(actor, Permission.WORK_CASES, tenancy.company_id)
    return tenancy


def load_category(session: Session, company_id: int, code: str) -> Category:
    """Return a category by its code; a company's own wins over one of the same code for all.

    Raises:
        UserError: ``recording.no_category``, also for one that takes no new cases.
    """
    rows = session.scalars(
        select(Category).where(
            Category.code == code,
            Category.active.is_(True),
            or_(Category.company_id.is_(None), Category.company_id == company_id),
        )
    ).all()
    if not rows:
        raise UserError("recording.no_category")
    return max(rows, key=lambda row: row.company_id is not None)


def parties_of(session: Session, tenancy_id: int) -> tuple[str, ...]:
    """Return the names of the parties, the one addressed first."""
    tenants = session.scalars(
        select(Tenant)
        .join(TenancyParty, TenancyParty.tenant_id == Tenant.id)
        .where(TenancyParty.tenancy_id == tenancy_id)
        .order_by(TenancyParty.party_number)
    )
    return tuple(tenant.full_name for tenant in tenants)


def _cases(session: Session, tenancy: Tenancy) -> tuple[CaseChoice, ...]:
    rows = session.execute(
        select(
            Case.id,
            Case.reference,
            Case.subject,
            Case.state,
            Case.received_on,
            Case.assignee_id,
            Category.short_name,
            BankChange.id.label("bank_change_id"),
        )
        .join(Category, Category.id == Case.category_id)
        .outerjoin(BankChange, OF_CASE)
        .where(Case.tenancy_id == tenancy.id, Case.company_id == tenancy.company_id)
        .order_by(Case.is_open.desc(), Case.received_at.desc(), Case.id.desc())
        .limit(CASES_OFFERED)
    )
    return tuple(
        CaseChoice(
            case_id=row.id,
            reference=row.reference,
            category_short=row.short_name,
            subject=mask_ibans(row.subject),
            state=row.state,
            received_on=row.received_on,
            assigned=row.assignee_id is not None,
            is_bank_change=row.bank_change_id is not None,
        )
        for row in rows
    )
