"""A password that an administrator made opens once: until then its last moment is kept.

Nobody's password changes by this; whoever could sign in still can.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the data forward."""
    op.add_column("staff", sa.Column("once_until", sa.DateTime(timezone=True), nullable=True))
