"""What a category is made of: form fields, check list, prepared replies."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.work import FieldKind
from desktop.models.base import Base, EnumText, Id, Identified, JsonValue, UtcDateTime, Versioned


class CategoryField(Identified, Base):
    """One field of a category's form; ``key`` is its name in ``Case.fields``.

    ``choices`` are the values of a choice, each as ``[value, label]``. A field that is no longer
    used is retired, not removed: cases keep what stands in it.
    """

    __tablename__ = "category_fields"
    __table_args__ = (UniqueConstraint("category_id", "key"),)

    category_id: Mapped[int] = mapped_column(Id, ForeignKey("categories.id"))
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(80))
    kind: Mapped[FieldKind] = mapped_column(EnumText(FieldKind))
    required: Mapped[bool] = mapped_column(Boolean, default=False)
    hint: Mapped[str] = mapped_column(String(200), default="")
    choices: Mapped[list[list[str]]] = mapped_column(JsonValue, default=list)
    position: Mapped[int] = mapped_column(Integer)
    retired: Mapped[bool] = mapped_column(Boolean, default=False)


class CategoryCheck(Identified, Base):
    """One line of a category's check list."""

    __tablename__ = "category_checks"

    category_id: Mapped[int] = mapped_column(Id, ForeignKey("categories.id"), index=True)
    text: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(Integer)
    retired: Mapped[bool] = mapped_column(Boolean, default=False)


class CaseCheck(Base):
    """A line of the check list that was ticked off in a case."""

    __tablename__ = "case_checks"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("category_checks.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(Id, ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReplyTemplate(Identified, Versioned, Base):
    """A prepared reply that an administrator wrote; those the program brings lie beside it.

    ``company_id`` and ``category_id`` are empty where it fits every one. ``shortcut`` is what is
    typed after ``::``. ``asks``: it asks the tenant for something, the case waits for the answer;
    ``closes``: it settles the matter. ``code`` never changes: messages name it.
    """

    __tablename__ = "reply_templates"

    code: Mapped[str] = mapped_column(String(60), unique=True)
    company_id: Mapped[int | None] = mapped_column(Id, ForeignKey("companies.id"))
    category_id: Mapped[int | None] = mapped_column(Id, ForeignKey("categories.id"))
    shortcut: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    asks: Mapped[bool] = mapped_column(Boolean, default=False)
    closes: Mapped[bool] = mapped_column(Boolean, default=False)
    position: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
