"""An index by which closed cases are listed page by page, the last closed first."""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the index; it holds all that the order and the conditions of the list need."""
    op.create_index(
        "ix_cases_closed_at",
        "cases",
        ["is_open", "closed_at", "id", "company_id", "category_id"],
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_cases_closed_at", "cases")
