"""Which other cases a case can be merged with or linked to, found by number, name or contract."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desktop.domain.case_status import CaseState
from desktop.domain.errors import UserError
from desktop.domain.iban_text import mask_ibans
from desktop.models.case import Case, CaseLink
from desktop.models.company import Category
from desktop.models.tenancy import Tenancy, TenancyParty, Tenant
from desktop.services.cases.loading import bank_change_of, load_case
from desktop.services.cases.refusals import why_not_merged
from desktop.services.cases.view import ActionState
from desktop.services.context import ServiceContext
from desktop.services.search.view import SearchQuery, SearchScope
from desktop.services.staff.access import Actor, Permission

PARTNERS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PartnerCase:
    """Another case: whether this one can go on in it, and whether the two can be linked."""

    case_id: int
    reference: str
    category_short: str
    subject: str
    tenant_name: str
    received_on: date
    state: CaseState
    same_tenancy: bool
    merge: ActionState
    link: ActionState


def partners(
    context: ServiceContext, actor: Actor, case_id: int, text: str = ""
) -> tuple[PartnerCase, ...]:
    """Return cases by the words of a search; without words those of the tenancy, open ones first.

    Raises:
        UserError: ``case.not_found``, ``access.denied``.
    """
    from desktop.services.search.use_cases import search

    with context.database.read() as session:
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        company_id, tenancy_id = case.company_id, case.tenancy_id
    if not text.strip():
        condition: ColumnElement[bool] = (Case.tenancy_id == tenancy_id) & (
            Case.company_id == company_id
        )
        return () if tenancy_id is None else _read(context, case_id, condition)
    page = search(
        context,
        actor,
        SearchQuery(
            text=text,
            scope=SearchScope.CASES,
            companies=frozenset({company_id}),
            limit=PARTNERS_SHOWN,
        ),
    )
    found = {hit.case_id for hit in page.hits if hit.case_id is not None}
    return _read(context, case_id, Case.id.in_(found)) if found else ()


def _read(
    context: ServiceContext, case_id: int, condition: ColumnElement[bool]
) -> tuple[PartnerCase, ...]:
    first_party = (
        select(Tenant.first_name + " " + Tenant.surname)
        .join(TenancyParty, TenancyParty.tenant_id == Tenant.id)
        .where(TenancyParty.tenancy_id == Case.tenancy_id)
        .order_by(TenancyParty.party_number)
        .limit(1)
        .scalar_subquery()
    )
    with context.database.read() as session:
        case = session.get_one(Case, case_id)
        change = bank_change_of(session, case_id)
        linked = _linked(session, case_id)
        rows = session.execute(
            select(Case, Category.short_name, first_party.label("tenant"))
            .join(Category, Category.id == Case.category_id)
            .outerjoin(Tenancy, Tenancy.id == Case.tenancy_id)
            .where(Case.id != case_id, condition)
            .order_by(Case.is_open.desc(), Case.received_at.desc(), Case.id.desc())
            .limit(PARTNERS_SHOWN)
        ).all()
        return tuple(
            PartnerCase(
                case_id=other.id,
                reference=other.reference,
                category_short=short_name,
                subject=mask_ibans(other.subject),
                tenant_name=tenant or "",
                received_on=other.received_on,
                state=other.state,
                same_tenancy=other.tenancy_id is not None and other.tenancy_id == case.tenancy_id,
                merge=_action(why_not_merged(case, change, other)),
                link=_action(
                    UserError("link.already", reference=other.reference)
                    if other.id in linked
                    else None
                ),
            )
            for other, short_name, tenant in rows
        )


def _linked(session: Session, case_id: int) -> frozenset[int]:
    rows = session.execute(
        select(CaseLink.case_id, CaseLink.other_case_id).where(
            (CaseLink.case_id == case_id) | (CaseLink.other_case_id == case_id)
        )
    )
    return frozenset(key for row in rows for key in row) - {case_id}


def _action(refusal: UserError | None) -> ActionState:
    if refusal is None:
        return ActionState(possible=True)
    return ActionState(possible=False, reason=refusal.code, params=refusal.params)
