"""Print batches of letters, and what a company's letterhead says.

Companies that are there already get an empty letterhead: their letters show name and town.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
ENUM = sa.String(40)
LETTERHEAD = (
    ("street", 80),
    ("house_number", 12),
    ("postcode", 10),
    ("department", 80),
    ("phone", 40),
    ("email", 120),
    ("website", 120),
    ("service_hours", 80),
    ("register_court", 80),
    ("register_number", 80),
)


def upgrade() -> None:
    """Bring the schema forward."""
    for name, length in LETTERHEAD:
        op.add_column(
            "companies", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
    _letter_batches()
    _batch_letters()


def _letter_batches() -> None:
    op.create_table(
        "letter_batches",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", ENUM, nullable=False),
        sa.Column("way", ENUM, nullable=False),
        sa.Column("letter_count", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by_id", ID, nullable=False),
        sa.Column("printed_at", INSTANT, nullable=True),
        sa.Column("printed_by_id", ID, nullable=True),
        sa.Column("undo_until", INSTANT, nullable=True),
        sa.Column("taken_back_at", INSTANT, nullable=True),
        sa.Column("taken_back_by_id", ID, nullable=True),
        sa.Column("take_back_reason", sa.Text(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["staff.id"], name="fk_letter_batches_made_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["printed_by_id"], ["staff.id"], name="fk_letter_batches_printed_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by_id"], ["staff.id"], name="fk_letter_batches_taken_back_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_letter_batches"),
        sa.UniqueConstraint("number", name="uq_letter_batches_number"),
    )
    op.create_index("ix_letter_batches_state", "letter_batches", ["state", "number"])


def _batch_letters() -> None:
    op.create_table(
        "batch_letters",
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("delivery_id", ID, nullable=False),
        sa.Column("held_delivery_id", ID, nullable=True),
        sa.Column("content", JSON, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["letter_batches.id"], name="fk_batch_letters_batch_id_letter_batches"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_batch_letters_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_batch_letters_company_id_companies"
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_batch_letters_delivery_id_deliveries"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_batch_letters"),
        sa.UniqueConstraint("batch_id", "position", name="uq_batch_letters_batch_id_position"),
        sa.UniqueConstraint("held_delivery_id", name="uq_batch_letters_held_delivery_id"),
    )
    op.create_index("ix_batch_letters_delivery_id", "batch_letters", ["delivery_id"])
    op.create_index("ix_batch_letters_case_id", "batch_letters", ["case_id"])
