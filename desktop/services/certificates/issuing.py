"""Certificates are issued: the PDF is made and read back before the transaction that publishes it.

Whoever is killed in between leaves a certificate that is not issued and at most a file that no
document has.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desktop.domain.certificates import DOCUMENT_KINDS, CertificateKind, missing
from desktop.domain.documents import OPEN_CERTIFICATES, CertificateState, DocumentOrigin
from desktop.domain.errors import UserError
from desktop.models.company import Company
from desktop.models.document import Certificate
from desktop.models.tenancy import Tenancy
from desktop.services.audit import AuditAction
from desktop.services.certificates.drafting import locked_certificate, put_values, record_act
from desktop.services.certificates.filling import current_values, has_left
from desktop.services.certificates.paper import CertificatePaper, paper_of
from desktop.services.context import ServiceContext
from desktop.services.documents.commands import NewDocument
from desktop.services.documents.contents import note_content, take_in
from desktop.services.documents.publishing import lock_contracts, publish_in
from desktop.services.letters.port import LetterPress
from desktop.services.staff.access import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A certificate that was issued, its document, and until when that can be undone."""

    certificate_id: int
    document_id: int
    undo_until: datetime | None


def issue(
    context: ServiceContext, actor: Actor, press: LetterPress, certificate_id: int, version: int
) -> IssuedCertificate:
    """Make the PDF of a complete certificate, publish it in the account and file it.

    Raises:
        UserError: ``certificates.not_found``, ``access.denied``, ``certificates.changed``,
            ``certificates.incomplete``, ``certificates.not_open``, ``certificates.party_left``,
            ``certificates.contract_changed`` while the paper was made; as ``contents.take_in`` and
            ``publishing.publish_many_in``.
    """
    with context.database.read() as session:
        row = _ready(session, actor, certificate_id, version)
        paper = paper_of(session, row, context.clock.today(), _name(actor))
        _check_complete(session, context, row, paper)
        code = session.get_one(Company, row.company_id).code
    pdf = press.pdf([paper.letter], made_at=context.clock.now())
    taken = take_in(context, code, paper.file_name, [pdf])
    with context.database.write() as unit:
        row = locked_certificate(unit.session, actor, certificate_id, version)
        # What is compared stays so until the commit.
        lock_contracts(unit.session, [row.tenancy_id])
        _check_complete(unit.session, context, row, paper)
        tenancy = unit.session.get_one(Tenancy, row.tenancy_id)
        now = current_values(unit.session, tenancy, row, context.clock.today())
        if now != (paper.values, paper.shown):
            raise UserError("certificates.contract_changed")
        note_content(unit, taken)
        document = publish_in(unit, context, actor, _document(row, paper, taken.sha256, taken.name))
        put_values(row, paper.values, paper.shown)
        row.state = CertificateState.ISSUED
        row.document_id, row.template_number = document.id, paper.template_number
        row.issued_at, row.issued_by_id = document.published_at, actor.staff_id
        unit.session.flush()
        record_act(
            unit,
            context,
            actor,
            AuditAction.CERTIFICATE_ISSUED,
            row,
            document_id=document.id,
            template=paper.template_number,
        )
        return IssuedCertificate(row.id, document.id, document.undo_until)


def _ready(session: Session, actor: Actor, certificate_id: int, version: int) -> Certificate:
    require(actor, Permission.WORK_CASES)
    row = session.get(Certificate, certificate_id)
    if row is None:
        raise UserError("certificates.not_found")
    require(actor, Permission.WORK_CASES, row.company_id)
    if row.version != version:
        raise UserError("certificates.changed")
    return row


def _check_complete(
    session: Session, context: ServiceContext, row: Certificate, paper: CertificatePaper
) -> None:
    if row.state not in OPEN_CERTIFICATES:
        raise UserError("certificates.not_open")
    tenancy = session.get_one(Tenancy, row.tenancy_id)
    if has_left(tenancy, row.tenant_id, context.clock.today()):
        # It would say what the others rent, and reach them.
        raise UserError("certificates.party_left")
    if missing(CertificateKind(row.kind), paper.values):
        raise UserError("certificates.incomplete")


def _document(
    row: Certificate, paper: CertificatePaper, sha256: str, file_name: str
) -> NewDocument:
    return NewDocument(
        tenancy_id=row.tenancy_id,
        kind=DOCUMENT_KINDS[CertificateKind(row.kind)],
        title=paper.title,
        sha256=sha256,
        file_name=file_name,
        origin=DocumentOrigin.CERTIFICATE,
        case_id=row.case_id,
        in_reply_to=row.in_reply_to,
    )


def _name(actor: Actor) -> str:
    return actor.name if actor.staff_id is not None else ""
