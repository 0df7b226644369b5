"""Monthly consumption of meters that can be read from afar, and who was told of it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.accounts import ImportState
from desktop.domain.documents import DeliveryWay, ReadingState, WayReason
from desktop.models.base import (
    Base,
    EnumText,
    Id,
    Identified,
    JsonObject,
    JsonValue,
    UtcDateTime,
    Versioned,
    partial_index,
)


class ConsumptionImport(Identified, Base):
    """One file of monthly values that was taken in; the counts are rows of the file."""

    __tablename__ = "consumption_imports"

    state: Mapped[ImportState] = mapped_column(EnumText(ImportState))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    added: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    held: Mapped[int] = mapped_column(Integer, default=0)
    bad: Mapped[int] = mapped_column(Integer, default=0)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    take_back_reason: Mapped[str] = mapped_column(Text, default="")


class ConsumptionReading(Identified, Versioned, Base):
    """What a meter used in one month.

    ``month`` is its first day. ``value`` is the consumption in ``unit_of_measure``; ``stand`` is
    what the meter showed at the end of the month, where the file tells it. ``average`` is the
    average user of the category as the metering service delivers it (§ 6a HeizkostenV);
    ``findings`` are the codes and values of what is not plausible. The database itself keeps a
    meter at one value a month that counts.
    """

    __tablename__ = "consumption_readings"
    __table_args__ = (
        partial_index(
            "ix_consumption_readings_counts",
            "meter_id",
            "month",
            unique=True,
            where="state IN ('accepted', 'published')",
        ),
        Index("ix_consumption_readings_meter", "meter_id", "month", "id"),
        Index("ix_consumption_readings_state", "state", "month"),
        Index("ix_consumption_readings_import_id", "import_id"),
    )

    meter_id: Mapped[int] = mapped_column(Id, ForeignKey("meters.id"))
    month: Mapped[date] = mapped_column(Date)
    value: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    stand: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    unit_of_measure: Mapped[str] = mapped_column(String(20))
    average: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    exchanged_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[ReadingState] = mapped_column(EnumText(ReadingState))
    findings: Mapped[list[JsonObject] | None] = mapped_column(JsonValue)
    import_id: Mapped[int | None] = mapped_column(Id, ForeignKey("consumption_imports.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    decision_note: Mapped[str] = mapped_column(Text, default="")


class ConsumptionNotice(Base):
    """That a party was told of a month's value, and how: the proof of § 6a HeizkostenV."""

    __tablename__ = "consumption_notices"

    reading_id: Mapped[int] = mapped_column(
        Id, ForeignKey("consumption_readings.id"), primary_key=True
    )
    tenant_id: Mapped[int] = mapped_column(Id, ForeignKey("tenants.id"), primary_key=True)
    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    way: Mapped[DeliveryWay] = mapped_column(EnumText(DeliveryWay))
    way_reason: Mapped[WayReason] = mapped_column(EnumText(WayReason))
    delivery_id: Mapped[int | None] = mapped_column(Id, ForeignKey("deliveries.id"))
    letter_id: Mapped[int | None] = mapped_column(Id, ForeignKey("deliveries.id"), index=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
