"""A whole batch is taken back: what has left is recalled, what has not is undone."""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.blank_text import one_line
from desktop.domain.documents import DocumentState, RecallReason, UploadState
from desktop.domain.errors import UserError
from desktop.models.document import Document, DocumentRecipient
from desktop.models.tenancy import Tenancy, Tenant
from desktop.services.audit import AuditAction
from desktop.services.context import ServiceContext
from desktop.services.documents.loading import locked_document
from desktop.services.documents.recalling import lock_deliveries, recall_in, undo_publication_in
from desktop.services.leases import lease
from desktop.services.staff.access import Actor
from desktop.services.time_limits import Moment
from desktop.services.uploads.loading import load_upload, locked_upload
from desktop.services.uploads.making import note
from desktop.services.uploads.read import lease_of
from desktop.services.uploads.view import ReaderLine, UploadProgress

PORTION = 50
_STATES = (
    UploadState.OPEN,
    UploadState.PUBLISHING,
    UploadState.PUBLISHED,
    UploadState.DISCARDED,
)


def take_back_upload(
    context: ServiceContext,
    actor: Actor,
    upload_id: int,
    reason: str,
    *,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[UploadProgress], None] = lambda _progress: None,
) -> int:
    """Recall every document of a batch that still holds; returns how many.

    A portion a transaction: who is killed or cancels calls it again and it goes on. Documents that
    have not left the house are undone without a word.

    Raises:
        UserError: ``upload.note_missing`` without a reason, ``upload.nothing_published``,
            ``lease.taken``; as ``locked_upload``.
    """
    why = one_line(reason)
    if not why:
        raise UserError("upload.note_missing")
    with lease(context, lease_of(upload_id)) as held:
        with context.database.write() as unit:
            locked_upload(unit.session, actor, upload_id, *_STATES)
        total = len(_holding(context, upload_id))
        if not total:
            raise UserError("upload.nothing_published")
        done = 0
        while ids := _holding(context, upload_id)[:PORTION]:
            if is_cancelled():
                return done
            held.renew()
            with context.database.write() as unit:
                locked_upload(unit.session, actor, upload_id, *_STATES)
                for document in _locked(unit.session, actor, ids):
                    until = document.undo_until
                    if until is not None and not Moment.of(context.clock).is_over(until):
                        undo_publication_in(unit, context, actor, document)
                    else:
                        recall_in(
                            unit, context, actor, document, RecallReason.BATCH_TAKEN_BACK, why
                        )
            done += len(ids)
            on_progress(UploadProgress(done=done, total=total))
        with context.database.write() as unit:
            upload = locked_upload(unit.session, actor, upload_id, *_STATES)
            upload.state = UploadState.TAKEN_BACK
            upload.ended_at, upload.ended_by_id = context.clock.now(), actor.staff_id
            upload.end_reason = why
            note(unit, context, actor, AuditAction.UPLOAD_TAKEN_BACK, upload, documents=done)
    return done


def _locked(session: Session, actor: Actor, ids: Sequence[int]) -> list[Document]:
    """Return documents of a portion, locked, their deliveries too."""
    documents = [locked_document(session, actor, one) for one in sorted(ids)]
    lock_deliveries(session, ids)
    return documents


def readers_of(context: ServiceContext, actor: Actor, upload_id: int) -> Sequence[ReaderLine]:
    """Return who has read a document of a batch, the earliest first.

    Raises:
        UserError: as ``load_upload``.
    """
    with context.database.read() as session:
        load_upload(session, actor, upload_id)
        rows = session.execute(
            select(
                Tenant.first_name,
                Tenant.surname,
                Tenancy.contract_number,
                Document.title,
                DocumentRecipient.read_at,
            )
            .join(DocumentRecipient, DocumentRecipient.tenant_id == Tenant.id)
            .join(Document, Document.id == DocumentRecipient.document_id)
            .join(Tenancy, Tenancy.id == Document.tenancy_id)
            .where(Document.upload_id == upload_id, DocumentRecipient.read_at.is_not(None))
            .order_by(DocumentRecipient.read_at, Tenant.id)
        ).tuples()
        return [
            ReaderLine(
                tenant=f"{first} {surname}".strip(),
                contract_number=number,
                title=title,
                read_at=read_at,
            )
            for first, surname, number, title, read_at in rows
            if read_at is not None
        ]


def _holding(context: ServiceContext, upload_id: int) -> list[int]:
    with context.database.read() as session:
        return list(
            session.scalars(
                select(Document.id)
                .where(Document.upload_id == upload_id, Document.state == DocumentState.PUBLISHED)
                .order_by(Document.id)
            )
        )
