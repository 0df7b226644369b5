"""What was handed to the ERP before imports confirmed anything is not waited for."""

from collections.abc import Sequence

from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.execute(
        "UPDATE erp_rows SET echo = 'replaced' WHERE run_number IS NOT NULL AND echo = 'waiting'"
    )
