"""The files of messages, with their bytes."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.errors import UserError
from desktop.models.bank import BankChange
from desktop.models.case import Attachment, Case, Message
from desktop.services.audit import AuditAction, record
from desktop.services.cases.loading import load_case
from desktop.services.context import ServiceContext
from desktop.services.staff.access import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    """A file of a message with its bytes, unchanged as they came."""

    name: str
    media_type: str
    data: bytes


def attachment_bytes(
    context: ServiceContext, actor: Actor, attachment_id: int
) -> AttachmentContent:
    """Return a file of a message; opening it is on the audit log.

    Files of a bank change show accounts and signatures in full, such as the scan of a mandate, so
    they are only for whoever may see IBANs in full.

    Raises:
        UserError: ``attachment.not_found``, ``access.denied``, ``documents.missing``.
    """
    with context.database.write() as unit:
        attachment, case = _attachment(unit.session, actor, attachment_id)
        record(
            unit,
            context,
            actor,
            AuditAction.ATTACHMENT_VIEWED,
            "attachments",
            attachment.id,
            case.company_id,
            {"case": case.reference},
        )
    with context.documents.open(attachment.sha256) as stream:
        return AttachmentContent(attachment.name, attachment.media_type, stream.read())


def thumbnail_bytes(context: ServiceContext, actor: Actor, attachment_id: int) -> bytes:
    """Return the bytes of a file from which a picture too small to be read is made.

    That is no look at the file, so nothing is logged; the rights are those of a look.

    Raises:
        UserError: as ``attachment_bytes``.
    """
    with context.database.read() as session:
        attachment, _ = _attachment(session, actor, attachment_id)
    with context.documents.open(attachment.sha256) as stream:
        return stream.read()


def _attachment(session: Session, actor: Actor, attachment_id: int) -> tuple[Attachment, Case]:
    row = session.execute(
        select(Attachment, Message.case_id)
        .join(Message, Message.id == Attachment.message_id)
        .where(Attachment.id == attachment_id)
    ).one_or_none()
    if row is None:
        raise UserError("attachment.not_found")
    attachment, case_id = row
    case = load_case(session, actor, Permission.READ_CASES, case_id)
    # The same file may have begun a case of another category, or the application was set aside.
    applied = (
        select(BankChange.id)
        .join(Message, Message.case_id == BankChange.case_id)
        .join(Attachment, Attachment.message_id == Message.id)
        .where(Attachment.sha256 == attachment.sha256)
        .limit(1)
    )
    if session.scalar(applied) is not None:
        require(actor, Permission.REVEAL_IBAN, case.company_id)
    return attachment, case
