"""Letters without a case are noted nowhere; triggers that rebuilding had lost are back.

A file's tables are rebuilt to change a column, and lose their triggers by it: those on deliveries
and portal accounts are made again here. On PostgreSQL they stayed, and refused a letter without a
case.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LETTER = "NEW.channel = 'letter' AND NEW.case_id IS NOT NULL"
_OF_CASE = "INSERT INTO standing_notes (kind, word) SELECT 'case', CAST(NEW.case_id AS TEXT);"
_OF_TENANCY = (
    "INSERT INTO standing_notes (kind, word) SELECT 'tenancy', CAST(NEW.tenancy_id AS TEXT);"
)
_DELIVERIES = (
    ("deliveries", "insert", "INSERT", f"{_LETTER} AND NEW.state = 'waiting'"),
    ("deliveries", "update", "UPDATE OF state, not_before", _LETTER),
)


def upgrade() -> None:
    """Bring the schema forward."""
    if op.get_bind().dialect.name == "postgresql":
        for table, name, event, condition in _DELIVERIES:
            trigger = f"standing_note_{table}_{name}"
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
            op.execute(
                f"CREATE TRIGGER {trigger} AFTER {event} ON {table} FOR EACH ROW "
                f"WHEN ({condition}) EXECUTE FUNCTION {trigger}()"
            )
        return
    for table, name, event, condition in _DELIVERIES:
        op.execute(
            f"CREATE TRIGGER standing_note_{table}_{name} AFTER {event} ON {table} FOR EACH ROW "
            f"WHEN ({condition}) BEGIN {_OF_CASE} END"
        )
    op.execute(
        "CREATE TRIGGER standing_note_portal_accounts_update AFTER UPDATE OF tenant_id "
        f"ON portal_accounts FOR EACH ROW BEGIN {_OF_TENANCY} END"
    )
    # What was written while they were missing.
    op.execute(
        "INSERT INTO standing_notes (kind, word) SELECT DISTINCT 'case', CAST(case_id AS TEXT) "
        "FROM deliveries WHERE channel = 'letter' AND case_id IS NOT NULL"
    )
