"""Reads the documents of a contract for its account and its cases; nothing is changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from desktop.domain.berlin_time import berlin_day
from desktop.domain.document_period import Period
from desktop.domain.document_retention import kept_until
from desktop.domain.document_ways import IN_PORTAL
from desktop.domain.documents import DocumentState, RecallReason, RequestState
from desktop.domain.kinds import DeliveryState
from desktop.models.case import Case
from desktop.models.company import Company, Staff
from desktop.models.document import (
    ArchiveRequest,
    Document,
    DocumentContent,
    DocumentRecipient,
    LegalHold,
)
from desktop.models.exchange import Delivery
from desktop.models.tenancy import Tenancy, Tenant
from desktop.services.accounts.loading import load_tenancy
from desktop.services.context import ServiceContext
from desktop.services.documents.view import (
    AccountDocuments,
    ArchiveRequestRow,
    Arrival,
    DocumentRecipientRow,
    DocumentRow,
    DocumentStanding,
    LegalHoldRow,
)
from desktop.services.registration.portions import portions
from desktop.services.staff.access import Actor
from desktop.services.staff.company_settings import load_rules
from desktop.services.time_limits import Moment

_RECALLER, _ENDER, _NEWER = aliased(Staff), aliased(Staff), aliased(Document)
_EVENT, _LETTER = aliased(Delivery), aliased(Delivery)
_DOCUMENTS = (
    select(
        Document,
        DocumentContent.media_type,
        DocumentContent.size,
        DocumentContent.pages,
        DocumentContent.text_state,
        DocumentContent.scan_state,
        Staff.name.label("publisher"),
        _RECALLER.name.label("recaller"),
        _NEWER.id.label("newer_id"),
        Case.reference,
        Tenancy.ends_on,
    )
    .join(DocumentContent, DocumentContent.sha256 == Document.sha256)
    .join(Tenancy, Tenancy.id == Document.tenancy_id)
    .outerjoin(Staff, Staff.id == Document.published_by_id)
    .outerjoin(_RECALLER, _RECALLER.id == Document.recalled_by_id)
    .outerjoin(_NEWER, _NEWER.replaces_id == Document.id)
    .outerjoin(Case, Case.id == Document.case_id)
    .order_by(Document.id.desc())
)
_RECIPIENTS = (
    select(
        DocumentRecipient,
        Tenant.first_name,
        Tenant.surname,
        _EVENT.state.label("event_state"),
        _EVENT.last_error,
        _LETTER.state.label("letter_state"),
        _LETTER.attempts.label("letter_attempts"),
        _LETTER.delivered_at.label("letter_at"),
    )
    .join(Tenant, Tenant.id == DocumentRecipient.tenant_id)
    .outerjoin(_EVENT, _EVENT.id == DocumentRecipient.delivery_id)
    .outerjoin(_LETTER, _LETTER.id == DocumentRecipient.letter_id)
    .order_by(DocumentRecipient.document_id, DocumentRecipient.tenant_id)
)


def account_documents(context: ServiceContext, actor: Actor, tenancy_id: int) -> AccountDocuments:
    """Return the documents of a contract with requests and holds, as of now.

    Raises:
        UserError: ``account.not_found``, ``access.denied``.
    """
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, tenancy_id)
        code = session.get_one(Company, tenancy.company_id).code
        return AccountDocuments(
            tenancy_id=tenancy.id,
            company_id=tenancy.company_id,
            company_code=code,
            contract_number=tenancy.contract_number,
            documents=documents_of_tenancy(session, context, tenancy_id),
            requests=request_rows(
                session, context, _REQUESTS.where(ArchiveRequest.tenancy_id == tenancy_id)
            ),
            holds=_holds(session, tenancy_id),
        )


def documents_of_tenancy(
    session: Session, context: ServiceContext, tenancy_id: int
) -> tuple[DocumentRow, ...]:
    """Return the documents of a contract, the newest first; rights were checked before."""
    return document_rows(session, context, _DOCUMENTS.where(Document.tenancy_id == tenancy_id))


def documents_by_id(
    session: Session, context: ServiceContext, document_ids: Sequence[int]
) -> dict[int, DocumentRow]:
    """Return documents by id; whether the person may see them was checked before."""
    found: dict[int, DocumentRow] = {}
    for ids in portions(document_ids):
        rows = document_rows(session, context, _DOCUMENTS.where(Document.id.in_(ids)))
        found |= {row.document_id: row for row in rows}
    return found


def document_rows(
    session: Session, context: ServiceContext, query: Select[Any]
) -> tuple[DocumentRow, ...]:
    """Return what ``query`` finds of ``_DOCUMENTS``, with its recipients."""
    rows = session.execute(query).all()
    recipients: defaultdict[int, list[DocumentRecipientRow]] = defaultdict(list)
    for ids in portions([row.Document.id for row in rows]):
        for found in session.execute(_RECIPIENTS.where(DocumentRecipient.document_id.in_(ids))):
            recipients[found.DocumentRecipient.document_id].append(_recipient(found))
    undo = _undo_times(session, rows)
    moment = Moment.of(context.clock)
    return tuple(_document(row, tuple(recipients[row.Document.id]), undo, moment) for row in rows)


def request_rows(
    session: Session, context: ServiceContext, query: Select[Any]
) -> tuple[ArchiveRequestRow, ...]:
    """Return what ``query`` finds of archive requests."""
    today = context.clock.today()
    return tuple(
        ArchiveRequestRow(
            request_id=row.ArchiveRequest.id,
            version=row.ArchiveRequest.version,
            kind=row.ArchiveRequest.kind,
            wanted=row.ArchiveRequest.wanted,
            state=row.ArchiveRequest.state,
            asked_at=row.ArchiveRequest.asked_at,
            asked_by=row.asker or "",
            due_on=row.ArchiveRequest.due_on,
            is_overdue=(
                row.ArchiveRequest.state is RequestState.OPEN and row.ArchiveRequest.due_on < today
            ),
            ended_at=row.ArchiveRequest.ended_at,
            ended_by=row.ender or "",
            note=row.ArchiveRequest.note,
            case_id=row.ArchiveRequest.case_id,
            case_reference=row.reference or "",
            document_id=row.ArchiveRequest.document_id,
        )
        for row in session.execute(query)
    )


_REQUESTS = (
    select(ArchiveRequest, Staff.name.label("asker"), _ENDER.name.label("ender"), Case.reference)
    .join(Staff, Staff.id == ArchiveRequest.asked_by_id)
    .outerjoin(_ENDER, _ENDER.id == ArchiveRequest.ended_by_id)
    .outerjoin(Case, Case.id == ArchiveRequest.case_id)
    .order_by(ArchiveRequest.id.desc())
)


def requests_of_case(
    session: Session, context: ServiceContext, case_id: int
) -> tuple[ArchiveRequestRow, ...]:
    """Return what a case asks the archive for, the newest first."""
    return request_rows(session, context, _REQUESTS.where(ArchiveRequest.case_id == case_id))


def _holds(session: Session, tenancy_id: int) -> tuple[LegalHoldRow, ...]:
    lifter = aliased(Staff)
    rows = session.execute(
        select(LegalHold, Staff.name.label("setter"), lifter.name.label("lifter"))
        .join(Staff, Staff.id == LegalHold.by_id)
        .outerjoin(lifter, lifter.id == LegalHold.lifted_by_id)
        .where(LegalHold.tenancy_id == tenancy_id)
        .order_by(LegalHold.id.desc())
    )
    return tuple(
        LegalHoldRow(
            hold_id=row.LegalHold.id,
            reason=row.LegalHold.reason,
            since=row.LegalHold.since,
            by=row.setter,
            lifted_at=row.LegalHold.lifted_at,
            lifted_by=row.lifter or "",
            lift_reason=row.LegalHold.lift_reason,
        )
        for row in rows
    )


def _undo_times(session: Session, rows: Sequence[Row[Any]]) -> dict[int, timedelta]:
    companies = {row.Document.company_id for row in rows}
    return {one: timedelta(seconds=load_rules(session, one).undo_seconds) for one in companies}


def _document(
    row: Row[Any],
    recipients: tuple[DocumentRecipientRow, ...],
    undo: Mapping[int, timedelta],
    moment: Moment,
) -> DocumentRow:
    document: Document = row.Document
    until = _undo_until(document, undo[document.company_id], moment)
    return DocumentRow(
        document_id=document.id,
        public_id=document.public_id,
        tenancy_id=document.tenancy_id,
        company_id=document.company_id,
        kind=document.kind,
        title=document.title,
        period=Period.of(document.period_from, document.period_to),
        file_name=document.file_name,
        media_type=row.media_type,
        size=row.size,
        pages=row.pages,
        text_state=row.text_state,
        scan_state=row.scan_state,
        state=document.state,
        standing=_standing(document, recipients, until, moment.now),
        origin=document.origin,
        edition=document.edition,
        replaces_id=document.replaces_id,
        replaced_by_id=row.newer_id,
        visible_from=document.visible_from,
        published_at=document.published_at,
        published_by=row.publisher or "",
        undo_until=until,
        recalled_at=document.recalled_at,
        recalled_by=row.recaller or "",
        recall_reason=document.recall_reason,
        recall_note=document.recall_note,
        late_accepted=document.late_accepted,
        case_id=document.case_id,
        case_reference=row.reference or "",
        upload_id=document.upload_id,
        retention_class=document.retention_class,
        kept_until=kept_until(document.kind, berlin_day(document.published_at), row.ends_on),
        recipients=recipients,
    )


def _undo_until(document: Document, undo: timedelta, moment: Moment) -> datetime | None:
    if document.state is DocumentState.PUBLISHED:
        until = document.undo_until
    elif document.state is DocumentState.RECALLED and document.recalled_at is not None:
        until = document.recalled_at + undo
    else:
        return None
    return None if until is None or moment.is_over(until) else until


def _standing(
    document: Document,
    recipients: Sequence[DocumentRecipientRow],
    undo_until: datetime | None,
    now: datetime,
) -> DocumentStanding:
    if document.state is DocumentState.UNDONE:
        return DocumentStanding.UNDONE
    if document.state is DocumentState.RECALLED:
        replaced = document.recall_reason is RecallReason.REPLACED
        return DocumentStanding.REPLACED if replaced else DocumentStanding.RECALLED
    if undo_until is not None:
        return DocumentStanding.UNDOABLE
    if document.visible_from > now:
        return DocumentStanding.PLANNED
    readers = [one for one in recipients if one.in_portal is not None]
    if readers and all(one.read_at is not None for one in readers):
        return DocumentStanding.READ
    return DocumentStanding.PUBLISHED


def _recipient(row: Row[Any]) -> DocumentRecipientRow:
    recipient: DocumentRecipient = row.DocumentRecipient
    return DocumentRecipientRow(
        tenant_id=recipient.tenant_id,
        name=f"{row.first_name} {row.surname}".strip(),
        way=recipient.way,
        reason=recipient.way_reason,
        note=recipient.way_note,
        in_portal=_arrival(row.event_state) if recipient.way in IN_PORTAL else None,
        problem=row.last_error or "",
        on_paper=_arrival(row.letter_state, row.letter_attempts),
        paper_at=row.letter_at,
        read_at=recipient.read_at,
    )


def _arrival(state: DeliveryState | None, attempts: int | None = 0) -> Arrival | None:
    if state is None:
        return None
    if state is DeliveryState.DELIVERED:
        return Arrival.ARRIVED
    if state is DeliveryState.CANCELLED:
        return Arrival.CANCELLED
    return Arrival.IN_BATCH if attempts else Arrival.WAITING
