"""What arrives from outside, what leaves, what can be undone, and the audit chain."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.kinds import (
    DeliveryChannel,
    DeliveryState,
    IntakeOutcome,
    QuarantineState,
    UndoKind,
)
from desktop.models.base import Base, EnumText, Id, Identified, JsonObject, JsonValue, UtcDateTime


class IntakeRecord(Identified, Base):
    """One folder of the portal: stored raw first, then interpreted.

    ``content_hash`` is over the parsed event (order of keys and blanks aside) and the attachments'
    hashes. (``source``, ``event_id``) counts as used once a record was accepted. ``claim`` names
    the act of taking this one folder, so that a run that was killed is continued and not repeated;
    ``kept_in`` is the name under which a quarantined folder lies in ``quarantine/``, as long as it
    does.
    """

    __tablename__ = "intake_records"
    __table_args__ = (
        Index("ix_intake_records_key", "source", "event_id"),
        Index("ix_intake_records_folder", "folder"),
        Index("ix_intake_records_kept", "quarantine_state", "kept_in"),
        Index("ix_intake_records_quarantine", "quarantine_state", "company_id"),
        Index("ix_intake_records_outcome", "outcome", "company_id", "event_type"),
    )

    folder: Mapped[str] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[str | None] = mapped_column(Text)
    event_type: Mapped[str | None] = mapped_column(Text)
    company_id: Mapped[int | None] = mapped_column(Id, ForeignKey("companies.id"))
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_hash: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[IntakeOutcome] = mapped_column(EnumText(IntakeOutcome))
    reason: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(Text, default="")
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"))
    message_id: Mapped[int | None] = mapped_column(Id, ForeignKey("messages.id"))
    quarantine_state: Mapped[QuarantineState | None] = mapped_column(EnumText(QuarantineState))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    resolve_reason: Mapped[str] = mapped_column(Text, default="")
    claim: Mapped[str | None] = mapped_column(String(32), unique=True)
    kept_in: Mapped[bytes | None] = mapped_column(LargeBinary)


class Delivery(Identified, Base):
    """Something that leaves the house, written with its cause and sent after ``not_before``.

    ``event_id`` is the id of the outgoing event and the folder's name, the same on every retry.
    What belongs to no case (a code that was issued, a contract that changed) names its tenancy.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_due", "state", "channel", "not_before"),
        Index("ix_deliveries_delivered", "channel", "delivered_at"),
    )

    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"), index=True)
    tenancy_id: Mapped[int | None] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(Id, ForeignKey("messages.id"))
    channel: Mapped[DeliveryChannel] = mapped_column(EnumText(DeliveryChannel))
    type: Mapped[str] = mapped_column(String(80))
    time: Mapped[datetime] = mapped_column(UtcDateTime)
    data: Mapped[JsonObject] = mapped_column(JsonValue)
    recipient: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[DeliveryState] = mapped_column(EnumText(DeliveryState))
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UndoEntry(Identified, Base):
    """A stored inverse command with its time limit."""

    __tablename__ = "undo_entries"

    kind: Mapped[UndoKind] = mapped_column(EnumText(UndoKind))
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"), index=True)
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    data: Mapped[JsonObject] = mapped_column(JsonValue)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEvent(Base):
    """One line of the append-only, hash-chained log (Protokolleintrag).

    ``hash`` = SHA-256 over ``previous_hash`` and the other columns as text; ``details`` is
    canonical JSON with ids and masked values only. ``id`` has no gaps, and no two rows share a
    predecessor, so the chain cannot fork. On SQLite the audit function keeps it, on PostgreSQL a
    trigger does.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        # Answers "did this person see this IBAN within the last minutes" without reading a row.
        Index("ix_audit_events_entity", "entity", "entity_id", "action", "actor", "at"),
        Index("ix_audit_events_at", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(60))
    company_id: Mapped[int | None] = mapped_column(Id, ForeignKey("companies.id"))
    action: Mapped[str] = mapped_column(String(60))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[int] = mapped_column(Id)
    details: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
