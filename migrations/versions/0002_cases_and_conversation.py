"""Cases and their conversation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)


def upgrade() -> None:
    """Bring the schema forward."""
    _cases()
    _case_links()
    _messages()
    _notes()
    _attachments()
    _drafts()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=False),
        sa.Column("tenancy_id", ID, nullable=True),
        sa.Column("portal_account_id", ID, nullable=True),
        sa.Column("channel", ENUM, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("act_by", sa.Date(), nullable=True),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("waiting_until", sa.Date(), nullable=True),
        sa.Column("waiting_reason", sa.String(200), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by_id", ID, nullable=True),
        sa.Column("close_reason", sa.String(200), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("updated_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name="fk_cases_assignee_id_staff"),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name="fk_cases_category_id_categories"
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["staff.id"], name="fk_cases_closed_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_cases_company_id_companies"
        ),
        sa.ForeignKeyConstraint(
            ["portal_account_id"],
            ["portal_accounts.id"],
            name="fk_cases_portal_account_id_portal_accounts",
        ),
        sa.ForeignKeyConstraint(
            ["tenancy_id"], ["tenancies.id"], name="fk_cases_tenancy_id_tenancies"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["staff.id"], name="fk_cases_updated_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
    )
    op.create_index("ix_cases_assignee_id", "cases", ["assignee_id"])
    op.create_index("ix_cases_closed", "cases", ["is_open", "act_by", "received_at", "reference"])
    op.create_index("ix_cases_event", "cases", ["source", "event_id"])
    op.create_index("ix_cases_open", "cases", ["is_open", "company_id", "category_id"])
    op.create_index("ix_cases_tenancy_id", "cases", ["tenancy_id"])


def _case_links() -> None:
    op.create_table(
        "case_links",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("other_case_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_links_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["other_case_id"], ["cases.id"], name="fk_case_links_other_case_id_cases"
        ),
        sa.PrimaryKeyConstraint("case_id", "other_case_id", name="pk_case_links"),
    )
    op.create_index("ix_case_links_other_case_id", "case_links", ["other_case_id"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("direction", ENUM, nullable=False),
        sa.Column("channel", ENUM, nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("correspondent", sa.String(160), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fields", JSON, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_messages_case_id_cases"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_messages_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_case_id", "messages", ["case_id"])


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notes_case_id_cases"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_notes_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_case_id", "notes", ["case_id"])


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_attachments_message_id_messages"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_message_id", "attachments", ["message_id"])
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_drafts_case_id_cases"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_drafts_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("case_id", "staff_id", "kind", name="uq_drafts_case_id_staff_id_kind"),
    )
