"""Header and contract of a case, read for its page."""

from datetime import datetime, timedelta

from sqlalchemy import Integer, Row, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from desktop.domain.case_status import BankChangeState, CaseState
from desktop.domain.iban import mask_iban
from desktop.domain.iban_text import mask_ibans
from desktop.domain.kinds import LinkKind, PortalAccountState, VersionState
from desktop.models.bank import BankChange, BankDetails
from desktop.models.case import Case, CaseLink
from desktop.models.company import Category, Staff
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant, Unit
from desktop.services.cases.acting_view import PrioritySuggestion, TeamRef
from desktop.services.cases.family import merged_ref, merged_refs
from desktop.services.cases.house import count_of_tenancy, house_cases
from desktop.services.cases.tags import tags_of
from desktop.services.cases.tenancy_view import (
    EarlierCase,
    OtherContract,
    PartyView,
    TenancyCard,
)
from desktop.services.cases.view import CaseHeader, PersonRef
from desktop.services.context import ServiceContext
from desktop.texts.units import unit_text

RECENT = timedelta(days=30)
"""A younger case is shown first: a fresh change of contact data is a sign of fraud."""
EARLIER_SHOWN = 3
_UNDECIDED = (BankChangeState.OPEN, BankChangeState.PROPOSED)

# Put together once: a page asks all of them, and building one costs more than its answer.
_ACCOUNTS = (
    select(
        PortalAccount.tenant_id, PortalAccount.id, PortalAccount.state, PortalAccount.last_login_at
    )
    .where(PortalAccount.tenancy_id == bindparam("tenancy"))
    .order_by(PortalAccount.id)
)
_EARLIER = (
    select(
        Case.id,
        Case.reference,
        Case.received_on,
        Case.subject,
        Case.state,
        Category.code,
        Category.short_name,
    )
    .join(Category, Category.id == Case.category_id)
    .where(
        Case.id != bindparam("case"),
        or_(
            Case.tenancy_id == bindparam("tenancy"),
            Case.id.in_(bindparam("linked", expanding=True)),
        ),
        Case.company_id == bindparam("company"),
    )
    .order_by(Case.received_on.desc(), Case.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_LINKS = select(CaseLink.case_id, CaseLink.other_case_id, CaseLink.kind).where(
    or_(CaseLink.case_id == bindparam("case"), CaseLink.other_case_id == bindparam("case"))
)
_CONTRACTS = (
    select(Tenancy.id, Tenancy.contract_number, Unit.kind, Unit.number, Unit.floor, Unit.position)
    .join(Unit, Unit.id == Tenancy.unit_id)
    .where(
        Tenancy.id.in_(
            select(TenancyParty.tenancy_id).where(
                TenancyParty.tenant_id.in_(bindparam("tenants", expanding=True))
            )
        ),
        Tenancy.id != bindparam("tenancy"),
        Tenancy.company_id == bindparam("company"),
        or_(Tenancy.ends_on.is_(None), Tenancy.ends_on >= bindparam("today")),
    )
    .order_by(Tenancy.contract_number)
)


def header_of(
    session: Session, case: Case, card: TenancyCard | None, merged: tuple[int, ...] = ()
) -> CaseHeader:
    """Return the title lines of a case page; ``merged`` are the cases that go on in it."""
    company, category = case.company, case.category
    parties = () if card is None else card.parties
    addressed = parties[0] if parties else None
    return CaseHeader(
        case_id=case.id,
        version=case.version,
        reference=case.reference,
        state=case.state,
        is_open=case.is_open,
        category_code=category.code,
        category_name=category.name,
        category_icon=category.icon,
        subject=mask_ibans(case.subject),
        channel=case.channel,
        company_id=company.id,
        company_code=company.code,
        company_name=company.name,
        company_tag=company.short_name,
        company_town=company.town,
        federal_state=company.federal_state,
        tenant_name="" if addressed is None else addressed.name,
        address_line="" if card is None else card.address_line,
        received_at=case.received_at,
        received_on=case.received_on,
        completed_at=case.completed_at,
        due_on=case.due_on,
        act_by=case.act_by,
        assignee=_person(case.assignee),
        waiting_until=case.waiting_until,
        waiting_reason=case.waiting_reason,
        closed_at=case.closed_at,
        close_reason=case.close_reason,
        updated_at=case.updated_at,
        updated_by=_person(case.updated_by),
        team=None if case.team is None else TeamRef(case.team.id, case.team.name),
        priority=case.priority,
        suggestion=(
            None
            if case.suggested_priority is None
            else PrioritySuggestion(case.suggested_priority, case.suggestion_reason)
        ),
        tags=tags_of(session, case.id),
        merged_into=merged_ref(session, case.merged_into_id),
        merged=merged_refs(session, merged) if merged else (),
    )


def _person(staff: Staff | None) -> PersonRef | None:
    return None if staff is None else PersonRef(staff.id, staff.name, staff.initials)


def person_ref(session: Session, staff_id: int | None) -> PersonRef | None:
    """Return name and initials of a member of staff; None for nobody."""
    if staff_id is None:
        return None
    row = session.execute(
        select(Staff.id, Staff.name, Staff.initials).where(Staff.id == staff_id)
    ).one()
    return PersonRef(row.id, row.name, row.initials)


def tenancy_card(
    session: Session, context: ServiceContext, case: Case, earlier: tuple[EarlierCase, ...]
) -> TenancyCard | None:
    """Return the contract a case belongs to; None for a case without one."""
    tenancy = case.tenancy
    if tenancy is None:
        return None
    unit = tenancy.unit
    home = unit.property
    amounts = [
        amount for amount in (tenancy.rent_cold, tenancy.rent_ancillary) if amount is not None
    ]
    parties = _parties(session, case, tenancy)
    return TenancyCard(
        tenancy_id=tenancy.id,
        contract_number=tenancy.contract_number,
        starts_on=tenancy.starts_on,
        ends_on=tenancy.ends_on,
        unit_kind=unit.kind,
        unit_text=unit_text(unit.kind, unit.number, unit.floor, unit.position),
        address_line=f"{home.street} {home.house_number}, {home.postcode} {home.town}",
        rent_total=sum(amounts[1:], amounts[0]) if amounts else None,
        payment_method=tenancy.payment_method,
        parties=parties,
        earlier_cases=earlier,
        other_contracts=other_contracts(
            session, context, case, frozenset(party.tenant_id for party in parties)
        ),
        cases_total=count_of_tenancy(session, case),
        house_cases=house_cases(session, context, case),
    )


def _parties(session: Session, case: Case, tenancy: Tenancy) -> tuple[PartyView, ...]:
    """The parties; the one who asked by portal first, else in the contract's order."""
    accounts: dict[int, Row[tuple[int, int, PortalAccountState, datetime | None]]] = {}
    for account in session.execute(_ACCOUNTS, {"tenancy": case.tenancy_id}):
        accounts[account.tenant_id] = account
    views: list[PartyView] = []
    for tenant in (party.tenant for party in tenancy.parties):
        own = accounts.get(tenant.id)
        view = PartyView(
            tenant_id=tenant.id,
            name=tenant.full_name,
            email=tenant.email,
            phone=tenant.phone,
            address_line=_address_line(tenant),
            portal_state=None if own is None else own.state,
            last_login_at=None if own is None else own.last_login_at,
        )
        asked = own is not None and own.id == case.portal_account_id
        views.insert(0 if asked else len(views), view)
    return tuple(views)


def _address_line(tenant: Tenant) -> str:
    street = f"{tenant.street} {tenant.house_number}".strip()
    town = f"{tenant.postcode} {tenant.town}".strip()
    return ", ".join(part for part in (street, town) if part)


def earlier_cases(session: Session, context: ServiceContext, case: Case) -> tuple[EarlierCase, ...]:
    """The linked cases and the latest others of the contract, the recent ones first."""
    links = _links(session, case.id)
    rows = session.execute(
        _EARLIER,
        {
            "case": case.id,
            "tenancy": case.tenancy_id,
            "linked": list(links),
            "company": case.company_id,
            "most": EARLIER_SHOWN + len(links),
        },
    ).all()
    since = context.clock.today() - RECENT
    views = [
        EarlierCase(
            case_id=row.id,
            reference=row.reference,
            received_on=row.received_on,
            category_code=row.code,
            category_short=row.short_name,
            subject=mask_ibans(row.subject),
            state=row.state,
            recent=row.received_on > since,
            link=links.get(row.id),
        )
        for row in rows
    ]
    linked = [view for view in views if view.link is not None]
    others = [view for view in views if view.link is None][:EARLIER_SHOWN]
    return tuple(
        sorted(linked + others, key=lambda view: (view.received_on, view.case_id), reverse=True)
    )


def _links(session: Session, case_id: int) -> dict[int, LinkKind]:
    rows = session.execute(_LINKS, {"case": case_id})
    return {row.other_case_id if row.case_id == case_id else row.case_id: row.kind for row in rows}


def other_contracts(
    session: Session, context: ServiceContext, case: Case, tenant_ids: frozenset[int]
) -> tuple[OtherContract, ...]:
    """Return the other running contracts of the same people with the same landlord."""
    rows = session.execute(
        _CONTRACTS,
        {
            "tenants": list(tenant_ids),
            "tenancy": case.tenancy_id,
            "company": case.company_id,
            "today": context.clock.today(),
        },
    ).all()
    if not rows:
        return ()
    open_cases = _open_bank_changes(session, [row.id for row in rows])
    ibans = _current_ibans(session, [case.tenancy_id, *(row.id for row in rows)])
    own = ibans.get(case.tenancy_id)
    return tuple(
        OtherContract(
            tenancy_id=row.id,
            contract_number=row.contract_number,
            unit_kind=row.kind,
            unit_text=unit_text(row.kind, row.number, row.floor, row.position),
            case_reference=open_cases[row.id][1] if row.id in open_cases else None,
            case_id=open_cases[row.id][0] if row.id in open_cases else None,
            iban_masked=mask_iban(ibans[row.id]) if row.id in ibans else "",
            same_account=ibans[row.id] == own if own and row.id in ibans else None,
        )
        for row in rows
    )


def _open_bank_changes(session: Session, tenancies: list[int]) -> dict[int, tuple[int, str]]:
    """Id and reference of the latest open bank change of each contract."""
    other = aliased(Case)
    rows = session.execute(
        select(BankChange.tenancy_id, other.id, other.reference)
        .join(other, other.id == BankChange.case_id)
        .where(
            BankChange.tenancy_id.in_(tenancies),
            BankChange.state.in_(_UNDECIDED),
            other.state != CaseState.CLOSED,
        )
        .order_by(other.id)
    )
    return {tenancy_id: (case_id, reference) for tenancy_id, case_id, reference in rows}


def _current_ibans(session: Session, tenancies: list[int | None]) -> dict[int | None, str]:
    rows = session.execute(
        select(BankDetails.tenancy_id, BankDetails.iban).where(
            BankDetails.tenancy_id.in_(tenancies), BankDetails.state == VersionState.CURRENT
        )
    )
    return dict(rows.tuples().all())
