"""Word indexes over cases, messages and tenancies, and the triggers that say what to read again.

What is there already is read by the program afterwards, the newest first: folding words is its
business. Nothing but ids and words is kept, so that no text stands in the database twice.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = {"cases": "cases", "messages": "messages", "tenancies": "tenancies"}

# For each table: the source that is noted, how its row leads there, and the columns that matter.
BY_ID = "SELECT '{source}', {row}.id"
BY_TENANCY = "SELECT '{source}', {row}.tenancy_id"
BY_TENANT = "SELECT '{source}', tenancy_id FROM tenancy_parties WHERE tenant_id = {row}.id"
BY_UNIT = "SELECT '{source}', id FROM tenancies WHERE unit_id = {row}.id"
BY_PROPERTY = (
    "SELECT '{source}', tenancies.id FROM tenancies JOIN units ON units.id = tenancies.unit_id "
    "WHERE units.property_id = {row}.id"
)
TRIGGERS = (
    ("messages", "message", BY_ID, ("INSERT", "UPDATE OF subject, text, correspondent")),
    (
        "cases",
        "case",
        BY_ID,
        ("INSERT", "UPDATE OF reference, subject, category_id, tenancy_id"),
    ),
    ("tenancies", "people", BY_ID, ("INSERT", "UPDATE OF contract_number, unit_id")),
    ("tenancy_parties", "people", BY_TENANCY, ("INSERT", "UPDATE", "DELETE")),
    (
        "tenants",
        "people",
        BY_TENANT,
        ("UPDATE OF first_name, surname, addition, email, phone",),
    ),
    ("units", "tenancy", BY_UNIT, ("UPDATE OF number, property_id",)),
    (
        "properties",
        "tenancy",
        BY_PROPERTY,
        ("UPDATE OF street, house_number, postcode, town",),
    ),
    ("bank_details", "tenancy", BY_TENANCY, ("INSERT", "UPDATE OF iban, tenancy_id")),
    ("bank_changes", "tenancy", BY_TENANCY, ("INSERT", "UPDATE OF iban, tenancy_id")),
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "search_queue",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_queue"),
    )
    op.create_table(
        "search_builds",
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("below", ID, nullable=False),
        sa.Column("total", ID, nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_search_builds"),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    for index, table in INDEXES.items():
        if postgresql:
            op.execute(f"CREATE TABLE search_words_{index} (id bigint PRIMARY KEY, words tsvector)")
            op.execute(
                f"CREATE INDEX ix_search_words_{index}_words ON search_words_{index} "
                "USING gin (words) WITH (gin_pending_list_limit = 256)"
            )
        else:
            op.execute(
                f"CREATE VIRTUAL TABLE search_words_{index} USING fts5(words, content='', "
                "contentless_delete=1, detail=none, tokenize='ascii', prefix='1 2 3 4')"
            )
        op.execute(
            "INSERT INTO search_builds (source, below, total) "
            f"SELECT '{index}', coalesce(max(id), 0) + 1, coalesce(max(id), 0) + 1 FROM {table}"
        )
    if not postgresql:
        op.execute("CREATE TABLE search_words_known (word TEXT PRIMARY KEY) WITHOUT ROWID")
    for table, source, way, acts in TRIGGERS:
        for number, act in enumerate(acts):
            row = "OLD" if act == "DELETE" else "NEW"
            name = f"{table}_search_{number}"
            note = "INSERT INTO search_queue (source, row_id) " + way.format(source=source, row=row)
            if postgresql:
                op.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN {note}; RETURN NULL; END; $$"
                )
                op.execute(
                    f"CREATE TRIGGER {name} AFTER {act} ON {table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
            else:
                op.execute(f"CREATE TRIGGER {name} AFTER {act} ON {table} BEGIN {note}; END")
