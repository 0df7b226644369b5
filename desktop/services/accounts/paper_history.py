"""What happened with the documents of a contract, for its time line."""

from collections.abc import Iterator, Mapping

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session, aliased

from desktop.domain.documents import DocumentState
from desktop.models.company import Staff
from desktop.models.document import ArchiveRequest, Document, DocumentRecipient, LegalHold
from desktop.services.accounts.history_entry import HistoryEntry, HistoryKind

_TENANCY: BindParameter[int] = bindparam("tenancy")
_SECOND = aliased(Staff)
_DOCUMENTS = (
    select(Document, Staff.name.label("publisher"), _SECOND.name.label("recaller"))
    .outerjoin(Staff, Staff.id == Document.published_by_id)
    .outerjoin(_SECOND, _SECOND.id == Document.recalled_by_id)
    .where(Document.tenancy_id == _TENANCY, Document.state != DocumentState.UNDONE)
)
_READ = (
    select(DocumentRecipient.read_at, DocumentRecipient.tenant_id, Document.title)
    .join(Document, Document.id == DocumentRecipient.document_id)
    .where(Document.tenancy_id == _TENANCY, DocumentRecipient.read_at.is_not(None))
)
_REQUESTS = (
    select(ArchiveRequest, Staff.name.label("asker"), _SECOND.name.label("ender"))
    .join(Staff, Staff.id == ArchiveRequest.asked_by_id)
    .outerjoin(_SECOND, _SECOND.id == ArchiveRequest.ended_by_id)
    .where(ArchiveRequest.tenancy_id == _TENANCY)
)
_HOLDS = (
    select(LegalHold, Staff.name.label("setter"), _SECOND.name.label("lifter"))
    .join(Staff, Staff.id == LegalHold.by_id)
    .outerjoin(_SECOND, _SECOND.id == LegalHold.lifted_by_id)
    .where(LegalHold.tenancy_id == _TENANCY)
)


def paper_entries(
    session: Session, tenancy_id: int, names: Mapping[int, str]
) -> Iterator[HistoryEntry]:
    """Yield what happened with documents, requests to the archive and holds, in no order.

    ``names`` are those of the contract's parties.
    """
    given = {"tenancy": tenancy_id}
    for document, publisher, recaller in session.execute(_DOCUMENTS, given).tuples():
        yield from _of_document(document, publisher or "", recaller or "")
    for read_at, tenant_id, title in session.execute(_READ, given):
        yield HistoryEntry(
            kind=HistoryKind.DOCUMENT_READ,
            at=read_at,
            person=names.get(tenant_id, ""),
            text=title,
        )
    for request, asker, ender in session.execute(_REQUESTS, given).tuples():
        yield from _of_request(request, asker, ender or "")
    for hold, setter, lifter in session.execute(_HOLDS, given).tuples():
        yield from _of_hold(hold, setter, lifter or "")


def _of_document(document: Document, publisher: str, recaller: str) -> Iterator[HistoryEntry]:
    yield HistoryEntry(
        kind=HistoryKind.DOCUMENT_PUBLISHED,
        at=document.published_at,
        by=publisher,
        text=document.title,
        case_id=document.case_id,
    )
    if document.recalled_at is not None:
        yield HistoryEntry(
            kind=HistoryKind.DOCUMENT_RECALLED,
            at=document.recalled_at,
            by=recaller,
            text=document.title,
            case_id=document.case_id,
        )


def _of_request(request: ArchiveRequest, asker: str, ender: str) -> Iterator[HistoryEntry]:
    yield HistoryEntry(
        kind=HistoryKind.ARCHIVE_ASKED,
        at=request.asked_at,
        by=asker,
        text=request.wanted,
        case_id=request.case_id,
    )
    if request.ended_at is not None:
        yield HistoryEntry(
            kind=HistoryKind.ARCHIVE_ENDED,
            at=request.ended_at,
            by=ender,
            text=request.wanted,
            case_id=request.case_id,
            request=request.state,
        )


def _of_hold(hold: LegalHold, setter: str, lifter: str) -> Iterator[HistoryEntry]:
    yield HistoryEntry(kind=HistoryKind.HOLD_SET, at=hold.since, by=setter, text=hold.reason)
    if hold.lifted_at is not None:
        yield HistoryEntry(
            kind=HistoryKind.HOLD_LIFTED, at=hold.lifted_at, by=lifter, text=hold.lift_reason
        )
