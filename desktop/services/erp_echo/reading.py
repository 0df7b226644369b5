"""Read what waits for the ERP: of a case, of a contract, or all of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.accounts import EchoState
from desktop.domain.bank_change import BankChangeVariant, ContactKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.contact_file import FIELDS
from desktop.domain.erp_echo import EchoProgress, EchoSubject
from desktop.domain.iban import mask_iban
from desktop.models.bank import BankChange, ErpRow, ErpRun
from desktop.models.base import Id
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.contact import ContactDataChange, ContactRow
from desktop.models.tenancy import TenancyParty, Tenant
from desktop.services.cases.view import ActionState
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.awaited import OPEN, EchoSource
from desktop.services.erp_echo.notes import brought_values, settled_reason
from desktop.services.erp_echo.view import EchoList, EchoView
from desktop.services.staff.access import Actor, Permission, allows, require, visible_companies
from desktop.services.staff.company_settings import load_rules

MOST_SHOWN = 500
"""So many rows the list shows; those that need a person come first."""
CONFIRMED_FOR = timedelta(days=30)
_SUBJECTS = {
    BankChangeVariant.NEW_ACCOUNT: EchoSubject.BANK_DETAILS,
    BankChangeVariant.MANDATE_ONLY: EchoSubject.MANDATE,
    BankChangeVariant.REVOCATION: EchoSubject.REVOCATION,
}
_KINDS = {
    ContactKind.EMAIL: EchoSubject.EMAIL,
    ContactKind.TELEPHONE: EchoSubject.TELEPHONE,
    ContactKind.ADDRESS: EchoSubject.ADDRESS,
}
_RANKS = {
    EchoProgress.CONTRADICTED: 0,
    EchoProgress.NEWER: 1,
    EchoProgress.LATE: 2,
    EchoProgress.WAITING: 3,
    EchoProgress.NOT_HANDED_OVER: 4,
}


def _bank_rows(*conditions: ColumnElement[bool]) -> Select[Any]:
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


def _contact_rows(*conditions: ColumnElement[bool]) -> Select[Any]:
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
_BANK_OF_CASE = _bank_rows(BankChange.case_id == bindparam("case", type_=Id))
_CONTACT_OF_CASE = _contact_rows(ContactDataChange.case_id == bindparam("case", type_=Id))


def echoes_of_case(session: Session, context: ServiceContext, case: Case) -> tuple[EchoView, ...]:
    """Return what of a case went or goes to the ERP, the latest first."""
    today = context.clock.today()
    bank = session.execute(_BANK_OF_CASE, {"case": case.id}).all()
    contact = session.execute(_CONTACT_OF_CASE, {"case": case.id}).all()
    return tuple(reversed(_views(session, bank, contact, today)))


def echoes_of_tenancy(
    session: Session, context: ServiceContext, tenancy_id: int
) -> tuple[EchoView, ...]:
    """Return what of a contract and of its parties waits for the ERP, the latest first.

    What the ERP has confirmed is told for another ``CONFIRMED_FOR``.
    """
    parties = select(TenancyParty.tenant_id).where(TenancyParty.tenancy_id == tenancy_id)
    since = context.clock.now() - CONFIRMED_FOR
    bank = session.execute(
        _bank_rows(BankChange.tenancy_id == tenancy_id, _is_told(ErpRow, since))
    ).all()
    contact = session.execute(
        _contact_rows(ContactRow.tenant_id.in_(parties), _is_told(ContactRow, since))
    ).all()
    return tuple(reversed(_views(session, bank, contact, context.clock.today())))


def _is_told(row: type[ErpRow] | type[ContactRow], since: datetime) -> ColumnElement[bool]:
    confirmed = and_(row.echo == EchoState.CONFIRMED, row.echo_at >= since)
    return or_(row.echo.in_(OPEN), confirmed)


def list_echoes(
    context: ServiceContext, actor: Actor, companies: Iterable[int] | None = None
) -> EchoList:
    """Return all that the ERP has and has not brought back; what needs a person comes first.

    What no run holds yet stands with the runs it waits for.

    ``companies`` are the ids of those to be shown, None all that the actor may see.

    Raises:
        UserError: ``access.denied``.
    """
    require(actor, Permission.READ_CASES)
    visible = visible_companies(actor, companies)
    bank = [ErpRow.echo.in_(OPEN), ErpRow.run_number.is_not(None)]
    contact = [ContactRow.echo.in_(OPEN), ContactRow.run_number.is_not(None)]
    if visible is not None:
        bank.append(ErpRow.company_id.in_(visible))
        contact.append(ContactRow.company_id.in_(visible))
    with context.database.read() as session:
        views = _views(
            session,
            session.execute(_bank_rows(*bank)).all(),
            session.execute(_contact_rows(*contact)).all(),
            context.clock.today(),
        )
    views.sort(key=lambda view: (_RANKS[view.progress], view.released_at))
    may_act = allows(actor, Permission.HAND_OVER)
    act = ActionState(possible=may_act, reason=None if may_act else "access.denied")
    return EchoList(tuple(views[:MOST_SHOWN]), act)


def _views(
    session: Session, bank: Iterable[Row[Any]], contact: Iterable[Row[Any]], today: date
) -> list[EchoView]:
    views = [_bank_view(session, row, today) for row in bank]
    views += [_contact_view(session, row, today) for row in contact]
    return sorted(views, key=lambda view: view.released_at)


def _bank_view(session: Session, found: Row[Any], today: date) -> EchoView:
    row: ErpRow = found[0]
    values, is_newer = brought_values(row.echo_note)
    return EchoView(
        source=EchoSource.BANK,
        row_id=row.id,
        subject=_SUBJECTS[BankChangeVariant(row.kind)],
        progress=_progress(session, row, found.handed_over_at, today, is_newer=is_newer),
        released_at=row.created_at,
        handed_over_at=found.handed_over_at,
        answered_at=row.echo_at,
        tenancy_id=found.tenancy_id,
        contract_number=row.contract_number,
        tenant_name=f"{found.first_name or ''} {found.surname or ''}".strip(),
        company_tag=found.short_name,
        case_id=found.case_id,
        case_reference=row.case_reference,
        ours=mask_iban(row.iban) if row.iban else row.mandate_reference,
        theirs=_one_line(values, ("iban", "account_holder", "status", "payment_method")),
        their_values=values,
        settled=settled_reason(row.echo_note),
    )


def _contact_view(session: Session, found: Row[Any], today: date) -> EchoView:
    row: ContactRow = found[0]
    values, is_newer = brought_values(row.echo_note)
    names = FIELDS[found.kind]
    return EchoView(
        source=EchoSource.CONTACT,
        row_id=row.id,
        subject=_KINDS[found.kind],
        progress=_progress(session, row, row.exported_at, today, is_newer=is_newer),
        released_at=row.created_at,
        handed_over_at=row.exported_at,
        answered_at=row.echo_at,
        tenancy_id=found.tenancy_id,
        contract_number=row.contract_number,
        tenant_name=f"{found.first_name} {found.surname}".strip(),
        company_tag=found.short_name,
        case_id=found.case_id,
        case_reference=row.case_reference,
        ours=_one_line(row.values, names),
        theirs=_one_line(values, names),
        their_values=values,
        settled=settled_reason(row.echo_note),
    )


def _progress(
    session: Session,
    row: ErpRow | ContactRow,
    handed_over_at: datetime | None,
    today: date,
    *,
    is_newer: bool,
) -> EchoProgress:
    if row.echo is EchoState.CONTRADICTED:
        return EchoProgress.NEWER if is_newer else EchoProgress.CONTRADICTED
    if row.echo is not EchoState.WAITING:
        return EchoProgress(row.echo.value)
    if handed_over_at is None:
        return EchoProgress.NOT_HANDED_OVER
    days = load_rules(session, row.company_id).erp_echo_days
    late = berlin_day(handed_over_at) + timedelta(days=days) < today
    return EchoProgress.LATE if late else EchoProgress.WAITING


def _one_line(values: Mapping[str, str], names: Iterable[str]) -> str:
    return " ".join(values[name] for name in names if values.get(name))
