"""Print batches: which letters went on paper together, and what exactly they said."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.kinds import BatchState, PrintWay
from desktop.models.base import Base, EnumText, Id, Identified, JsonObject, JsonValue, UtcDateTime


class LetterBatch(Identified, Base):
    """Letters that are printed together (Stapel); ``number`` stands on each of them.

    ``made_at`` is the date in the PDF, so that printing it again gives the same bytes. Until
    ``undo_until`` whoever printed takes it back without a reason.

    A batch whose codes are made anew enters another round. ``made_round`` is the latest,
    ``printed_round`` the last one that is known to be on paper (0: none), ``posted_round`` the last
    one of which somebody said that it is with the post. While the first is ahead of the second,
    nobody knows what became of the paper. Who made the latest of several rounds, and when, is
    ``repeated_by_id`` and ``repeated_at``.
    """

    __tablename__ = "letter_batches"
    __table_args__ = (Index("ix_letter_batches_state", "state", "number"),)

    number: Mapped[int] = mapped_column(Integer, unique=True)
    state: Mapped[BatchState] = mapped_column(EnumText(BatchState))
    way: Mapped[PrintWay] = mapped_column(EnumText(PrintWay))
    letter_count: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    printed_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    undo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    take_back_reason: Mapped[str] = mapped_column(Text, default="")
    made_round: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
    printed_round: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    posted_round: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    repeated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    repeated_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))


class BatchLetter(Identified, Base):
    """One letter of a batch, frozen as it was painted.

    ``held_delivery_id`` is the delivery as long as the batch stands and empty once it was taken
    back: it is unique, so the database itself lets no letter stand in two batches. ``made_round``
    is the round of the batch in which it got the code that it shows; the first one without a code.
    """

    __tablename__ = "batch_letters"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        Index("ix_batch_letters_case_id", "case_id"),
    )

    batch_id: Mapped[int] = mapped_column(Id, ForeignKey("letter_batches.id"))
    position: Mapped[int] = mapped_column(Integer)
    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    case_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"))
    delivery_id: Mapped[int] = mapped_column(Id, ForeignKey("deliveries.id"), index=True)
    held_delivery_id: Mapped[int | None] = mapped_column(Id, unique=True)
    content: Mapped[JsonObject] = mapped_column(JsonValue)
    made_round: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
