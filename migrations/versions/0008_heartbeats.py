"""How jobs fare on each computer, and the count of what arrived by outcome."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "heartbeats",
        sa.Column("job", sa.String(40), nullable=False),
        sa.Column("host", sa.String(60), nullable=False),
        sa.Column("program", sa.String(40), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("succeeded_at", INSTANT, nullable=True),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("error", sa.String(80), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeats"),
        sa.UniqueConstraint("job", "host", name="uq_heartbeats_job_host"),
    )
    # Counting by outcome must not read the raw events.
    op.create_index(
        "ix_intake_records_outcome", "intake_records", ["outcome", "company_id", "event_type"]
    )
