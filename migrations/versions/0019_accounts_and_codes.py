"""Registration codes, consents, changes of contact data, imports of master data, meters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)
_REQUESTED = sa.text("state = 'requested'")
_USABLE = sa.text("state IN ('issued', 'posted')")


def upgrade() -> None:
    """Bring the schema forward."""
    _deliveries()
    _accounts()
    _registration()
    _contacts()
    _master_data()


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _registration() -> None:
    op.create_table(
        "registration_codes",
        sa.Column("public_id", sa.String(36), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("portal_account_id", ID, nullable=False),
        sa.Column("origin", ENUM, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("lookup", sa.String(64), nullable=True),
        sa.Column("hash", sa.String(200), nullable=True),
        sa.Column("last_two", sa.String(2), nullable=False),
        sa.Column("shape", sa.String(40), nullable=False),
        sa.Column("surname", sa.String(80), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=True),
        sa.Column("requested_by_id", ID, nullable=True),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("delivery_id", ID, nullable=True),
        sa.Column("address", JSON, nullable=True),
        sa.Column("issued_at", INSTANT, nullable=True),
        sa.Column("posted_at", INSTANT, nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("end_reason", ENUM, nullable=True),
        sa.Column("end_note", sa.Text(), nullable=False),
        sa.Column("guard_way", ENUM, nullable=True),
        sa.Column("guard_known_since", sa.Date(), nullable=True),
        sa.Column("guard_seen", JSON, nullable=True),
        sa.Column("called_at", INSTANT, nullable=True),
        sa.Column("called_by_id", ID, nullable=True),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("released_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("registration_codes", "called_by_id", "staff"),
        _key("registration_codes", "case_id", "cases"),
        _key("registration_codes", "company_id", "companies"),
        _key("registration_codes", "delivery_id", "deliveries"),
        _key("registration_codes", "portal_account_id", "portal_accounts"),
        _key("registration_codes", "released_by_id", "staff"),
        _key("registration_codes", "requested_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_registration_codes"),
        sa.UniqueConstraint("delivery_id", name="uq_registration_codes_delivery_id"),
        sa.UniqueConstraint("lookup", name="uq_registration_codes_lookup"),
        sa.UniqueConstraint("public_id", name="uq_registration_codes_public_id"),
    )
    op.create_index(
        "ix_registration_codes_account", "registration_codes", ["portal_account_id", "id"]
    )
    op.create_index("ix_registration_codes_case_id", "registration_codes", ["case_id"])
    op.create_index("ix_registration_codes_last_two", "registration_codes", ["last_two"])
    op.create_index(
        "ix_registration_codes_requested",
        "registration_codes",
        ["portal_account_id"],
        unique=True,
        sqlite_where=_REQUESTED,
        postgresql_where=_REQUESTED,
    )
    op.create_index("ix_registration_codes_state", "registration_codes", ["state", "expires_on"])
    op.create_index(
        "ix_registration_codes_usable",
        "registration_codes",
        ["portal_account_id"],
        unique=True,
        sqlite_where=_USABLE,
        postgresql_where=_USABLE,
    )
    op.create_table(
        "registration_attempts",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("portal_account_id", ID, nullable=True),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("channel", ENUM, nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("masked_input", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("registration_attempts", "case_id", "cases"),
        _key("registration_attempts", "company_id", "companies"),
        _key("registration_attempts", "portal_account_id", "portal_accounts"),
        _key("registration_attempts", "tenancy_id", "tenancies"),
        sa.PrimaryKeyConstraint("id", name="pk_registration_attempts"),
    )
    op.create_index("ix_registration_attempts_case_id", "registration_attempts", ["case_id"])
    op.create_index(
        "ix_registration_attempts_portal_account_id", "registration_attempts", ["portal_account_id"]
    )
    op.create_index(
        "ix_registration_attempts_tenancy", "registration_attempts", ["tenancy_id", "at"]
    )
    op.create_table(
        "consents",
        sa.Column("portal_account_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("text_version", sa.String(40), nullable=False),
        sa.Column("given_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        _key("consents", "portal_account_id", "portal_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_account", "consents", ["portal_account_id", "kind", "given_at"])
    op.create_table(
        "account_events",
        sa.Column("portal_account_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("channel", ENUM, nullable=True),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("account_events", "portal_account_id", "portal_accounts"),
        _key("account_events", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_account_events"),
    )
    op.create_index("ix_account_events_account", "account_events", ["portal_account_id", "at"])


def _accounts() -> None:
    with op.batch_alter_table("portal_accounts") as portal_accounts:
        portal_accounts.add_column(sa.Column("state_before_lock", ENUM, nullable=True))
        portal_accounts.add_column(sa.Column("channel", ENUM, nullable=True))
        portal_accounts.add_column(
            sa.Column("email", sa.String(120), server_default="", nullable=False)
        )
        portal_accounts.add_column(sa.Column("registered_at", INSTANT, nullable=True))
        portal_accounts.add_column(sa.Column("activated_at", INSTANT, nullable=True))
        portal_accounts.add_column(sa.Column("locked_at", INSTANT, nullable=True))
        portal_accounts.add_column(sa.Column("closed_at", INSTANT, nullable=True))
        portal_accounts.alter_column("external_id", existing_type=sa.String(80), nullable=True)
        portal_accounts.create_index(
            "ix_portal_accounts_party", ["tenancy_id", "tenant_id"], unique=True
        )
    with op.batch_alter_table("tenancy_parties") as tenancy_parties:
        tenancy_parties.add_column(sa.Column("since", sa.Date(), nullable=True))
        tenancy_parties.add_column(sa.Column("until", sa.Date(), nullable=True))
    op.create_table(
        "tenancy_notes",
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("tenancy_notes", "staff_id", "staff"),
        _key("tenancy_notes", "tenancy_id", "tenancies"),
        sa.PrimaryKeyConstraint("id", name="pk_tenancy_notes"),
    )
    op.create_index("ix_tenancy_notes_tenancy_id", "tenancy_notes", ["tenancy_id", "id"])
    op.create_table(
        "letter_templates",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("letter_templates", "company_id", "companies"),
        _key("letter_templates", "made_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_letter_templates"),
    )
    op.create_index(
        "ix_letter_templates_number",
        "letter_templates",
        ["company_id", "kind", "number"],
        unique=True,
    )


def _contacts() -> None:
    op.create_table(
        "contact_changes",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("tenancy_id", ID, nullable=True),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("source", ENUM, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("former", JSON, nullable=False),
        sa.Column("new", JSON, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("problem", sa.String(60), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("contact_changes", "case_id", "cases"),
        _key("contact_changes", "company_id", "companies"),
        _key("contact_changes", "staff_id", "staff"),
        _key("contact_changes", "tenancy_id", "tenancies"),
        _key("contact_changes", "tenant_id", "tenants"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_changes"),
    )
    op.create_index("ix_contact_changes_case_id", "contact_changes", ["case_id"])
    op.create_index(
        "ix_contact_changes_tenant", "contact_changes", ["tenant_id", "kind", "changed_at"]
    )
    op.create_table(
        "contact_rows",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("contact_change_id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("run_number", sa.Integer(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("contract_number", sa.String(40), nullable=False),
        sa.Column("party_number", sa.Integer(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("case_reference", sa.String(20), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("exported_at", INSTANT, nullable=True),
        sa.Column("echo", ENUM, nullable=False),
        sa.Column("echo_at", INSTANT, nullable=True),
        sa.Column("echo_note", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("contact_rows", "company_id", "companies"),
        _key("contact_rows", "contact_change_id", "contact_changes"),
        sa.ForeignKeyConstraint(
            ["run_number"], ["erp_runs.number"], name="fk_contact_rows_run_number_erp_runs"
        ),
        _key("contact_rows", "tenant_id", "tenants"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_rows"),
    )
    op.create_index("ix_contact_rows_company", "contact_rows", ["company_id", "run_number"])
    op.create_index("ix_contact_rows_contact_change_id", "contact_rows", ["contact_change_id"])
    op.create_index("ix_contact_rows_echo", "contact_rows", ["echo", "company_id"])
    op.create_index("ix_contact_rows_open", "contact_rows", ["run_number", "not_before"])
    op.create_index("ix_contact_rows_tenant_id", "contact_rows", ["tenant_id"])


def _master_data() -> None:
    op.create_table(
        "master_data_imports",
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("suspicious", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", INSTANT, nullable=True),
        sa.Column("taken_back_by_id", ID, nullable=True),
        sa.Column("take_back_reason", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("master_data_imports", "by_id", "staff"),
        _key("master_data_imports", "taken_back_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_master_data_imports"),
    )
    op.create_table(
        "import_changes",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("act", ENUM, nullable=False),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("first_id", ID, nullable=False),
        sa.Column("last_id", ID, nullable=False),
        sa.Column("former", JSON, nullable=True),
        sa.Column("new", JSON, nullable=True),
        sa.Column("id", ID, nullable=False),
        _key("import_changes", "import_id", "master_data_imports"),
        sa.PrimaryKeyConstraint("id", name="pk_import_changes"),
    )
    op.create_index("ix_import_changes_entity", "import_changes", ["entity", "first_id"])
    op.create_index("ix_import_changes_import_id", "import_changes", ["import_id", "id"])
    op.create_table(
        "column_mappings",
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("headings", sa.String(64), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        _key("column_mappings", "saved_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_column_mappings"),
        sa.UniqueConstraint("kind", "headings", name="uq_column_mappings_kind_headings"),
    )
    op.create_table(
        "meters",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("meter_number", sa.String(40), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("unit_of_measure", sa.String(20), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=True),
        sa.Column("id", ID, nullable=False),
        _key("meters", "company_id", "companies"),
        _key("meters", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name="pk_meters"),
        sa.UniqueConstraint("company_id", "meter_number", name="uq_meters_company_id_meter_number"),
    )
    op.create_index("ix_meters_unit_id", "meters", ["unit_id"])
    op.create_table(
        "responsible_contacts",
        sa.Column("property_id", ID, nullable=False),
        sa.Column("role", sa.String(60), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("email", sa.String(120), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("responsible_contacts", "property_id", "properties"),
        sa.PrimaryKeyConstraint("id", name="pk_responsible_contacts"),
        sa.UniqueConstraint("property_id", "role", name="uq_responsible_contacts_property_id_role"),
    )


def _deliveries() -> None:
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.add_column(sa.Column("tenancy_id", ID, nullable=True))
        deliveries.alter_column("case_id", existing_type=ID, nullable=True)
        deliveries.create_index("ix_deliveries_tenancy_id", ["tenancy_id"])
        deliveries.create_foreign_key(
            "fk_deliveries_tenancy_id_tenancies", "tenancies", ["tenancy_id"], ["id"]
        )
    with op.batch_alter_table("batch_letters") as batch_letters:
        batch_letters.alter_column("case_id", existing_type=ID, nullable=True)
    with op.batch_alter_table("erp_rows") as erp_rows:
        erp_rows.add_column(sa.Column("echo", ENUM, server_default="waiting", nullable=False))
        erp_rows.add_column(sa.Column("echo_at", INSTANT, nullable=True))
        erp_rows.add_column(sa.Column("echo_note", sa.Text(), server_default="", nullable=False))
        erp_rows.create_index("ix_erp_rows_echo", ["echo", "company_id"])
    with op.batch_alter_table("erp_runs") as erp_runs:
        erp_runs.add_column(
            sa.Column("contents", ENUM, server_default="bank_changes", nullable=False)
        )
