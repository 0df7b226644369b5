"""Teams and routing, forms of categories, prepared replies, tags, groups, orders, acts on many."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)


def upgrade() -> None:
    """Bring the schema forward."""
    _teams()
    _categories()
    _tags_and_groups()
    _orders()
    _bulk()
    _cases()


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _teams() -> None:
    op.create_table(
        "teams",
        sa.Column("company_id", ID, nullable=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("name_key", sa.String(240), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("teams", "company_id", "companies"),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
    )
    _index("teams", "name_key")
    op.create_table(
        "team_members",
        sa.Column("team_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        _key("team_members", "team_id", "teams"),
        _key("team_members", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("team_id", "staff_id", name="pk_team_members"),
    )
    _index("team_members", "staff_id")
    op.create_table(
        "routing_rules",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=True),
        sa.Column("property_id", ID, nullable=True),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("routing_rules", "company_id", "companies"),
        _key("routing_rules", "category_id", "categories"),
        _key("routing_rules", "property_id", "properties"),
        _key("routing_rules", "team_id", "teams"),
        _key("routing_rules", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_routing_rules"),
    )
    op.create_index(
        "ix_routing_rules_company_id", "routing_rules", ["company_id", "category_id", "property_id"]
    )


def _categories() -> None:
    op.add_column(
        "categories",
        sa.Column("retention_class", ENUM, nullable=False, server_default="commercial_letter"),
    )
    op.add_column(
        "categories",
        sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    for code, retention in (("bank_details", "mandate"), ("damage", "damage")):
        op.execute(
            sa.text("UPDATE categories SET retention_class = :kept WHERE code = :code").bindparams(
                kept=retention, code=code
            )
        )
    op.create_table(
        "category_fields",
        sa.Column("category_id", ID, nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("hint", sa.String(200), nullable=False),
        sa.Column("choices", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("category_fields", "category_id", "categories"),
        sa.PrimaryKeyConstraint("id", name="pk_category_fields"),
        sa.UniqueConstraint("category_id", "key", name="uq_category_fields_category_id_key"),
    )
    op.create_table(
        "category_checks",
        sa.Column("category_id", ID, nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("category_checks", "category_id", "categories"),
        sa.PrimaryKeyConstraint("id", name="pk_category_checks"),
    )
    _index("category_checks", "category_id")
    op.create_table(
        "case_checks",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("check_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _key("case_checks", "case_id", "cases"),
        _key("case_checks", "check_id", "category_checks"),
        _key("case_checks", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("case_id", "check_id", name="pk_case_checks"),
    )
    op.create_table(
        "reply_templates",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("category_id", ID, nullable=True),
        sa.Column("shortcut", sa.String(30), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("reply_templates", "company_id", "companies"),
        _key("reply_templates", "category_id", "categories"),
        sa.PrimaryKeyConstraint("id", name="pk_reply_templates"),
        sa.UniqueConstraint("code", name="uq_reply_templates_code"),
    )


def _tags_and_groups() -> None:
    op.create_table(
        "tags",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("name_key", sa.String(160), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("name_key", name="uq_tags_name_key"),
    )
    op.create_table(
        "case_tags",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        _key("case_tags", "case_id", "cases"),
        _key("case_tags", "tag_id", "tags"),
        sa.PrimaryKeyConstraint("case_id", "tag_id", name="pk_case_tags"),
    )
    _index("case_tags", "tag_id")
    op.create_table(
        "case_groups",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("cause", sa.String(200), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("case_groups", "company_id", "companies"),
        _key("case_groups", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_case_groups"),
    )


def _orders() -> None:
    op.create_table(
        "contractor_orders",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("contractor", sa.String(120), nullable=False),
        sa.Column("contractor_key", sa.String(480), nullable=False),
        sa.Column("email", sa.String(160), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("access", sa.String(200), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("contractor_orders", "case_id", "cases"),
        _key("contractor_orders", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_contractor_orders"),
        sa.UniqueConstraint("number", name="uq_contractor_orders_number"),
    )
    _index("contractor_orders", "case_id")
    _index("contractor_orders", "contractor_key")


def _bulk() -> None:
    op.create_table(
        "bulk_acts",
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("wanted", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("id", ID, nullable=False),
        _key("bulk_acts", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_acts"),
    )
    _index("bulk_acts", "staff_id")
    op.create_table(
        "bulk_act_cases",
        sa.Column("bulk_act_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        _key("bulk_act_cases", "bulk_act_id", "bulk_acts"),
        _key("bulk_act_cases", "case_id", "cases"),
        sa.PrimaryKeyConstraint("bulk_act_id", "case_id", name="pk_bulk_act_cases"),
    )
    _index("bulk_act_cases", "case_id")


def _cases() -> None:
    """New columns only: a copy of the table would lose its triggers, and takes minutes."""
    op.add_column("cases", sa.Column("priority", ENUM, nullable=False, server_default="normal"))
    op.add_column("cases", sa.Column("suggested_priority", ENUM, nullable=True))
    op.add_column(
        "cases", sa.Column("suggestion_reason", sa.String(60), nullable=False, server_default="")
    )
    for column, target in (
        ("team_id", "teams"),
        ("merged_into_id", "cases"),
        ("group_id", "case_groups"),
    ):
        _add_reference(column, target)
        # Nearly every case is without: an index of all would be taken for a way to find those.
        op.create_index(
            f"ix_cases_{column}",
            "cases",
            [column],
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def _add_reference(column: str, target: str) -> None:
    """Alembic adds the constraint by a statement of its own, which SQLite does not have."""
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE cases ADD COLUMN {column} {kind}"
        f" CONSTRAINT fk_cases_{column}_{target} REFERENCES {target} (id)"
    )
