"""What belongs to working cases beside the conversation: tags, groups, orders, acts on many."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.work import BulkKind, BulkState, OrderState
from desktop.models.base import (
    Base,
    EnumText,
    Id,
    Identified,
    JsonObject,
    JsonValue,
    UtcDateTime,
    Versioned,
)


class Tag(Identified, Base):
    """A word that people put on cases; ``name_key`` is the folded name."""

    __tablename__ = "tags"

    name: Mapped[str] = mapped_column(String(40))
    name_key: Mapped[str] = mapped_column(String(160), unique=True)
    retired: Mapped[bool] = mapped_column(Boolean, default=False)


class CaseTag(Base):
    """A tag on a case."""

    __tablename__ = "case_tags"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True, index=True)


class CaseGroup(Identified, Versioned, Base):
    """Reports of one cause, answered together: twenty of one broken lift.

    ``cause`` is for the house only; no answer names another tenant.
    """

    __tablename__ = "case_groups"

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    cause: Mapped[str] = mapped_column(String(200))
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ContractorOrder(Identified, Versioned, Base):
    """An order to a contractor (Auftrag); its paper is made anew from what stands here.

    ``number`` is handed out once. ``due_on`` is when it is to be done: if it is not, the case comes
    back that day. ``sent_at``: a person said that it was sent by hand.
    """

    __tablename__ = "contractor_orders"

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"), index=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    contractor: Mapped[str] = mapped_column(String(120))
    contractor_key: Mapped[str] = mapped_column(String(480), index=True)
    email: Mapped[str] = mapped_column(String(160), default="")
    due_on: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text)
    access: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[OrderState] = mapped_column(EnumText(OrderState))
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkAct(Identified, Base):
    """One act on many cases, taken back as one until ``until``.

    ``wanted`` is what was asked (kind and its values, the filter in words), ``counts`` how many
    were done and left out, by reason.
    """

    __tablename__ = "bulk_acts"

    kind: Mapped[BulkKind] = mapped_column(EnumText(BulkKind))
    state: Mapped[BulkState] = mapped_column(EnumText(BulkState))
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wanted: Mapped[JsonObject] = mapped_column(JsonValue)
    counts: Mapped[JsonObject] = mapped_column(JsonValue)


class BulkActCase(Base):
    """One case of a bulk act, with what puts it back; ``version`` is that after the act."""

    __tablename__ = "bulk_act_cases"
    __table_args__ = (Index("ix_bulk_act_cases_case_id", "case_id"),)

    bulk_act_id: Mapped[int] = mapped_column(ForeignKey("bulk_acts.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    before: Mapped[JsonObject] = mapped_column(JsonValue)
