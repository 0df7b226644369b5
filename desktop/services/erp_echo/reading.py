"""Read what waits for the ERP: of a case, of a contract, or all of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session

from desktop.domain.accounts import EchoState
from desktop.domain.bank_change import BankChangeVariant, ContactKind
from desktop.domain.berlin_time import berlin_day
from desktop.domain.contact_file import FIELDS
from desktop.domain.erp_echo import EchoProgress, EchoSubject
from desktop.domain.iban import mask_iban
from desktop.models.bank import BankChange, ErpRow
from desktop.models.contact import ContactRow
from desktop.models.tenancy import TenancyParty
from desktop.services.cases.view import ActionState
from desktop.services.context import ServiceContext
from desktop.services.erp_echo.awaited import OPEN, EchoSource
from desktop.services.erp_echo.notes import brought_values, settled_reason
from desktop.services.erp_echo.rows import Found, bank_rows, contact_rows
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


def echoes_of_rows(
    session: Session, context: ServiceContext, bank: Found, contact: Found
) -> tuple[EchoView, ...]:
    """Return what rows of a case say, the latest first."""
    return tuple(reversed(_views(session, bank, contact, context.clock.today())))


def echoes_of_tenancy(
    session: Session, context: ServiceContext, tenancy_id: int
) -> tuple[EchoView, ...]:
    """Return what of a contract and of its parties waits for the ERP, the latest first.

    What the ERP has confirmed is told for another ``CONFIRMED_FOR``.
    """
    parties = select(TenancyParty.tenant_id).where(TenancyParty.tenancy_id == tenancy_id)
    since = context.clock.now() - CONFIRMED_FOR
    bank = session.execute(
        bank_rows(BankChange.tenancy_id == tenancy_id, _is_told(ErpRow, since))
    ).all()
    contact = session.execute(
        contact_rows(ContactRow.tenant_id.in_(parties), _is_told(ContactRow, since))
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
            session.execute(bank_rows(*bank)).all(),
            session.execute(contact_rows(*contact)).all(),
            context.clock.today(),
        )
    views.sort(key=lambda view: (_RANKS[view.progress], view.released_at))
    may_act = allows(actor, Permission.HAND_OVER)
    act = ActionState(possible=may_act, reason=None if may_act else "access.denied")
    return EchoList(tuple(views[:MOST_SHOWN]), act)


def _views(session: Session, bank: Found, contact: Found, today: date) -> list[EchoView]:
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
