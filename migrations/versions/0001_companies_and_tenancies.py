"""Companies, staff, contracts and the people in them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)


def upgrade() -> None:
    """Bring the schema forward."""
    _companies()
    _counters()
    _leases()
    _staff()
    _staff_companies()
    _categories()
    _properties()
    _units()
    _tenancies()
    _tenants()
    _tenancy_parties()
    _portal_accounts()


def _companies() -> None:
    op.create_table(
        "companies",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("short_name", sa.String(20), nullable=False),
        sa.Column("town", sa.String(80), nullable=False),
        sa.Column("federal_state", sa.String(2), nullable=False),
        sa.Column("creditor_id", sa.String(35), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_companies"),
        sa.UniqueConstraint("code", name="uq_companies_code"),
    )


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("holder", sa.String(80), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("login", sa.String(60), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("initials", sa.String(4), nullable=False),
        sa.Column("role", ENUM, nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("login", name="uq_staff_login"),
    )


def _staff_companies() -> None:
    op.create_table(
        "staff_companies",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_staff_companies_company_id_companies"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_staff_companies_staff_id_staff"
        ),
        sa.PrimaryKeyConstraint("staff_id", "company_id", name="pk_staff_companies"),
    )


def _categories() -> None:
    op.create_table(
        "categories",
        sa.Column("company_id", ID, nullable=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("short_name", sa.String(40), nullable=False),
        sa.Column("icon", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("promise_workdays", sa.Integer(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_categories_company_id_companies"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
        sa.UniqueConstraint("company_id", "code", name="uq_categories_company_id_code"),
    )
    op.create_index("ix_categories_code", "categories", ["code"])


def _properties() -> None:
    op.create_table(
        "properties",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("street", sa.String(80), nullable=False),
        sa.Column("house_number", sa.String(12), nullable=False),
        sa.Column("postcode", sa.String(10), nullable=False),
        sa.Column("town", sa.String(80), nullable=False),
        sa.Column("federal_state", sa.String(2), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_properties_company_id_companies"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_properties"),
        sa.UniqueConstraint("company_id", "number", name="uq_properties_company_id_number"),
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("property_id", ID, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("floor", sa.String(20), nullable=False),
        sa.Column("position", sa.String(20), nullable=False),
        sa.Column("area_m2", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["property_id"], ["properties.id"], name="fk_units_property_id_properties"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("property_id", "number", name="uq_units_property_id_number"),
    )


def _tenancies() -> None:
    op.create_table(
        "tenancies",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("contract_number", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("rent_cold", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("rent_ancillary", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("payment_method", ENUM, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_tenancies_company_id_companies"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_tenancies_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_tenancies"),
        sa.UniqueConstraint(
            "company_id", "contract_number", name="uq_tenancies_company_id_contract_number"
        ),
    )
    op.create_index("ix_tenancies_unit_id", "tenancies", ["unit_id"])


def _tenants() -> None:
    op.create_table(
        "tenants",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("salutation", sa.String(20), nullable=False),
        sa.Column("title", sa.String(40), nullable=False),
        sa.Column("first_name", sa.String(80), nullable=False),
        sa.Column("surname", sa.String(80), nullable=False),
        sa.Column("addition", sa.String(80), nullable=False),
        sa.Column("street", sa.String(80), nullable=False),
        sa.Column("house_number", sa.String(12), nullable=False),
        sa.Column("postcode", sa.String(10), nullable=False),
        sa.Column("town", sa.String(80), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("email", sa.String(120), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("email_changed_at", INSTANT, nullable=True),
        sa.Column("phone_changed_at", INSTANT, nullable=True),
        sa.Column("address_changed_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_tenants_company_id_companies"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    op.create_index("ix_tenants_company_id", "tenants", ["company_id"])
    op.create_index("ix_tenants_surname", "tenants", ["surname"])


def _tenancy_parties() -> None:
    op.create_table(
        "tenancy_parties",
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("party_number", sa.Integer(), nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenancy_id"], ["tenancies.id"], name="fk_tenancy_parties_tenancy_id_tenancies"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name="fk_tenancy_parties_tenant_id_tenants"
        ),
        sa.PrimaryKeyConstraint("tenancy_id", "party_number", name="pk_tenancy_parties"),
    )
    op.create_index("ix_tenancy_parties_tenant_id", "tenancy_parties", ["tenant_id"])


def _portal_accounts() -> None:
    op.create_table(
        "portal_accounts",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("external_id", sa.String(80), nullable=False),
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("last_login_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_portal_accounts_company_id_companies"
        ),
        sa.ForeignKeyConstraint(
            ["tenancy_id"], ["tenancies.id"], name="fk_portal_accounts_tenancy_id_tenancies"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name="fk_portal_accounts_tenant_id_tenants"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_portal_accounts"),
        sa.UniqueConstraint(
            "company_id", "external_id", name="uq_portal_accounts_company_id_external_id"
        ),
    )
    op.create_index("ix_portal_accounts_tenancy_id", "portal_accounts", ["tenancy_id"])
    op.create_index("ix_portal_accounts_tenant_id", "portal_accounts", ["tenant_id"])
