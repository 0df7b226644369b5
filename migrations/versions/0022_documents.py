"""Documents in tenant accounts, uploads in bulk, certificates, forms, monthly consumption."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)
_COUNTS = sa.text("state IN ('accepted', 'published')")


def upgrade() -> None:
    """Bring the schema forward."""
    _documents()
    _uploads()
    _papers()
    _consumption()


def _key(table: str, column: str, target: str, key: str = "id") -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target}"
    return sa.ForeignKeyConstraint([column], [f"{target}.{key}"], name=name)


def _documents() -> None:
    op.create_table(
        "document_contents",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("text_state", ENUM, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("scan_state", ENUM, nullable=False),
        sa.Column("scanned_at", INSTANT, nullable=True),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_document_contents"),
    )
    op.create_table(
        "uploads",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("visible_from", INSTANT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("published_by_id", ID, nullable=True),
        sa.Column("late_accepted", sa.Boolean(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", ID, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("uploads", "company_id", "companies"),
        _key("uploads", "ended_by_id", "staff"),
        _key("uploads", "made_by_id", "staff"),
        _key("uploads", "published_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sa.UniqueConstraint("number", name="uq_uploads_number"),
    )
    op.create_index("ix_uploads_state", "uploads", ["state", "id"])
    op.create_table(
        "documents",
        sa.Column("public_id", sa.String(36), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("visible_from", INSTANT, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("origin", ENUM, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("replaces_id", ID, nullable=True),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("upload_id", ID, nullable=True),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("published_by_id", ID, nullable=True),
        sa.Column("undo_until", INSTANT, nullable=True),
        sa.Column("recalled_at", INSTANT, nullable=True),
        sa.Column("recalled_by_id", ID, nullable=True),
        sa.Column("recall_reason", ENUM, nullable=True),
        sa.Column("recall_note", sa.Text(), nullable=False),
        sa.Column("retention_class", ENUM, nullable=False),
        sa.Column("late_accepted", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("documents", "case_id", "cases"),
        _key("documents", "company_id", "companies"),
        _key("documents", "published_by_id", "staff"),
        _key("documents", "recalled_by_id", "staff"),
        _key("documents", "replaces_id", "documents"),
        _key("documents", "sha256", "document_contents", "sha256"),
        _key("documents", "tenancy_id", "tenancies"),
        _key("documents", "upload_id", "uploads"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("public_id", name="uq_documents_public_id"),
        sa.UniqueConstraint("replaces_id", name="uq_documents_replaces_id"),
    )
    op.create_index("ix_documents_case_id", "documents", ["case_id"])
    op.create_index("ix_documents_content", "documents", ["company_id", "sha256"])
    op.create_index("ix_documents_tenancy", "documents", ["tenancy_id", "id"])
    op.create_index("ix_documents_upload_id", "documents", ["upload_id"])
    op.create_table(
        "document_recipients",
        sa.Column("document_id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("way", ENUM, nullable=False),
        sa.Column("way_reason", ENUM, nullable=False),
        sa.Column("way_note", sa.Text(), nullable=False),
        sa.Column("portal_account_id", ID, nullable=True),
        sa.Column("delivery_id", ID, nullable=True),
        sa.Column("letter_id", ID, nullable=True),
        sa.Column("recall_delivery_id", ID, nullable=True),
        sa.Column("read_at", INSTANT, nullable=True),
        _key("document_recipients", "delivery_id", "deliveries"),
        _key("document_recipients", "document_id", "documents"),
        _key("document_recipients", "letter_id", "deliveries"),
        _key("document_recipients", "portal_account_id", "portal_accounts"),
        _key("document_recipients", "recall_delivery_id", "deliveries"),
        _key("document_recipients", "tenant_id", "tenants"),
        sa.PrimaryKeyConstraint("document_id", "tenant_id", name="pk_document_recipients"),
    )
    op.create_index("ix_document_recipients_letter_id", "document_recipients", ["letter_id"])
    op.create_index(
        "ix_document_recipients_portal_account_id", "document_recipients", ["portal_account_id"]
    )
    op.create_table(
        "archive_requests",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("wanted", sa.String(200), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by_id", ID, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", ID, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("archive_requests", "asked_by_id", "staff"),
        _key("archive_requests", "case_id", "cases"),
        _key("archive_requests", "company_id", "companies"),
        _key("archive_requests", "document_id", "documents"),
        _key("archive_requests", "ended_by_id", "staff"),
        _key("archive_requests", "tenancy_id", "tenancies"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_requests"),
    )
    op.create_index("ix_archive_requests_case_id", "archive_requests", ["case_id"])
    op.create_index("ix_archive_requests_state", "archive_requests", ["state", "due_on"])
    op.create_index("ix_archive_requests_tenancy_id", "archive_requests", ["tenancy_id"])
    op.create_table(
        "legal_holds",
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by_id", ID, nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("legal_holds", "by_id", "staff"),
        _key("legal_holds", "lifted_by_id", "staff"),
        _key("legal_holds", "tenancy_id", "tenancies"),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
    )
    op.create_index("ix_legal_holds_tenancy_id", "legal_holds", ["tenancy_id", "id"])


def _uploads() -> None:
    op.create_table(
        "upload_rows",
        sa.Column("upload_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("size", ID, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("page_from", sa.Integer(), nullable=False),
        sa.Column("page_to", sa.Integer(), nullable=True),
        sa.Column("split_from_id", ID, nullable=True),
        sa.Column("facts", JSON, nullable=True),
        sa.Column("verdict", ENUM, nullable=True),
        sa.Column("reasons", JSON, nullable=True),
        sa.Column("tenancy_id", ID, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("way", ENUM, nullable=True),
        sa.Column("way_note", sa.Text(), nullable=False),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("upload_rows", "decided_by_id", "staff"),
        _key("upload_rows", "document_id", "documents"),
        _key("upload_rows", "split_from_id", "upload_rows"),
        _key("upload_rows", "tenancy_id", "tenancies"),
        _key("upload_rows", "upload_id", "uploads"),
        sa.PrimaryKeyConstraint("id", name="pk_upload_rows"),
        sa.UniqueConstraint("document_id", name="uq_upload_rows_document_id"),
        sa.UniqueConstraint(
            "upload_id", "position", "page_from", name="uq_upload_rows_upload_id_position_page_from"
        ),
    )
    op.create_index("ix_upload_rows_sha256", "upload_rows", ["sha256"])
    op.create_index("ix_upload_rows_tenancy_id", "upload_rows", ["tenancy_id"])
    op.create_index("ix_upload_rows_verdict", "upload_rows", ["upload_id", "state", "verdict"])


def _papers() -> None:
    op.create_table(
        "certificates",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=True),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("template_number", sa.Integer(), nullable=True),
        sa.Column("values", JSON, nullable=False),
        sa.Column("missing", JSON, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by_id", ID, nullable=True),
        sa.Column("in_reply_to", sa.Text(), nullable=True),
        sa.Column("issued_at", INSTANT, nullable=True),
        sa.Column("issued_by_id", ID, nullable=True),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("certificates", "asked_by_id", "staff"),
        _key("certificates", "case_id", "cases"),
        _key("certificates", "company_id", "companies"),
        _key("certificates", "document_id", "documents"),
        _key("certificates", "issued_by_id", "staff"),
        _key("certificates", "tenancy_id", "tenancies"),
        _key("certificates", "tenant_id", "tenants"),
        sa.PrimaryKeyConstraint("id", name="pk_certificates"),
        sa.UniqueConstraint("document_id", name="uq_certificates_document_id"),
    )
    op.create_index("ix_certificates_case_id", "certificates", ["case_id"])
    op.create_index("ix_certificates_state", "certificates", ["state", "id"])
    op.create_index("ix_certificates_tenancy", "certificates", ["tenancy_id", "id"])
    op.create_table(
        "library_forms",
        sa.Column("public_id", sa.String(36), nullable=False),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("library_forms", "company_id", "companies"),
        _key("library_forms", "made_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_library_forms"),
        sa.UniqueConstraint("public_id", name="uq_library_forms_public_id"),
    )
    op.create_table(
        "library_form_versions",
        sa.Column("form_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("uploaded_by_id", ID, nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("published_by_id", ID, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by_id", ID, nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("library_form_versions", "form_id", "library_forms"),
        _key("library_form_versions", "published_by_id", "staff"),
        _key("library_form_versions", "sha256", "document_contents", "sha256"),
        _key("library_form_versions", "uploaded_by_id", "staff"),
        _key("library_form_versions", "withdrawn_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_library_form_versions"),
        sa.UniqueConstraint("form_id", "number", name="uq_library_form_versions_form_id_number"),
    )


def _consumption() -> None:
    op.create_table(
        "consumption_imports",
        sa.Column("state", ENUM, nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", INSTANT, nullable=True),
        sa.Column("taken_back_by_id", ID, nullable=True),
        sa.Column("take_back_reason", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("consumption_imports", "by_id", "staff"),
        _key("consumption_imports", "taken_back_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_consumption_imports"),
    )
    op.create_table(
        "consumption_readings",
        sa.Column("meter_id", ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(14, 3), nullable=True),
        sa.Column("stand", sa.Numeric(14, 3), nullable=True),
        sa.Column("unit_of_measure", sa.String(20), nullable=False),
        sa.Column("average", sa.Numeric(14, 3), nullable=True),
        sa.Column("exchanged_on", sa.Date(), nullable=True),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("findings", JSON, nullable=True),
        sa.Column("import_id", ID, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("consumption_readings", "decided_by_id", "staff"),
        _key("consumption_readings", "import_id", "consumption_imports"),
        _key("consumption_readings", "meter_id", "meters"),
        sa.PrimaryKeyConstraint("id", name="pk_consumption_readings"),
    )
    op.create_index(
        "ix_consumption_readings_counts",
        "consumption_readings",
        ["meter_id", "month"],
        unique=True,
        sqlite_where=_COUNTS,
        postgresql_where=_COUNTS,
    )
    op.create_index("ix_consumption_readings_import_id", "consumption_readings", ["import_id"])
    op.create_index(
        "ix_consumption_readings_meter", "consumption_readings", ["meter_id", "month", "id"]
    )
    op.create_index("ix_consumption_readings_state", "consumption_readings", ["state", "month"])
    op.create_table(
        "consumption_notices",
        sa.Column("reading_id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("way", ENUM, nullable=False),
        sa.Column("way_reason", ENUM, nullable=False),
        sa.Column("delivery_id", ID, nullable=True),
        sa.Column("letter_id", ID, nullable=True),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("published_by_id", ID, nullable=True),
        _key("consumption_notices", "delivery_id", "deliveries"),
        _key("consumption_notices", "letter_id", "deliveries"),
        _key("consumption_notices", "published_by_id", "staff"),
        _key("consumption_notices", "reading_id", "consumption_readings"),
        _key("consumption_notices", "tenancy_id", "tenancies"),
        _key("consumption_notices", "tenant_id", "tenants"),
        sa.PrimaryKeyConstraint("reading_id", "tenant_id", name="pk_consumption_notices"),
    )
    op.create_index("ix_consumption_notices_letter_id", "consumption_notices", ["letter_id"])
    op.create_index("ix_consumption_notices_tenancy_id", "consumption_notices", ["tenancy_id"])
