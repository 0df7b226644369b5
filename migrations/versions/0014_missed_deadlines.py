"""Indexes by which the report of missed deadlines walks: a period is read, never all cases."""

from collections.abc import Sequence

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema forward."""
    # With the instant of closing, so that cases closed in time are passed over in the index.
    op.create_index("ix_cases_promise", "cases", ["due_on", "id", "closed_at"])
    op.create_index(
        "ix_bank_changes_file", "bank_changes", ["debit_file_on", "exported_at", "debit_file_at"]
    )
