"""The door of the room: documents of tenant accounts."""

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain.documents import DocumentOrigin, RequestState
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.models.document import DocumentContent
from desktop.services.accounts.loading import load_tenancy
from desktop.services.audit import AuditAction, record
from desktop.services.certificates.reopening import reopen_certificate
from desktop.services.context import ServiceContext
from desktop.services.documents.archive import (
    ask_archive,
    end_archive_request,
    open_request,
    reopen_request,
    settle_request,
)
from desktop.services.documents.case_side import attach_document
from desktop.services.documents.commands import PublishDocument, RecallDocument
from desktop.services.documents.contents import note_content, take_in
from desktop.services.documents.holds import lift_legal_hold, set_legal_hold
from desktop.services.documents.loading import load_document, locked_document
from desktop.services.documents.previewing import PublicationPreview, as_new, preview
from desktop.services.documents.publishing import publish_in, publish_many_in
from desktop.services.documents.reading import account_documents
from desktop.services.documents.recalling import (
    recall_in,
    undo_publication_in,
    undo_recall_in,
)
from desktop.services.documents.tenant_view import tenant_view
from desktop.services.documents.view import DocumentFile
from desktop.services.documents.ways import contracts_of, ways_of
from desktop.services.staff.access import Actor, Permission

__all__ = [
    "Published",
    "account_documents",
    "ask_archive",
    "attach_document",
    "document_file",
    "end_archive_request",
    "lift_legal_hold",
    "preview_publication",
    "publish_document",
    "publish_in",
    "publish_many_in",
    "recall_document",
    "recall_in",
    "set_legal_hold",
    "take_in",
    "tenant_view",
    "undo_publication",
    "undo_recall",
    "ways_of",
]


@dataclass(frozen=True, slots=True)
class Published:
    """A document that was published, and until when that can be undone."""

    document_id: int
    undo_until: datetime | None


def preview_publication(
    context: ServiceContext, actor: Actor, command: PublishDocument
) -> PublicationPreview:
    """Return what publishing would do, and why it would be refused; nothing is changed.

    Raises:
        UserError: ``account.not_found``, ``access.denied``.
    """
    now = context.clock.now()
    with context.database.read() as session:
        tenancy = load_tenancy(session, actor, command.tenancy_id, Permission.WORK_CASES)
        contract = contracts_of(session, [tenancy.id])[tenancy.id]
        return preview(session, contract, command, now)


def publish_document(context: ServiceContext, actor: Actor, command: PublishDocument) -> Published:
    """Publish one file in the account of a contract.

    Raises:
        UserError: as ``publish_in``; as ``archive.open_request``; ``archive.wrong_account``.
    """
    with context.database.write() as unit:
        request = None
        if command.request_id is not None:
            request = open_request(unit.session, actor, command.request_id)
            if request.tenancy_id != command.tenancy_id:
                raise UserError("archive.wrong_account")
        note_content(unit, command.content)
        case_id = command.case_id
        if case_id is None and request is not None:
            case_id = request.case_id
        origin = DocumentOrigin.UPLOADED if request is None else DocumentOrigin.ARCHIVE
        new = replace(as_new(command), case_id=case_id, origin=origin)
        document = publish_in(unit, context, actor, new)
        if request is not None:
            settle_request(unit, context, actor, request, RequestState.FOUND, document=document)
        return Published(document.id, document.undo_until)


def recall_document(context: ServiceContext, actor: Actor, command: RecallDocument) -> None:
    """Recall a document: its parties see it no more, the record stays.

    Raises:
        UserError: ``documents.not_found``; as ``recall_in``.
    """
    with context.database.write() as unit:
        document = locked_document(unit.session, actor, command.document_id)
        recall_in(unit, context, actor, document, command.reason, command.note)


def undo_publication(context: ServiceContext, actor: Actor, document_id: int) -> None:
    """Take a publication back within its undo time: it never left the house.

    Raises:
        UserError: ``documents.not_found``; as ``undo_publication_in``.
    """
    with context.database.write() as unit:
        document = locked_document(unit.session, actor, document_id)
        undo_publication_in(unit, context, actor, document)
        reopen_request(unit, context, actor, document)
        reopen_certificate(unit, context, actor, document)


def undo_recall(context: ServiceContext, actor: Actor, document_id: int) -> None:
    """Take a recall back within the undo time: the parties go on seeing the document.

    Raises:
        UserError: ``documents.not_found``; as ``undo_recall_in``.
    """
    with context.database.write() as unit:
        undo_recall_in(unit, context, actor, locked_document(unit.session, actor, document_id))


def document_file(context: ServiceContext, actor: Actor, document_id: int) -> DocumentFile:
    """Return the bytes of a document; opening it is on the audit log.

    Raises:
        UserError: ``documents.not_found``, ``access.denied``, ``documents.missing``,
            ``documents.damaged``.
    """
    with context.database.write() as unit:
        document = load_document(unit.session, actor, document_id)
        content = unit.session.get_one(DocumentContent, document.sha256)
        code = unit.session.get_one(Company, document.company_id).code
        record(
            unit,
            context,
            actor,
            AuditAction.DOCUMENT_VIEWED,
            "documents",
            document.id,
            document.company_id,
            {"tenancy_id": document.tenancy_id},
        )
        name, media_type, sha256 = document.file_name, content.media_type, document.sha256
    with context.stores.of(code).open(sha256) as stream:
        return DocumentFile(name, media_type, stream.read())
