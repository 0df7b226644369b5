"""A notice may tell of many cases at once: those an act on many gave to a person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add how many; every notice there is tells of one."""
    op.add_column(
        "notices", sa.Column("cases", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("notices", "cases")
