"""Houses, contracts, the people in them and their access to the portal."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desktop.domain.case_status import Channel
from desktop.domain.kinds import PaymentMethod, PortalAccountState, UnitKind
from desktop.models.base import Base, EnumText, Id, Identified, UtcDateTime, Versioned


class Property(Identified, Base):
    """A house (Objekt)."""

    __tablename__ = "properties"
    __table_args__ = (UniqueConstraint("company_id", "number"),)

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    number: Mapped[str] = mapped_column(String(20))
    street: Mapped[str] = mapped_column(String(80))
    house_number: Mapped[str] = mapped_column(String(12))
    postcode: Mapped[str] = mapped_column(String(10))
    town: Mapped[str] = mapped_column(String(80))
    federal_state: Mapped[str] = mapped_column(String(2))


class Unit(Identified, Base):
    """A flat, a parking space or commercial premises (Mieteinheit)."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("property_id", "number"),)

    property_id: Mapped[int] = mapped_column(Id, ForeignKey("properties.id"))
    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[UnitKind] = mapped_column(EnumText(UnitKind))
    floor: Mapped[str] = mapped_column(String(20), default="")
    position: Mapped[str] = mapped_column(String(20), default="")
    area_m2: Mapped[Decimal | None] = mapped_column(Numeric(8, 2))
    property: Mapped[Property] = relationship()


class Tenancy(Identified, Versioned, Base):
    """One contract over one unit (Mietverhältnis). Amounts are euros a month."""

    __tablename__ = "tenancies"
    __table_args__ = (UniqueConstraint("company_id", "contract_number"),)

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    unit_id: Mapped[int] = mapped_column(Id, ForeignKey("units.id"), index=True)
    contract_number: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    rent_cold: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    rent_ancillary: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    payment_method: Mapped[PaymentMethod] = mapped_column(EnumText(PaymentMethod))
    unit: Mapped[Unit] = relationship()
    parties: Mapped[list["TenancyParty"]] = relationship(
        order_by="TenancyParty.party_number", back_populates="tenancy"
    )


class Tenant(Identified, Versioned, Base):
    """A person who is party to tenancies.

    The ``*_changed_at`` instants feed the risk check *contact changed within 30 days*.
    """

    __tablename__ = "tenants"

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"), index=True)
    salutation: Mapped[str] = mapped_column(String(20), default="")
    title: Mapped[str] = mapped_column(String(40), default="")
    first_name: Mapped[str] = mapped_column(String(80))
    surname: Mapped[str] = mapped_column(String(80), index=True)
    addition: Mapped[str] = mapped_column(String(80), default="")
    street: Mapped[str] = mapped_column(String(80), default="")
    house_number: Mapped[str] = mapped_column(String(12), default="")
    postcode: Mapped[str] = mapped_column(String(10), default="")
    town: Mapped[str] = mapped_column(String(80), default="")
    country: Mapped[str] = mapped_column(String(2), default="DE")
    email: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    phone_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def full_name(self) -> str:
        """First name and surname, as shown and as compared with an account holder."""
        return f"{self.first_name} {self.surname}".strip()


class TenancyParty(Base):
    """A tenant's part in a contract; the first party is the one addressed.

    ``since`` and ``until`` bound it where somebody came later or left earlier than the contract.
    """

    __tablename__ = "tenancy_parties"

    tenancy_id: Mapped[int] = mapped_column(ForeignKey("tenancies.id"), primary_key=True)
    party_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    tenant_id: Mapped[int] = mapped_column(Id, ForeignKey("tenants.id"), index=True)
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    tenancy: Mapped[Tenancy] = relationship(back_populates="parties")
    tenant: Mapped[Tenant] = relationship()


class PortalAccount(Identified, Base):
    """One party's access to the portal; ``external_id`` is the portal's own name for it.

    The row is made with the first code; the portal's name comes when the party registers.
    ``channel`` is the one the registration came through. ``state_before_lock`` is where unlocking
    leads back to.
    """

    __tablename__ = "portal_accounts"
    __table_args__ = (
        UniqueConstraint("company_id", "external_id"),
        Index("ix_portal_accounts_party", "tenancy_id", "tenant_id", unique=True),
    )

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    external_id: Mapped[str | None] = mapped_column(String(80))
    tenancy_id: Mapped[int] = mapped_column(Id, ForeignKey("tenancies.id"), index=True)
    tenant_id: Mapped[int] = mapped_column(Id, ForeignKey("tenants.id"), index=True)
    state: Mapped[PortalAccountState] = mapped_column(EnumText(PortalAccountState))
    state_before_lock: Mapped[PortalAccountState | None] = mapped_column(
        EnumText(PortalAccountState)
    )
    channel: Mapped[Channel | None] = mapped_column(EnumText(Channel))
    email: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """The address the registration was made with."""
    registered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
