"""Words that a person knows to be right, though no dictionary has them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "own_words",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("form", sa.String(120), nullable=False),
        sa.Column("word", sa.String(120), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_own_words_staff_id_staff"),
        sa.PrimaryKeyConstraint("staff_id", "form", name="pk_own_words"),
    )
