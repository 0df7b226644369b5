"""Column mappings of before they went by place are gone: nobody reads them, and they say headings.

A heading may be the first row of a file that has none, and with it somebody's account.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OLD_ONES = """DELETE FROM column_mappings WHERE CAST(columns AS TEXT) NOT LIKE '{"places": [%'"""


def upgrade() -> None:
    """Bring the data forward."""
    op.execute(OLD_ONES)
