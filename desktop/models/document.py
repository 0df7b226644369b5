"""Documents in tenant accounts, uploads in bulk, certificates and the forms library."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.documents import (
    CertificateState,
    DeliveryWay,
    DocumentKind,
    DocumentOrigin,
    DocumentState,
    RecallReason,
    RequestState,
    RowState,
    ScanState,
    TextState,
    UploadState,
    Verdict,
    WayReason,
)
from desktop.domain.work import RetentionClass
from desktop.models.base import (
    Base,
    EnumText,
    Id,
    Identified,
    JsonObject,
    JsonValue,
    UtcDateTime,
    Versioned,
)


class DocumentContent(Base):
    """What is known of a file's content, once for all documents that have it.

    ``media_type`` is what the content is, whatever its name said. ``text`` is what a search finds;
    ``pages`` is None for what has none.
    """

    __tablename__ = "document_contents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Id)
    media_type: Mapped[str] = mapped_column(String(100))
    pages: Mapped[int | None] = mapped_column(Integer)
    text_state: Mapped[TextState] = mapped_column(EnumText(TextState))
    text: Mapped[str] = mapped_column(Text, default="")
    scan_state: Mapped[ScanState] = mapped_column(EnumText(ScanState))
    scanned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Document(Identified, Versioned, Base):
    """A file in a tenancy's account (Dokument).

    It belongs to the contract and its time, never to the unit: a successor sees none of it.
    ``public_id`` is the portal's ``document_id``. ``edition`` counts the versions of one paper,
    ``replaces_id`` is the one before. ``file_name`` is data, never a path. Until ``undo_until`` it
    has not left the house. ``period_from`` and ``period_to`` are both days of the period.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_tenancy", "tenancy_id", "id"),
        Index("ix_documents_content", "company_id", "sha256"),
        Index("ix_documents_upload_id", "upload_id"),
        Index("ix_documents_case_id", "case_id"),
    )

    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"))
    kind: Mapped[DocumentKind] = mapped_column(EnumText(DocumentKind))
    title: Mapped[str] = mapped_column(String(200))
    period_from: Mapped[date | None] = mapped_column(Date)
    period_to: Mapped[date | None] = mapped_column(Date)
    visible_from: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[DocumentState] = mapped_column(EnumText(DocumentState))
    origin: Mapped[DocumentOrigin] = mapped_column(EnumText(DocumentOrigin))
    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("document_contents.sha256"))
    file_name: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(Integer, default=1)
    replaces_id: Mapped[int | None] = mapped_column(Id, ForeignKey("documents.id"), unique=True)
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"))
    upload_id: Mapped[int | None] = mapped_column(Id, ForeignKey("uploads.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    undo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recalled_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    recall_reason: Mapped[RecallReason | None] = mapped_column(EnumText(RecallReason))
    recall_note: Mapped[str] = mapped_column(Text, default="")
    retention_class: Mapped[RetentionClass] = mapped_column(EnumText(RetentionClass))
    late_accepted: Mapped[bool] = mapped_column(Boolean, default=False)
    """A person published it although the twelve months were over, knowing what that means."""


class DocumentRecipient(Base):
    """How a document reaches one party, and whether it did.

    ``delivery_id`` is the event to the portal, ``letter_id`` the letter on the pile. ``read_at`` is
    the portal's first report of reading.
    """

    __tablename__ = "document_recipients"

    document_id: Mapped[int] = mapped_column(Id, ForeignKey("documents.id"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(Id, ForeignKey("tenants.id"), primary_key=True)
    way: Mapped[DeliveryWay] = mapped_column(EnumText(DeliveryWay))
    way_reason: Mapped[WayReason] = mapped_column(EnumText(WayReason))
    way_note: Mapped[str] = mapped_column(Text, default="")
    portal_account_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("portal_accounts.id"), index=True
    )
    delivery_id: Mapped[int | None] = mapped_column(Id, ForeignKey("deliveries.id"))
    letter_id: Mapped[int | None] = mapped_column(Id, ForeignKey("deliveries.id"), index=True)
    recall_delivery_id: Mapped[int | None] = mapped_column(Id, ForeignKey("deliveries.id"))
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ArchiveRequest(Identified, Versioned, Base):
    """An older document that is asked for from the archive; its case waits until ``due_on``."""

    __tablename__ = "archive_requests"
    __table_args__ = (
        Index("ix_archive_requests_case_id", "case_id"),
        Index("ix_archive_requests_state", "state", "due_on"),
    )

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"))
    kind: Mapped[DocumentKind] = mapped_column(EnumText(DocumentKind))
    wanted: Mapped[str] = mapped_column(String(200))
    state: Mapped[RequestState] = mapped_column(EnumText(RequestState))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    due_on: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(Id, ForeignKey("documents.id"))


class LegalHold(Identified, Base):
    """Nothing of a contract is deleted as long as one stands (*Löschsperre*)."""

    __tablename__ = "legal_holds"
    __table_args__ = (Index("ix_legal_holds_tenancy_id", "tenancy_id", "id"),)

    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"))
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    lift_reason: Mapped[str] = mapped_column(Text, default="")


class Upload(Identified, Versioned, Base):
    """Files that are published together (Stapel eines Sammel-Uploads).

    ``number`` is shown as S-JJJJ-NNNN. ``company_id`` is None for files of several companies.
    ``source`` names the folder or file they came from, as the person chose it.
    """

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_state", "state", "id"),)

    number: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[UploadState] = mapped_column(EnumText(UploadState))
    kind: Mapped[DocumentKind] = mapped_column(EnumText(DocumentKind))
    title: Mapped[str] = mapped_column(String(200))
    period_from: Mapped[date | None] = mapped_column(Date)
    period_to: Mapped[date | None] = mapped_column(Date)
    company_id: Mapped[int | None] = mapped_column(Id, ForeignKey("companies.id"))
    visible_from: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    late_accepted: Mapped[bool] = mapped_column(Boolean, default=False)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")


class UploadRow(Identified, Versioned, Base):
    """One file of an upload, or the pages of one that hold a letter of their own.

    ``position`` is the order of the files. ``sha256`` is None until the file is copied. ``facts``
    is what was found on its pages (numbers, names, addresses, without further text), ``reasons``
    the codes and values from which the interface says why. ``page_from`` and ``page_to`` count from
    1. ``document_id`` is unique, so that no row is published twice.
    """

    __tablename__ = "upload_rows"
    __table_args__ = (
        UniqueConstraint("upload_id", "position", "page_from"),
        Index("ix_upload_rows_verdict", "upload_id", "state", "verdict"),
        Index("ix_upload_rows_sha256", "sha256"),
    )

    upload_id: Mapped[int] = mapped_column(Id, ForeignKey("uploads.id"))
    position: Mapped[int] = mapped_column(Integer)
    file_name: Mapped[str] = mapped_column(Text)
    state: Mapped[RowState] = mapped_column(EnumText(RowState))
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Id, default=0)
    pages: Mapped[int | None] = mapped_column(Integer)
    page_from: Mapped[int] = mapped_column(Integer, default=1)
    page_to: Mapped[int | None] = mapped_column(Integer)
    split_from_id: Mapped[int | None] = mapped_column(Id, ForeignKey("upload_rows.id"))
    facts: Mapped[JsonObject | None] = mapped_column(JsonValue)
    verdict: Mapped[Verdict | None] = mapped_column(EnumText(Verdict))
    reasons: Mapped[list[JsonObject] | None] = mapped_column(JsonValue)
    tenancy_id: Mapped[int | None] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    decision_note: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[DeliveryWay | None] = mapped_column(EnumText(DeliveryWay))
    """Chosen by a person for all parties; None follows each party's consent."""
    way_note: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(Id, ForeignKey("documents.id"), unique=True)


class Certificate(Identified, Versioned, Base):
    """A certificate for a contract, from its first values to the document.

    ``values`` are the fields by name as they stand in the paper; ``missing`` the names of those
    that a person still has to give.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        Index("ix_certificates_tenancy", "tenancy_id", "id"),
        Index("ix_certificates_case_id", "case_id"),
        Index("ix_certificates_state", "state", "id"),
    )

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"))
    tenant_id: Mapped[int | None] = mapped_column(Id, ForeignKey("tenants.id"))
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[CertificateState] = mapped_column(EnumText(CertificateState))
    template_number: Mapped[int | None] = mapped_column(Integer)
    values: Mapped[JsonObject] = mapped_column(JsonValue)
    missing: Mapped[list[str]] = mapped_column(JsonValue)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    in_reply_to: Mapped[str | None] = mapped_column(Text)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    document_id: Mapped[int | None] = mapped_column(Id, ForeignKey("documents.id"), unique=True)


class LibraryForm(Identified, Versioned, Base):
    """A form that tenants can fetch in the portal (Formularbibliothek).

    ``company_id`` is None for all companies. ``public_id`` is the portal's ``form_id``.
    """

    __tablename__ = "library_forms"

    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    company_id: Mapped[int | None] = mapped_column(Id, ForeignKey("companies.id"))
    title: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))


class LibraryFormVersion(Identified, Base):
    """One version of a form; the portal shows the newest that is published and not withdrawn."""

    __tablename__ = "library_form_versions"
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    form_id: Mapped[int] = mapped_column(Id, ForeignKey("library_forms.id"))
    number: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("document_contents.sha256"))
    file_name: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    withdraw_reason: Mapped[str] = mapped_column(Text, default="")
