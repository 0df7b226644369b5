"""What arrives, what leaves, what can be undone, and the chained audit log."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The text that is hashed is that of ``desktop.services.audit``: a test compares the two.
CHAIN = """
CREATE FUNCTION audit_events_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    -- One after the other until the end of the transaction: a chain cannot fork.
    PERFORM pg_advisory_xact_lock(7301982264519);
    SELECT id, hash INTO last FROM audit_events ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last.id, 0) + 1;
    NEW.previous_hash := coalesce(last.hash, repeat('0', 64));
    NEW.hash := encode(sha256(convert_to(concat_ws(
        chr(31),
        NEW.previous_hash,
        NEW.id::text,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        NEW.actor,
        coalesce(NEW.company_id::text, ''),
        NEW.action,
        NEW.entity,
        NEW.entity_id::text,
        NEW.details
    ), 'UTF8')), 'hex');
    RETURN NEW;
END;
$$
"""

REFUSE = """
CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege';
END;
$$
"""

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)


def upgrade() -> None:
    """Bring the schema forward."""
    _intake_records()
    _raw_files()
    _deliveries()
    _undo_entries()
    _audit_events()
    if op.get_bind().dialect.name == "postgresql":
        _guard_audit_on_postgresql()
    else:
        _guard_audit_on_sqlite()


def _intake_records() -> None:
    op.create_table(
        "intake_records",
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("arrived_at", INSTANT, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=True),
        sa.Column("outcome", ENUM, nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("quarantine_state", ENUM, nullable=True),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolved_by_id", ID, nullable=True),
        sa.Column("resolve_reason", sa.Text(), nullable=False),
        sa.Column("claim", sa.String(32), nullable=True),
        sa.Column("kept_in", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_intake_records_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_intake_records_company_id_companies"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_intake_records_message_id_messages"
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["staff.id"], name="fk_intake_records_resolved_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intake_records"),
        sa.UniqueConstraint("claim", name="uq_intake_records_claim"),
    )
    op.create_index("ix_intake_records_folder", "intake_records", ["folder"])
    op.create_index("ix_intake_records_kept", "intake_records", ["quarantine_state", "kept_in"])
    op.create_index("ix_intake_records_key", "intake_records", ["source", "event_id"])
    op.create_index(
        "ix_intake_records_quarantine", "intake_records", ["quarantine_state", "company_id"]
    )


def _raw_files() -> None:
    op.create_table(
        "raw_files",
        sa.Column("intake_record_id", ID, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["intake_record_id"],
            ["intake_records.id"],
            name="fk_raw_files_intake_record_id_intake_records",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_raw_files"),
    )
    op.create_index("ix_raw_files_intake_record_id", "raw_files", ["intake_record_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("channel", ENUM, nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("time", INSTANT, nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("recipient", sa.String(400), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_deliveries_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_deliveries_company_id_companies"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_deliveries_message_id_messages"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("event_id", name="uq_deliveries_event_id"),
    )
    op.create_index("ix_deliveries_case_id", "deliveries", ["case_id"])
    op.create_index("ix_deliveries_due", "deliveries", ["state", "channel", "not_before"])


def _undo_entries() -> None:
    op.create_table(
        "undo_entries",
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_undo_entries_case_id_cases"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_undo_entries_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_undo_entries"),
    )
    op.create_index("ix_undo_entries_case_id", "undo_entries", ["case_id"])


def _audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("entity_id", ID, nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_audit_events_company_id_companies"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit_events"),
        sa.UniqueConstraint("previous_hash", name="uq_audit_events_previous_hash"),
    )
    op.create_index("ix_audit_events_at", "audit_events", ["at"])
    op.create_index(
        "ix_audit_events_entity", "audit_events", ["entity", "entity_id", "action", "actor", "at"]
    )


def _guard_audit_on_sqlite() -> None:
    """Refuse to change or delete a line of the log; the program itself writes the chain."""
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_events_no_{act.lower()} BEFORE {act} ON audit_events "
            "BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END"
        )


def _guard_audit_on_postgresql() -> None:
    """Let the database itself number and chain the lines, one writer after the other."""
    op.execute(CHAIN)
    op.execute(
        "CREATE TRIGGER audit_events_chain BEFORE INSERT ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION audit_events_chain()"
    )
    op.execute(REFUSE)
    op.execute(
        "CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION audit_events_refuse()"
    )
    op.execute(
        "CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse()"
    )
