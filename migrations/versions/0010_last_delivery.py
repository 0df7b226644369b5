"""When an event was last handed to the portal is asked often: an index answers."""

from collections.abc import Sequence

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index("ix_deliveries_delivered", "deliveries", ["channel", "delivered_at"])
