"""Where cases stand now, what may have changed it, and how many stand where; kept by triggers.

The migration judges nothing: it notes every open case, and the program states them before the
first list is read.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)
ORDER = ["act_by", "received_at", "case_id"]
TALLIED = (
    "company_id",
    "category_id",
    "assignee_id",
    "state",
    "is_open",
    "act_by",
    "risk_from",
    "risk_until",
    "letter_waiting",
    "hand_over_waiting",
)
CLOSED = ("company_id", "category_id", "closed_on")

OPEN_CASE = "EXISTS (SELECT 1 FROM cases WHERE cases.id = NEW.case_id AND cases.is_open)"
LETTER = "NEW.channel = 'letter'"
# Table, event, columns of an update, condition on the row, what is noted, condition on the rest.
NOTES: tuple[tuple[str, str, str, str, tuple[tuple[str, str], ...], str], ...] = (
    ("cases", "INSERT", "", "NEW.is_open", (("case", "NEW.id"),), ""),
    ("cases", "UPDATE", "", "", (("case", "NEW.id"),), ""),
    ("bank_changes", "INSERT", "", "", (("case", "NEW.case_id"),), OPEN_CASE),
    ("bank_changes", "UPDATE", "", "", (("case", "NEW.case_id"),), ""),
    ("messages", "INSERT", "", "NEW.direction = 'incoming'", (("case", "NEW.case_id"),), OPEN_CASE),
    ("messages", "UPDATE", "", "NEW.direction = 'incoming'", (("case", "NEW.case_id"),), ""),
    (
        "deliveries",
        "INSERT",
        "",
        f"{LETTER} AND NEW.state = 'waiting'",
        (("case", "NEW.case_id"),),
        "",
    ),
    ("deliveries", "UPDATE", "state, not_before", LETTER, (("case", "NEW.case_id"),), ""),
    (
        "erp_rows",
        "INSERT",
        "",
        "NEW.run_number IS NULL AND NEW.cancelled_at IS NULL",
        (("bank_change", "NEW.bank_change_id"),),
        "",
    ),
    (
        "erp_rows",
        "UPDATE",
        "run_number, cancelled_at",
        "",
        (("bank_change", "NEW.bank_change_id"),),
        "",
    ),
    ("bank_details", "INSERT", "", "", (("tenancy", "NEW.tenancy_id"),), ""),
    ("bank_details", "UPDATE", "", "", (("tenancy", "NEW.tenancy_id"),), ""),
    (
        "mandates",
        "INSERT",
        "",
        "",
        (("tenancy", "NEW.tenancy_id"), ("reference", "NEW.reference_key")),
        "",
    ),
    (
        "mandates",
        "UPDATE",
        "",
        "",
        (
            ("tenancy", "NEW.tenancy_id"),
            ("reference", "NEW.reference_key"),
            ("reference", "OLD.reference_key"),
        ),
        "",
    ),
    ("tenancies", "UPDATE", "", "", (("tenancy", "NEW.id"),), ""),
    ("tenancy_parties", "INSERT", "", "", (("tenancy", "NEW.tenancy_id"),), ""),
    ("tenancy_parties", "UPDATE", "", "", (("tenancy", "NEW.tenancy_id"),), ""),
    ("tenancy_parties", "DELETE", "", "", (("tenancy", "OLD.tenancy_id"),), ""),
    ("tenants", "UPDATE", "", "", (("tenant", "NEW.id"),), ""),
    ("portal_accounts", "UPDATE", "tenant_id", "", (("tenancy", "NEW.tenancy_id"),), ""),
    ("companies", "UPDATE", "settings, federal_state", "", (("company", "NEW.id"),), ""),
    ("categories", "UPDATE", "name, short_name", "", (("category", "NEW.id"),), ""),
)


def upgrade() -> None:
    """Bring the schema forward."""
    _case_standings()
    _notes()
    _tallies()
    if op.get_bind().dialect.name == "postgresql":
        _note_on_postgresql()
        _count_on_postgresql()
    else:
        _note_on_sqlite()
        _count_on_sqlite()
    _begin()


def _case_standings() -> None:
    op.create_table(
        "case_standings",
        sa.Column("case_id", ID, autoincrement=False, nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=False),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("channel", ENUM, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("news_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("act_by", sa.Date(), nullable=False),
        sa.Column("sort_name", sa.String(200), nullable=False),
        sa.Column("filter_text", sa.Text(), nullable=False),
        sa.Column("risk_from", sa.Date(), nullable=True),
        sa.Column("risk_until", INSTANT, nullable=True),
        sa.Column("letter_waiting", sa.Boolean(), nullable=False),
        sa.Column("hand_over_waiting", sa.Boolean(), nullable=False),
        sa.Column("waiting_until", sa.Date(), nullable=True),
        sa.Column("reference_key", sa.Text(), nullable=True),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_standings_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_standings"),
    )
    op.create_index("ix_case_standings_order", "case_standings", ORDER)
    for name, column in (
        ("company", "company_id"),
        ("assignee", "assignee_id"),
        ("category", "category_id"),
        ("state", "state"),
    ):
        op.create_index(f"ix_case_standings_{name}", "case_standings", [column, *ORDER])
    op.create_index("ix_case_standings_received", "case_standings", ["received_at", "case_id"])
    op.create_index("ix_case_standings_name", "case_standings", ["sort_name", "case_id"])
    _partial("risk", ["risk_from", *ORDER], "risk_from IS NOT NULL")
    _partial("letter", ORDER, "letter_waiting")
    _partial("hand_over", ORDER, "hand_over_waiting")
    _partial("reference", ["reference_key"], "reference_key IS NOT NULL")
    op.create_index("ix_case_standings_valid_from", "case_standings", ["valid_from"])
    op.create_index("ix_case_standings_valid_until", "case_standings", ["valid_until"])


def _partial(name: str, columns: list[str], condition: str) -> None:
    op.create_index(
        f"ix_case_standings_{name}",
        "case_standings",
        columns,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def _notes() -> None:
    op.create_table(
        "standing_notes",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_standing_notes"),
    )


def _tallies() -> None:
    op.create_table(
        "case_tallies",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=False),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("act_by", sa.Date(), nullable=False),
        sa.Column("risk_from", sa.Date(), nullable=True),
        sa.Column("risk_until", INSTANT, nullable=True),
        sa.Column("letter_waiting", sa.Boolean(), nullable=False),
        sa.Column("hand_over_waiting", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_tallies"),
    )
    op.create_index(
        "ix_case_tallies_key",
        "case_tallies",
        ["company_id", "category_id", "assignee_id", "act_by", "state"],
    )
    op.create_table(
        "closed_tallies",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("category_id", ID, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_closed_tallies"),
    )
    op.create_index("ix_closed_tallies_key", "closed_tallies", list(CLOSED))


def _note_on_sqlite() -> None:
    for table, event, columns, condition, noted, beside in NOTES:
        op.execute(
            f"CREATE TRIGGER standing_note_{table}_{event.lower()} AFTER {_event(event, columns)} "
            f"ON {table} FOR EACH ROW {_when(condition)} BEGIN {_noting(noted, beside)} END"
        )


def _note_on_postgresql() -> None:
    for table, event, columns, condition, noted, beside in NOTES:
        name = f"standing_note_{table}_{event.lower()}"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {_noting(noted, beside)} RETURN NULL; END; $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} AFTER {_event(event, columns)} ON {table} "
            f"FOR EACH ROW {_when(condition)} EXECUTE FUNCTION {name}()"
        )


def _event(event: str, columns: str) -> str:
    return f"{event} OF {columns}" if columns else event


def _when(condition: str) -> str:
    return f"WHEN ({condition})" if condition else ""


def _noting(noted: tuple[tuple[str, str], ...], beside: str) -> str:
    where = f" WHERE {beside}" if beside else ""
    return " ".join(
        f"INSERT INTO standing_notes (kind, word) SELECT '{kind}', CAST({word} AS TEXT){where};"
        for kind, word in noted
    )


def _count_on_sqlite() -> None:
    """Keep one row for each combination of values; one that counts nothing is removed."""
    more = _sqlite_step("case_tallies", TALLIED, {c: f"NEW.{c}" for c in TALLIED}, 1)
    less = _sqlite_step("case_tallies", TALLIED, {c: f"OLD.{c}" for c in TALLIED}, -1)
    differs = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in TALLIED)
    _sqlite_trigger("case_tallies_more", f"INSERT ON case_standings FOR EACH ROW BEGIN {more}")
    _sqlite_trigger("case_tallies_less", f"DELETE ON case_standings FOR EACH ROW BEGIN {less}")
    _sqlite_trigger(
        "case_tallies_other",
        f"UPDATE ON case_standings FOR EACH ROW WHEN {differs} BEGIN {less} {more}",
    )
    new, old = _closed_values("NEW"), _closed_values("OLD")
    more = _sqlite_step("closed_tallies", CLOSED, new, 1, "NOT NEW.is_open")
    less = _sqlite_step("closed_tallies", CLOSED, old, -1, "NOT OLD.is_open")
    watched = "is_open, company_id, category_id, closed_at"
    _sqlite_trigger("closed_tallies_more", f"INSERT ON cases FOR EACH ROW BEGIN {more}")
    _sqlite_trigger("closed_tallies_less", f"DELETE ON cases FOR EACH ROW BEGIN {less}")
    _sqlite_trigger(
        "closed_tallies_other", f"UPDATE OF {watched} ON cases FOR EACH ROW BEGIN {less} {more}"
    )


def _sqlite_trigger(name: str, rest: str) -> None:
    op.execute(f"CREATE TRIGGER {name} AFTER {rest} END")


def _closed_values(row: str) -> dict[str, str]:
    return {
        "company_id": f"{row}.company_id",
        "category_id": f"{row}.category_id",
        "closed_on": f"date(coalesce({row}.closed_at, {row}.received_at))",
    }


def _sqlite_step(
    table: str, columns: tuple[str, ...], values: dict[str, str], step: int, condition: str = "1"
) -> str:
    key = " AND ".join(f"{column} IS {values[column]}" for column in columns)
    given = ", ".join(values[column] for column in columns)
    after = f"DELETE FROM {table} WHERE {key} AND n = 0;" if step < 0 else ""
    return (
        f"INSERT INTO {table} ({', '.join(columns)}, n) SELECT {given}, 0 "
        f"WHERE {condition} AND NOT EXISTS (SELECT 1 FROM {table} WHERE {key}); "
        f"UPDATE {table} SET n = n + ({step}) WHERE {condition} AND {key}; {after}"
    )


def _count_on_postgresql() -> None:
    """Append what a statement changed; nobody waits for a number that somebody else changes."""
    columns = ", ".join(TALLIED)
    _postgresql_counting("case_tallies", "case_standings", TALLIED, columns, "")
    columns = (
        "company_id, category_id, "
        "(coalesce(closed_at, received_at) AT TIME ZONE 'UTC')::date AS closed_on"
    )
    _postgresql_counting("closed_tallies", "cases", CLOSED, columns, "WHERE NOT is_open")


def _postgresql_counting(
    tallies: str, table: str, keys: tuple[str, ...], columns: str, condition: str
) -> None:
    fresh = f"SELECT {columns}, 1 AS n FROM fresh {condition}"
    gone = f"SELECT {columns}, -1 AS n FROM gone {condition}"
    for name, event, tables, rows in (
        ("more", "INSERT", "NEW TABLE AS fresh", fresh),
        ("less", "DELETE", "OLD TABLE AS gone", gone),
        ("other", "UPDATE", "OLD TABLE AS gone NEW TABLE AS fresh", f"{fresh} UNION ALL {gone}"),
    ):
        listed = ", ".join(keys)
        op.execute(
            f"CREATE FUNCTION {tallies}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO {tallies} ({listed}, n) SELECT {listed}, sum(n) FROM ({rows}) AS changed "
            f"GROUP BY {listed} HAVING sum(n) <> 0; RETURN NULL; END; $$"
        )
        op.execute(
            f"CREATE TRIGGER {tallies}_{name} AFTER {event} ON {table} "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {tallies}_{name}()"
        )


def _begin() -> None:
    """Note what stands somewhere already, and count what is closed."""
    stands = (
        "SELECT id AS case_id FROM cases WHERE is_open UNION "
        "SELECT case_id FROM deliveries WHERE state = 'waiting' AND channel = 'letter' UNION "
        "SELECT case_id FROM bank_changes JOIN erp_rows ON bank_change_id = bank_changes.id "
        "WHERE run_number IS NULL AND erp_rows.cancelled_at IS NULL"
    )
    # Of a kind of their own: they are stated set by set, not by whoever changes one case first.
    op.execute(
        "INSERT INTO standing_notes (kind, word) "
        f"SELECT 'first', CAST(case_id AS TEXT) FROM ({stands}) AS stands"
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    closed = "coalesce(closed_at, received_at)"
    day = f"({closed} AT TIME ZONE 'UTC')::date" if postgresql else f"date({closed})"
    op.execute(
        "INSERT INTO closed_tallies (company_id, category_id, closed_on, n) "
        f"SELECT company_id, category_id, {day}, count(*) FROM cases WHERE NOT is_open "
        f"GROUP BY company_id, category_id, {day}"
    )
