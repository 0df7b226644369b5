"""What a clerk records by hand: drafts of calls, letters and visits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "recordings",
        sa.Column("key", sa.String(36), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("form", JSON, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=True),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_recordings_staff_id_staff"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_recordings_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_recordings_message_id_messages"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
        sa.UniqueConstraint("key", name="uq_recordings_key"),
    )
    op.create_index("ix_recordings_staff_id", "recordings", ["staff_id"])
