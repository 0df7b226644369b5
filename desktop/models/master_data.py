"""Imports of master data from the ERP, meters, and the people responsible for a house."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.accounts import ImportAct, ImportState, MasterDataKind, MeterKind
from desktop.models.base import (
    Base,
    EnumText,
    Id,
    Identified,
    JsonObject,
    JsonValue,
    UtcDateTime,
)


class Meter(Identified, Base):
    """A meter of a unit; ``remote`` says whether it can be read from afar."""

    __tablename__ = "meters"
    __table_args__ = (UniqueConstraint("company_id", "meter_number"),)

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    meter_number: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"), index=True)
    kind: Mapped[MeterKind] = mapped_column(EnumText(MeterKind))
    unit_of_measure: Mapped[str] = mapped_column(String(20), default="")
    remote: Mapped[bool | None] = mapped_column(Boolean)


class ResponsibleContact(Identified, Base):
    """Who is responsible for a house: the caretaker, the person for lettings."""

    __tablename__ = "responsible_contacts"
    __table_args__ = (UniqueConstraint("property_id", "role"),)

    property_id: Mapped[int] = mapped_column(Id, ForeignKey("properties.id"))
    role: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")


class MasterDataImport(Identified, Base):
    """One file of master data that was taken in.

    ``sha256`` is that of the file. The counts are rows of the file.
    """

    __tablename__ = "master_data_imports"

    kind: Mapped[MasterDataKind] = mapped_column(EnumText(MasterDataKind))
    state: Mapped[ImportState] = mapped_column(EnumText(ImportState))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    added: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    ended: Mapped[int] = mapped_column(Integer, default=0)
    suspicious: Mapped[int] = mapped_column(Integer, default=0)
    bad: Mapped[int] = mapped_column(Integer, default=0)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    take_back_reason: Mapped[str] = mapped_column(Text, default="")


class ImportChange(Identified, Base):
    """What an import did to rows of one table, so that it can be taken back.

    Rows that were added one after the other share a line (``first_id`` to ``last_id``); a row that
    was changed has one of its own with the former and the new values of what changed.
    """

    __tablename__ = "import_changes"
    __table_args__ = (
        Index("ix_import_changes_import_id", "import_id", "id"),
        Index("ix_import_changes_entity", "entity", "first_id"),
    )

    import_id: Mapped[int] = mapped_column(Id, ForeignKey("master_data_imports.id"))
    act: Mapped[ImportAct] = mapped_column(EnumText(ImportAct))
    entity: Mapped[str] = mapped_column(String(40))
    first_id: Mapped[int] = mapped_column(Id)
    last_id: Mapped[int] = mapped_column(Id)
    former: Mapped[JsonObject | None] = mapped_column(JsonValue)
    new: Mapped[JsonObject | None] = mapped_column(JsonValue)


class ColumnMapping(Identified, Base):
    """Which column of a file means what, remembered by the headings of the file.

    ``headings`` is the SHA-256 of the heading line as it is compared.
    """

    __tablename__ = "column_mappings"
    __table_args__ = (UniqueConstraint("kind", "headings"),)

    kind: Mapped[MasterDataKind] = mapped_column(EnumText(MasterDataKind))
    headings: Mapped[str] = mapped_column(String(64))
    columns: Mapped[JsonObject] = mapped_column(JsonValue)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
