"""Companies, their staff and the categories of cases."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desktop.domain.kinds import Role
from desktop.domain.work import RetentionClass
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


class Company(Identified, Versioned, Base):
    """A landlord; owns settings, creditor identifier and letterhead.

    ``settings`` holds only what differs from the defaults of ``CompanyRules``. ``street`` to
    ``register_number`` are what the letterhead says; what is empty is left out there.
    """

    __tablename__ = "companies"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(20))
    town: Mapped[str] = mapped_column(String(80))
    federal_state: Mapped[str] = mapped_column(String(2))
    creditor_id: Mapped[str] = mapped_column(String(35))
    street: Mapped[str] = mapped_column(String(80), default="")
    house_number: Mapped[str] = mapped_column(String(12), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    department: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    website: Mapped[str] = mapped_column(String(120), default="")
    service_hours: Mapped[str] = mapped_column(String(80), default="")
    register_court: Mapped[str] = mapped_column(String(80), default="")
    register_number: Mapped[str] = mapped_column(String(80), default="")
    settings: Mapped[JsonObject] = mapped_column(JsonValue, default=dict)


class Staff(Identified, Versioned, Base):
    """A person who works here and can sign in.

    ``once_until`` (UTC) is set while the password is one that an administrator made: it opens until
    then, and only to choose an own one.
    """

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    role: Mapped[Role] = mapped_column(EnumText(Role))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    once_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    companies: Mapped[list["StaffCompany"]] = relationship(cascade="all, delete-orphan")


class StaffCompany(Base):
    """Which companies' cases a person may see."""

    __tablename__ = "staff_companies"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), primary_key=True)


class Category(Identified, Base):
    """A kind of case. Categories are data; ``company_id`` is empty for those of every company.

    An inactive one takes no new cases by hand; those it has go on, and what the portal sends comes.
    """

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("company_id", "code"),)

    company_id: Mapped[int | None] = mapped_column(Id, ForeignKey("companies.id"))
    code: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(40))
    icon: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer)
    promise_workdays: Mapped[int | None] = mapped_column(Integer)
    retention_class: Mapped[RetentionClass] = mapped_column(
        EnumText(RetentionClass), default=RetentionClass.COMMERCIAL_LETTER
    )
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class Counter(Base):
    """Numbers handed out once: case references, mandate references, runs."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[int] = mapped_column(Integer)


class Lease(Base):
    """The right to run one job (intake, delivery, export) until ``expires_at``."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
