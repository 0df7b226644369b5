"""A certificate whose document is taken back within its undo time is a draft again."""

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.documents import CertificateState
from desktop.models.document import Certificate, Document
from desktop.services.audit import AuditAction
from desktop.services.certificates.drafting import record_act
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor


def reopen_certificate(
    unit: UnitOfWork, context: ServiceContext, actor: Actor, document: Document
) -> None:
    """Let the certificate of a document that never left be a draft, if it is one's."""
    row = unit.session.scalars(
        select(Certificate).where(Certificate.document_id == document.id).with_for_update()
    ).first()
    if row is None:
        return
    row.state = CertificateState.DRAFT
    row.document_id = row.issued_at = row.issued_by_id = None
    # Now it is a person's: the program does not issue it by itself a second time.
    row.asked_by_id = row.asked_by_id or actor.staff_id
    unit.session.flush()
    record_act(unit, context, actor, AuditAction.CERTIFICATE_UNDONE, row)
