"""A batch knows in which round its codes were made, printed and posted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("letter_batches") as batches:
        for name, first in (("made_round", "1"), ("printed_round", "0"), ("posted_round", "0")):
            batches.add_column(_round(name, first))
        batches.add_column(sa.Column("repeated_at", sa.DateTime(timezone=True), nullable=True))
        batches.add_column(sa.Column("repeated_by_id", ID, nullable=True))
        batches.create_foreign_key(
            "fk_letter_batches_repeated_by_id_staff", "staff", ["repeated_by_id"], ["id"]
        )
    op.add_column("batch_letters", _round("made_round", "1"))
    op.execute("UPDATE letter_batches SET printed_round = 1 WHERE printed_at IS NOT NULL")
    op.execute(
        "UPDATE letter_batches SET posted_round = 1 WHERE id IN (SELECT batch_letters.batch_id "
        "FROM batch_letters JOIN registration_codes "
        "ON registration_codes.delivery_id = batch_letters.held_delivery_id "
        "WHERE registration_codes.posted_at IS NOT NULL)"
    )


def _round(name: str, first: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text(first))
