"""Decide what becomes of an event: the checks that need the database, and nothing is changed.

They follow those of ``intake_reading`` in this order: used key, company, category, contract, case
and its fields. The key comes first: a delivery that was accepted once stays accepted, whatever has
become of its contract since.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from desktop.domain.kinds import IntakeOutcome, QuarantineState
from desktop.domain.portal_event import (
    HANDLED_TYPES,
    WRITTEN_TYPES,
    EventKey,
    PortalEvent,
    PortalEventType,
)
from desktop.domain.portal_fields import BANK_DETAILS, BankFields, read_bank_fields
from desktop.domain.portal_json import QuarantineReason, RefusedEventError
from desktop.models.case import Case
from desktop.models.company import Category, Company
from desktop.models.exchange import IntakeRecord
from desktop.models.tenancy import PortalAccount, Tenancy, TenancyParty, Tenant
from desktop.services.intake.reading import FolderContent, SizeLimits
from desktop.services.intake.report_readers import READERS
from desktop.services.intake.reports import Addressing, PortalReport
from desktop.services.staff.company_settings import rules_of

_ACCEPTED = (
    IntakeOutcome.CASE,
    IntakeOutcome.MESSAGE,
    IntakeOutcome.APPLIED,
    IntakeOutcome.UNSUPPORTED,
)
"""Outcomes that use a key up. A raw record counts too: it is interpreted when support comes."""


@dataclass(frozen=True, slots=True)
class CompanyEntry:
    """What intake needs of a company for every event."""

    company_id: int
    limits: SizeLimits
    category_ids: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """The folder waits for a person. ``place`` says where the fault lies."""

    reason: QuarantineReason
    place: str
    company_id: int | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The event was accepted before; ``first`` is what became of it."""

    company_id: int | None
    case_id: int | None
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The event is kept raw until this program can interpret it."""

    company_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRequest:
    """A case is to be made. ``referenced_case_id`` is the one the tenant named, if it is known."""

    addressing: Addressing
    category_id: int
    bank: BankFields | None
    referenced_case_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedMessage:
    """A message goes to a case; ``bank`` are fields for its application."""

    addressing: Addressing
    case_id: int
    bank: BankFields | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedReport:
    """What the portal reports of an account is to be applied."""

    addressing: Addressing
    report: PortalReport


Accepted = AcceptedRequest | AcceptedMessage | AcceptedReport
Decision = Quarantined | Duplicate | Unsupported | Accepted


def load_companies(session: Session) -> dict[str, CompanyEntry]:
    """Return what intake needs of all companies, by their code."""
    rows = session.execute(select(Category.company_id, Category.code, Category.id)).all()
    # A company's own category comes last and wins over one of the same code for all.
    categories = sorted(rows, key=lambda row: row.company_id is not None)
    return {
        company.code: CompanyEntry(
            company.id,
            _limits(company),
            {
                code: category_id
                for company_id, code, category_id in categories
                if company_id is None or company_id == company.id
            },
        )
        for company in session.scalars(select(Company))
    }


def decide(
    session: Session, content: FolderContent, companies: Mapping[str, CompanyEntry]
) -> Decision:
    """Return what becomes of a folder that was read."""
    company = companies.get(content.head.company or "")
    company_id = None if company is None else company.company_id
    if content.refusal is not None or content.event is None:
        reason = content.refusal or QuarantineReason.SCHEMA
        return Quarantined(reason, content.place, company_id)
    try:
        return _decide(session, content, content.event, company)
    except RefusedEventError as refused:
        return Quarantined(refused.reason, refused.place, company_id)


def open_quarantine(session: Session, key: EventKey) -> list[IntakeRecord]:
    """Return the quarantined folders with this key that nobody has dealt with."""
    return list(
        session.scalars(
            select(IntakeRecord)
            .where(
                IntakeRecord.source == key.source,
                IntakeRecord.event_id == key.event_id,
                IntakeRecord.quarantine_state == QuarantineState.OPEN,
            )
            .order_by(IntakeRecord.id)
            .options(defer(IntakeRecord.raw))
        )
    )


def _limits(company: Company) -> SizeLimits:
    rules = rules_of(company)
    return SizeLimits(rules.max_attachment_bytes, rules.max_event_bytes)


def _decide(
    session: Session, content: FolderContent, event: PortalEvent, company: CompanyEntry | None
) -> Decision:
    known = _accepted_before(session, content, event.key)
    if known is not None:
        return known
    if event.type not in HANDLED_TYPES:
        return Unsupported(None if company is None else company.company_id)
    if event.type not in WRITTEN_TYPES:
        return decide_report(session, event, company)
    if company is None:
        raise RefusedEventError(QuarantineReason.UNKNOWN_COMPANY, "data.company")
    if event.type is PortalEventType.REQUEST_SUBMITTED:
        return _request(session, content, event, company)
    return _message(session, event, company)


def decide_report(
    session: Session, event: PortalEvent, company: CompanyEntry | None
) -> AcceptedReport:
    """Return whose contract a report of the portal is about; its key was looked at before.

    Raises:
        RefusedEventError: ``unknown_company``, ``unknown_contract`` or ``schema``.
    """
    if company is None:
        raise RefusedEventError(QuarantineReason.UNKNOWN_COMPANY, "data.company")
    addressing = _addressing(session, event, company)
    return AcceptedReport(addressing=addressing, report=READERS[event.type](event))


def _accepted_before(session: Session, content: FolderContent, key: EventKey) -> Duplicate | None:
    row = session.execute(
        select(
            IntakeRecord.content_hash,
            IntakeRecord.company_id,
            IntakeRecord.case_id,
            IntakeRecord.message_id,
        )
        .where(
            IntakeRecord.source == key.source,
            IntakeRecord.event_id == key.event_id,
            IntakeRecord.outcome.in_(_ACCEPTED),
        )
        .order_by(IntakeRecord.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    if row.content_hash != content.content_hash:
        raise RefusedEventError(QuarantineReason.ID_REUSED, "id")
    return Duplicate(row.company_id, row.case_id, row.message_id)


def _request(
    session: Session, content: FolderContent, event: PortalEvent, company: CompanyEntry
) -> AcceptedRequest:
    category_id = company.category_ids.get(event.category or "")
    if category_id is None:
        raise RefusedEventError(QuarantineReason.SCHEMA, "data.category")
    addressing = _addressing(session, event, company)
    # A reference that names no case of this contract is no fault of a request: it is a new matter.
    case = _case(session, event, addressing)
    return AcceptedRequest(
        addressing=addressing,
        category_id=category_id,
        bank=content.bank,
        referenced_case_id=None if case is None else case[0],
    )


def _message(session: Session, event: PortalEvent, company: CompanyEntry) -> AcceptedMessage:
    addressing = _addressing(session, event, company)
    case = _case(session, event, addressing)
    if case is None:
        raise RefusedEventError(QuarantineReason.UNKNOWN_CASE, "data.case_reference")
    case_id, category = case
    bank = None
    if category == BANK_DETAILS and event.fields:
        bank = read_bank_fields(event.fields)
    return AcceptedMessage(addressing=addressing, case_id=case_id, bank=bank)


def _addressing(session: Session, event: PortalEvent, company: CompanyEntry) -> Addressing:
    tenancy_id = session.scalar(
        select(Tenancy.id).where(
            Tenancy.company_id == company.company_id,
            Tenancy.contract_number == event.contract_number,
        )
    )
    if tenancy_id is None:
        raise RefusedEventError(QuarantineReason.UNKNOWN_CONTRACT, "data.contract_number")
    account_id, tenant_id = _account(session, event, company.company_id, tenancy_id)
    return Addressing(
        company_id=company.company_id,
        tenancy_id=tenancy_id,
        portal_account_id=account_id,
        tenant_id=tenant_id,
        correspondent=_correspondent(session, tenancy_id, tenant_id),
    )


def _account(
    session: Session, event: PortalEvent, company_id: int, tenancy_id: int
) -> tuple[int | None, int | None]:
    """The account that wrote, and whose it is; nobody's where it is none of this contract."""
    if event.portal_account is None:
        return None, None
    row = session.execute(
        select(PortalAccount.id, PortalAccount.tenant_id).where(
            PortalAccount.company_id == company_id,
            PortalAccount.external_id == event.portal_account,
            PortalAccount.tenancy_id == tenancy_id,
        )
    ).one_or_none()
    return (None, None) if row is None else (row.id, row.tenant_id)


def _correspondent(session: Session, tenancy_id: int, tenant_id: int | None) -> str:
    """The name of who wrote: the account's owner, else the first party of the contract."""
    query = select(Tenant.first_name, Tenant.surname)
    if tenant_id is None:
        query = (
            query.join(TenancyParty, TenancyParty.tenant_id == Tenant.id)
            .where(TenancyParty.tenancy_id == tenancy_id)
            .order_by(TenancyParty.party_number)
        )
    else:
        query = query.where(Tenant.id == tenant_id)
    row = session.execute(query.limit(1)).one_or_none()
    return "" if row is None else f"{row.first_name} {row.surname}".strip()


def _case(session: Session, event: PortalEvent, addressing: Addressing) -> tuple[int, str] | None:
    """Id and category of the case that is named, if it is one of this company and contract."""
    if event.case_reference is None:
        return None
    row = session.execute(
        select(Case.id, Category.code)
        .join(Category, Category.id == Case.category_id)
        .where(
            Case.reference == event.case_reference,
            Case.company_id == addressing.company_id,
            Case.tenancy_id == addressing.tenancy_id,
        )
    ).one_or_none()
    return None if row is None else (row.id, row.code)
