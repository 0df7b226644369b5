"""Bank details, mandates, the changes to them and their hand-over to the ERP."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)


def upgrade() -> None:
    """Bring the schema forward."""
    _bank_changes()
    _bank_details()
    _mandates()
    _findings()
    _decisions()
    _erp_runs()
    _erp_rows()


def _bank_changes() -> None:
    op.create_table(
        "bank_changes",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("variant", ENUM, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("iban", sa.String(64), nullable=True),
        sa.Column("iban_input", sa.Text(), nullable=True),
        sa.Column("account_holder", sa.Text(), nullable=True),
        sa.Column("holder_address", JSON, nullable=True),
        sa.Column("mandate_granted", sa.Boolean(), nullable=True),
        sa.Column("mandate_reference", sa.Text(), nullable=True),
        sa.Column("mandate_creditor_id", sa.Text(), nullable=True),
        sa.Column("mandate_signed_on", sa.Date(), nullable=True),
        sa.Column("mandate_revoked_on", sa.Date(), nullable=True),
        sa.Column("mandate_text_version", sa.String(40), nullable=True),
        sa.Column("mandate_proof", JSON, nullable=True),
        sa.Column("cutoff_on", sa.Date(), nullable=False),
        sa.Column("effective_month", sa.Date(), nullable=False),
        sa.Column("collection_on", sa.Date(), nullable=False),
        sa.Column("debit_file_on", sa.Date(), nullable=False),
        sa.Column("debit_file_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("first_collection_on", sa.Date(), nullable=True),
        sa.Column("exported_at", INSTANT, nullable=True),
        sa.Column("open_blockers", sa.Integer(), nullable=False),
        sa.Column("open_warnings", sa.Integer(), nullable=False),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("proposed_by_id", ID, nullable=True),
        sa.Column("proposed_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_bank_changes_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["staff.id"], name="fk_bank_changes_proposed_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["tenancy_id"], ["tenancies.id"], name="fk_bank_changes_tenancy_id_tenancies"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_changes"),
        sa.UniqueConstraint("case_id", name="uq_bank_changes_case_id"),
    )
    op.create_index("ix_bank_changes_iban", "bank_changes", ["iban"])
    op.create_index("ix_bank_changes_state", "bank_changes", ["state", "debit_file_at"])
    op.create_index("ix_bank_changes_tenancy_id", "bank_changes", ["tenancy_id"])


def _bank_details() -> None:
    op.create_table(
        "bank_details",
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("account_holder", sa.String(160), nullable=False),
        sa.Column("holder_address", JSON, nullable=True),
        sa.Column("iban", sa.String(34), nullable=False),
        sa.Column("bic", sa.String(11), nullable=True),
        sa.Column("bank_name", sa.String(160), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("bank_change_id", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_change_id"],
            ["bank_changes.id"],
            name="fk_bank_details_bank_change_id_bank_changes",
        ),
        sa.ForeignKeyConstraint(
            ["tenancy_id"], ["tenancies.id"], name="fk_bank_details_tenancy_id_tenancies"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_details"),
    )
    op.create_index("ix_bank_details_bank_change_id", "bank_details", ["bank_change_id"])
    op.create_index("ix_bank_details_iban", "bank_details", ["iban"])
    op.create_index("ix_bank_details_tenancy_id", "bank_details", ["tenancy_id"])


def _mandates() -> None:
    op.create_table(
        "mandates",
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("reference", sa.String(35), nullable=False),
        sa.Column("reference_key", sa.String(35), nullable=False),
        sa.Column("creditor_id", sa.String(35), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("account_holder", sa.String(160), nullable=False),
        sa.Column("iban", sa.String(34), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("last_collection_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("proof", JSON, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("bank_change_id", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_change_id"], ["bank_changes.id"], name="fk_mandates_bank_change_id_bank_changes"
        ),
        sa.ForeignKeyConstraint(
            ["tenancy_id"], ["tenancies.id"], name="fk_mandates_tenancy_id_tenancies"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mandates"),
    )
    op.create_index("ix_mandates_bank_change_id", "mandates", ["bank_change_id"])
    op.create_index("ix_mandates_reference", "mandates", ["reference_key", "creditor_id"])
    op.create_index("ix_mandates_tenancy_id", "mandates", ["tenancy_id"])


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("bank_change_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("severity", ENUM, nullable=False),
        sa.Column("params", JSON, nullable=False),
        sa.Column("acknowledged_by_id", ID, nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("acknowledge_reason", sa.String(400), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["staff.id"], name="fk_findings_acknowledged_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["bank_change_id"], ["bank_changes.id"], name="fk_findings_bank_change_id_bank_changes"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index("ix_findings_bank_change_id", "findings", ["bank_change_id"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("bank_change_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=True),
        sa.Column("reverses_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_change_id"], ["bank_changes.id"], name="fk_decisions_bank_change_id_bank_changes"
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["decisions.id"], name="fk_decisions_reverses_id_decisions"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_decisions_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_bank_change_id", "decisions", ["bank_change_id"])


def _erp_runs() -> None:
    op.create_table(
        "erp_runs",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_code", sa.String(40), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("awaits_file", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_erp_runs"),
    )


def _erp_rows() -> None:
    op.create_table(
        "erp_rows",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("bank_change_id", ID, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("run_number", sa.Integer(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("contract_number", sa.String(40), nullable=False),
        sa.Column("account_holder", sa.String(160), nullable=False),
        sa.Column("iban", sa.String(34), nullable=False),
        sa.Column("bic", sa.String(11), nullable=False),
        sa.Column("mandate_reference", sa.String(35), nullable=False),
        sa.Column("creditor_id", sa.String(35), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("case_reference", sa.String(20), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_change_id"], ["bank_changes.id"], name="fk_erp_rows_bank_change_id_bank_changes"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_erp_rows_company_id_companies"
        ),
        sa.ForeignKeyConstraint(
            ["run_number"], ["erp_runs.number"], name="fk_erp_rows_run_number_erp_runs"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_erp_rows"),
    )
    op.create_index("ix_erp_rows_bank_change_id", "erp_rows", ["bank_change_id"])
    op.create_index("ix_erp_rows_company", "erp_rows", ["company_id", "run_number"])
    op.create_index("ix_erp_rows_open", "erp_rows", ["run_number", "not_before"])
