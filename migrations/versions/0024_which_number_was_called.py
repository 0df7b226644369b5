"""A call-back notes its number, a change of contact data since when the former ones had counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("contact_changes", sa.Column("former_changed_at", sa.DateTime(timezone=True)))
    op.add_column("registration_codes", sa.Column("called_number", sa.String(20)))
    op.add_column("registration_codes", sa.Column("called_reason", sa.Text))
