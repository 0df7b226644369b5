"""``document.read``: the portal tells that a party has opened a document. The first time counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from desktop.database.unit_of_work import UnitOfWork
from desktop.domain.document_ways import IN_PORTAL
from desktop.domain.portal_event import PortalEvent
from desktop.domain.portal_json import QuarantineReason, RefusedEventError
from desktop.domain.portal_time import parse_time
from desktop.models.document import Document, DocumentRecipient
from desktop.services.audit import AuditAction, record
from desktop.services.context import ServiceContext
from desktop.services.documents.recalling import recipients_of, record_act
from desktop.services.intake.reports import Addressing, PortalReport, Taken
from desktop.services.staff.access import SYSTEM


@dataclass(frozen=True, slots=True)
class ReadReceipt(PortalReport):
    """Which document was read, and when (None: at the event's time)."""

    document_id: str
    read_at: datetime | None

    def take_in(
        self,
        unit: UnitOfWork,
        context: ServiceContext,
        event: PortalEvent,
        addressing: Addressing,
    ) -> Taken:
        """Note the first reading; one of a document that nobody here knows is kept in the log."""
        document = unit.session.scalars(
            select(Document).where(
                Document.public_id == self.document_id,
                Document.tenancy_id == addressing.tenancy_id,
            )
        ).first()
        reader = None if document is None else _reader(unit, document, addressing)
        if document is None or reader is None:
            _note_unknown(unit, context, event, addressing)
            return Taken()
        read_at = self.read_at or event.time
        if reader.read_at is not None and reader.read_at <= read_at:
            return Taken()
        reader.read_at = read_at
        record_act(
            unit,
            context,
            SYSTEM,
            AuditAction.DOCUMENT_READ,
            document,
            tenant_id=reader.tenant_id,
            event=event.key.event_id,
        )
        return Taken()


def read_receipt(event: PortalEvent) -> ReadReceipt:
    """Return which document was read; ``read_at`` may be absent or null.

    Raises:
        RefusedEventError: ``schema``.
    """
    document_id, read_at = event.data.get("document_id"), event.data.get("read_at")
    if not isinstance(document_id, str) or not document_id:
        raise RefusedEventError(QuarantineReason.SCHEMA, "data.document_id")
    at = None if read_at is None else parse_time(read_at, "data.read_at")
    return ReadReceipt(document_id, at)


def _reader(
    unit: UnitOfWork, document: Document, addressing: Addressing
) -> DocumentRecipient | None:
    """Who has read: the account's party, or, where none is named, the only one it was shown to."""
    rows = [row for row in recipients_of(unit.session, document.id) if row.way in IN_PORTAL]
    if addressing.tenant_id is not None:
        return next((row for row in rows if row.tenant_id == addressing.tenant_id), None)
    return rows[0] if len(rows) == 1 else None


def _note_unknown(
    unit: UnitOfWork, context: ServiceContext, event: PortalEvent, addressing: Addressing
) -> None:
    record(
        unit,
        context,
        SYSTEM,
        AuditAction.DOCUMENT_READ_UNKNOWN,
        "tenancies",
        addressing.tenancy_id,
        addressing.company_id,
        {"event": event.key.event_id},
    )
