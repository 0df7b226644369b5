"""What belongs to one person: own saved views, what was read, notices, words known as right."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.notices import NoticeKind
from desktop.models.base import (
    Base,
    EnumText,
    Id,
    Identified,
    JsonObject,
    JsonOrNothing,
    UtcDateTime,
    Versioned,
    partial_index,
)


class SavedView(Identified, Versioned, Base):
    """A list somebody keeps by name: its view, filter, words and order.

    ``query`` is the JSON form of ``services.inbox.saved_queries``, None where its text is no JSON
    any more. ``name_key`` is the name as it
    is compared; no person has two of a name in use. ``archived_at`` is when it was deleted: the
    row stays, so that this can be taken back.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        partial_index(
            "ix_saved_views_name",
            "staff_id",
            "name_key",
            unique=True,
            where="archived_at IS NULL",
        ),
    )

    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(240))
    shared: Mapped[bool] = mapped_column(Boolean)
    query: Mapped[JsonObject | None] = mapped_column(JsonOrNothing, nullable=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseRead(Base):
    """Up to which news a person has read a case; without a row, nothing of it.

    A case is unread where ``news_at`` of its standing is later than ``read_at``. Both are the time
    of what the tenant wrote, not of reading: what arrives late is news as well.
    """

    __tablename__ = "case_reads"

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Notice(Identified, Base):
    """One line under a person's bell; it points to a case and says nothing about the tenant.

    ``occasion`` names what caused it (a message, a change, a day, an act on many): the same is told
    once. ``cases`` is of how many it tells; the one it points to is among them.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("staff_id", "case_id", "kind", "occasion"),
        Index("ix_notices_staff_id_id", "staff_id", "id"),
        Index("ix_notices_at", "at"),
    )

    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"))
    kind: Mapped[NoticeKind] = mapped_column(EnumText(NoticeKind))
    occasion: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cases: Mapped[int] = mapped_column(Integer, server_default=text("1"))


class MutedNotice(Base):
    """A kind of notice that a person does not want."""

    __tablename__ = "muted_notices"

    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"), primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(EnumText(NoticeKind), primary_key=True)


class OwnWord(Base):
    """A word that no dictionary has and a person knows to be right, as it was first written.

    ``form`` is how it is compared (``domain.spelling.known_form``).
    """

    __tablename__ = "own_words"

    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(120), primary_key=True)
    word: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
