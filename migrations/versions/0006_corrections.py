"""A release can be taken back after its undo time: its row for the ERP says so."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Mark the rows that are there as ordinary ones."""
    op.add_column(
        "erp_rows",
        sa.Column("is_correction", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
