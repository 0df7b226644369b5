"""What a case about documents shows of its contract: what exists, and what the archive seeks."""

from sqlalchemy.orm import Session

from desktop.domain.documents import DocumentKind, DocumentState
from desktop.domain.errors import UserError
from desktop.domain.sendable_files import OutgoingFile
from desktop.domain.wanted_document import fitness
from desktop.models.case import Case
from desktop.models.company import Company
from desktop.models.document import DocumentContent
from desktop.services.audit import AuditAction, record
from desktop.services.cases.loading import load_case
from desktop.services.categories.codes import DOCUMENTS
from desktop.services.context import ServiceContext
from desktop.services.documents.loading import load_document
from desktop.services.documents.reading import documents_of_tenancy, requests_of_case
from desktop.services.documents.view import CaseDocuments, DocumentRow
from desktop.services.staff.access import Actor, Permission
from desktop.texts.documents import document_kind_name


def case_documents(session: Session, context: ServiceContext, case: Case) -> CaseDocuments | None:
    """Return the documents of a case's contract, those that fit what is asked for first.

    None for a case of another category or without a contract.
    """
    if case.category.code != DOCUMENTS or case.tenancy_id is None:
        return None
    wanted, year = _wanted(case)
    rows = [
        row
        for row in documents_of_tenancy(session, context, case.tenancy_id)
        if row.state is DocumentState.PUBLISHED
    ]
    ranked = [(_fitness(row, wanted, year), row) for row in rows]
    ranked.sort(key=lambda one: one[0], reverse=True)
    return CaseDocuments(
        tenancy_id=case.tenancy_id,
        wanted=wanted,
        year=year,
        kind=_likely_kind(wanted),
        documents=tuple(row for _, row in ranked),
        fitting=sum(score > 0 for score, _ in ranked),
        requests=requests_of_case(session, context, case.id),
    )


def attach_document(
    context: ServiceContext, actor: Actor, document_id: int, case_id: int
) -> OutgoingFile:
    """Return a document of the case's contract as a file for a message; it is on the audit log.

    Raises:
        UserError: ``case.not_found``, ``access.denied``, ``documents.not_found``,
            ``documents.wrong_case`` (of another contract), ``documents.not_published``,
            ``documents.missing``, ``documents.damaged``.
    """
    with context.database.write() as unit:
        session = unit.session
        case = load_case(session, actor, Permission.WORK_CASES, case_id)
        document = load_document(session, actor, document_id)
        if document.tenancy_id != case.tenancy_id:
            raise UserError("documents.wrong_case")
        if document.state is not DocumentState.PUBLISHED:
            raise UserError("documents.not_published")
        media_type = session.get_one(DocumentContent, document.sha256).media_type
        code = session.get_one(Company, document.company_id).code
        name, sha256 = document.file_name, document.sha256
        record(
            unit,
            context,
            actor,
            AuditAction.DOCUMENT_VIEWED,
            "documents",
            document.id,
            document.company_id,
            {"tenancy_id": document.tenancy_id, "case_id": case.id},
        )
    with context.stores.of(code).open(sha256) as stream:
        content = stream.read()
    # Files of cases lie in the common store.
    stored = context.documents.put([content])
    return OutgoingFile(name=name, media_type=media_type, size=stored.size, sha256=stored.sha256)


def _wanted(case: Case) -> tuple[str, int | None]:
    """What the form says, else the subject; the year where it is one."""
    fields = case.fields or {}
    wanted = fields.get("document")
    year = fields.get("year")
    text = year if isinstance(year, str) else str(year or "")
    return (
        wanted if isinstance(wanted, str) and wanted.strip() else case.subject,
        int(text) if len(text) == 4 and text.isdecimal() else None,
    )


def _likely_kind(wanted: str) -> DocumentKind | None:
    scores = {
        kind: fitness(wanted, None, (document_kind_name(kind),), None) for kind in DocumentKind
    }
    best = max(scores, key=lambda kind: scores[kind])
    return best if scores[best] else None


def _fitness(row: DocumentRow, wanted: str, year: int | None) -> int:
    return fitness(wanted, year, (row.title, document_kind_name(row.kind)), row.period)
