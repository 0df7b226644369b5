"""A word index over documents, by title, name and text; the trigger that says what to read again.

As the others of revision 0013: nothing but ids and words is kept.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "search_words_documents"
ACTS = ("INSERT", "UPDATE OF title, file_name, state, sha256")


def upgrade() -> None:
    """Bring the schema forward."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(f"CREATE TABLE {INDEX} (id bigint PRIMARY KEY, words tsvector)")
        op.execute(
            f"CREATE INDEX ix_{INDEX}_words ON {INDEX} "
            "USING gin (words) WITH (gin_pending_list_limit = 256)"
        )
    else:
        op.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='', "
            "contentless_delete=1, detail=none, tokenize='ascii', prefix='1 2 3 4')"
        )
    op.execute(
        "INSERT INTO search_builds (source, below, total) "
        "SELECT 'documents', coalesce(max(id), 0) + 1, coalesce(max(id), 0) + 1 FROM documents"
    )
    note = "INSERT INTO search_queue (source, row_id) SELECT 'document', NEW.id"
    for number, act in enumerate(ACTS):
        name = f"documents_search_{number}"
        if postgresql:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {note}; RETURN NULL; END; $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} AFTER {act} ON documents "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        else:
            op.execute(f"CREATE TRIGGER {name} AFTER {act} ON documents BEGIN {note}; END")
