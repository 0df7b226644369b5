"""What was changed in a case by whom, and drafts of several windows beside each other."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)


def upgrade() -> None:
    """Bring the schema forward."""
    _case_changes()
    _drafts()


def _case_changes() -> None:
    op.create_table(
        "case_changes",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_changes_case_id_cases"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_changes_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_case_changes"),
    )
    op.create_index("ix_case_changes_case_id_version", "case_changes", ["case_id", "version"])


def _drafts() -> None:
    """A draft belongs to the window that writes it; those there are belong to none."""
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(
            sa.Column("writer", sa.String(40), nullable=False, server_default=sa.text("''"))
        )
        drafts.add_column(
            sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("1"))
        )
        drafts.drop_constraint("uq_drafts_case_id_staff_id_kind", type_="unique")
        drafts.create_unique_constraint(
            "uq_drafts_case_id_staff_id_kind_writer", ["case_id", "staff_id", "kind", "writer"]
        )
    with op.batch_alter_table("drafts") as drafts:
        drafts.alter_column("writer", server_default=None, existing_type=sa.String(40))
        drafts.alter_column("revision", server_default=None, existing_type=sa.Integer())
