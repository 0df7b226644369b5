"""What belongs to one person: saved views, what was read, notices under the bell."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)

# Who has a case has read it: otherwise everything that is there would be new to everybody at once.
READ_BY_ASSIGNEES = """
INSERT INTO case_reads (case_id, staff_id, read_at)
SELECT id, assignee_id, updated_at FROM cases WHERE is_open AND assignee_id IS NOT NULL
"""


def upgrade() -> None:
    """Bring the schema forward."""
    _saved_views()
    _case_reads()
    _notices()
    op.execute(READ_BY_ASSIGNEES)


def _saved_views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("name_key", sa.String(240), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("query", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("archived_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_saved_views_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
    )
    in_use = sa.text("archived_at IS NULL")
    op.create_index(
        "ix_saved_views_name",
        "saved_views",
        ["staff_id", "name_key"],
        unique=True,
        sqlite_where=in_use,
        postgresql_where=in_use,
    )


def _case_reads() -> None:
    op.create_table(
        "case_reads",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_reads_case_id_cases"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_reads_staff_id_staff"),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name="pk_case_reads"),
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.Column("occasion", sa.String(40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_notices_staff_id_staff"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notices_case_id_cases"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_notices_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint(
            "staff_id",
            "case_id",
            "kind",
            "occasion",
            name="uq_notices_staff_id_case_id_kind_occasion",
        ),
    )
    op.create_index("ix_notices_staff_id_id", "notices", ["staff_id", "id"])
    op.create_index("ix_notices_at", "notices", ["at"])
    op.create_table(
        "muted_notices",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("kind", ENUM, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_muted_notices_staff_id_staff"),
        sa.PrimaryKeyConstraint("staff_id", "kind", name="pk_muted_notices"),
    )
