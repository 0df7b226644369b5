"""Cases and their conversation."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.kinds import Direction, DraftKind, LinkKind, NoteKind
from desktop.domain.work import Priority
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
from desktop.models.company import Category, Company, Staff
from desktop.models.team import Team
from desktop.models.tenancy import Tenancy


class Case(Identified, Versioned, Base):
    """One matter a clerk works (Vorgang).

    ``received_on`` is the Berlin date of ``received_at``; ``due_on`` the promise, stored with the
    version of the rules it was computed by. ``is_open`` mirrors ``state`` so that partial indexes
    can use it. ``act_by`` is ``due_on`` or the earlier debit file as computed at receipt; what is
    shown is always that of now. ``suggested_priority`` is what the program read from the text, with
    the code of its reason, until a person decides it. A case that was merged is closed and names
    the one that goes on (``merged_into_id``).
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_open", "is_open", "company_id", "category_id"),
        Index("ix_cases_event", "source", "event_id"),
        Index("ix_cases_closed", "is_open", "act_by", "received_at", "reference"),
        Index("ix_cases_promise", "due_on", "id", "closed_at"),
        # The list of closed cases is walked in this index alone, whatever company it is of.
        Index("ix_cases_closed_at", "is_open", "closed_at", "id", "company_id", "category_id"),
        # Nearly every case is without: an index of them all would be taken for a way to find those.
        *(
            partial_index(
                f"ix_cases_{column}",
                column,
                where=f"{column} IS NOT NULL",
            )
            for column in ("team_id", "merged_into_id", "group_id")
        ),
    )

    reference: Mapped[str] = mapped_column(String(20), unique=True)
    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    category_id: Mapped[int] = mapped_column(Id, ForeignKey("categories.id"))
    tenancy_id: Mapped[int | None] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    portal_account_id: Mapped[int | None] = mapped_column(Id, ForeignKey("portal_accounts.id"))
    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    state: Mapped[CaseState] = mapped_column(EnumText(CaseState))
    is_open: Mapped[bool] = mapped_column(Boolean)
    subject: Mapped[str] = mapped_column(String(200))
    fields: Mapped[JsonObject] = mapped_column(JsonValue, default=dict)
    source: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date] = mapped_column(Date)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None] = mapped_column(Date)
    act_by: Mapped[date | None] = mapped_column(Date)
    rules_version: Mapped[int] = mapped_column(Integer)
    assignee_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(Id, ForeignKey("teams.id"))
    priority: Mapped[Priority] = mapped_column(EnumText(Priority), default=Priority.NORMAL)
    suggested_priority: Mapped[Priority | None] = mapped_column(EnumText(Priority))
    suggestion_reason: Mapped[str] = mapped_column(String(60), default="")
    merged_into_id: Mapped[int | None] = mapped_column(Id, ForeignKey("cases.id"))
    group_id: Mapped[int | None] = mapped_column(Id, ForeignKey("case_groups.id"))
    waiting_until: Mapped[date | None] = mapped_column(Date)
    waiting_reason: Mapped[str] = mapped_column(String(200), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    close_reason: Mapped[str] = mapped_column(String(200), default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))

    company: Mapped[Company] = relationship()
    category: Mapped[Category] = relationship()
    tenancy: Mapped[Tenancy | None] = relationship()
    assignee: Mapped[Staff | None] = relationship(foreign_keys=[assignee_id])
    team: Mapped[Team | None] = relationship()
    updated_by: Mapped[Staff | None] = relationship(foreign_keys=[updated_by_id])


class CaseChange(Identified, Base):
    """What one commit changed in a case, so that two people's changes are merged by field.

    ``version`` is the case's version after it, ``from_version`` the one it began with. ``facts``
    holds name, former and new value of every fact that changed; IBANs are masked.
    """

    __tablename__ = "case_changes"
    __table_args__ = (Index("ix_case_changes_case_id_version", "case_id", "version"),)

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"))
    from_version: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    staff_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    facts: Mapped[list[list[str]]] = mapped_column(JsonValue)


class CaseLink(Base):
    """Two cases that belong together; ``case_id`` is the younger one."""

    __tablename__ = "case_links"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    other_case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    kind: Mapped[LinkKind] = mapped_column(EnumText(LinkKind))


class Message(Identified, Base):
    """What was exchanged with the tenant; never changed, only withdrawn before it left."""

    __tablename__ = "messages"

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"), index=True)
    direction: Mapped[Direction] = mapped_column(EnumText(Direction))
    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    staff_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    correspondent: Mapped[str] = mapped_column(String(160))
    subject: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    fields: Mapped[JsonObject | None] = mapped_column(JsonValue)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id")


class Note(Identified, Base):
    """What never leaves the house (interne Notiz)."""

    __tablename__ = "notes"

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(EnumText(NoteKind))
    staff_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attachment(Identified, Base):
    """A file of a message; its bytes lie in the document store under ``sha256``."""

    __tablename__ = "attachments"

    message_id: Mapped[int] = mapped_column(Id, ForeignKey("messages.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), index=True)


class Draft(Identified, Base):
    """What a person is writing in a case.

    ``writer`` is the window that wrote it last: two windows of one person never write into the same
    row. ``revision`` rises with every writing, so that nobody replaces a text he never saw.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("case_id", "staff_id", "kind", "writer"),)

    case_id: Mapped[int] = mapped_column(Id, ForeignKey("cases.id"))
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    kind: Mapped[DraftKind] = mapped_column(EnumText(DraftKind))
    writer: Mapped[str] = mapped_column(String(40), default="")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    subject: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    data: Mapped[JsonObject | None] = mapped_column(JsonValue)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RawFile(Identified, Base):
    """Bytes kept with a raw intake record that are no attachment of a message."""

    __tablename__ = "raw_files"

    intake_record_id: Mapped[int] = mapped_column(Id, ForeignKey("intake_records.id"), index=True)
    name: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
