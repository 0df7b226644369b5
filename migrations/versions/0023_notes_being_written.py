"""What somebody writes at a contract is stored before it is a note."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "tenancy_note_drafts"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        _TABLE,
        sa.Column("tenancy_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("writer", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=f"fk_{_TABLE}_staff_id_staff"),
        sa.ForeignKeyConstraint(
            ["tenancy_id"], ["tenancies.id"], name=f"fk_{_TABLE}_tenancy_id_tenancies"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{_TABLE}"),
        sa.UniqueConstraint(
            "tenancy_id", "staff_id", "writer", name=f"uq_{_TABLE}_tenancy_id_staff_id_writer"
        ),
    )
