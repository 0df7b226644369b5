"""Teams and the way a new case finds its people."""

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desktop.models.base import Base, Id, Identified, Versioned
from desktop.models.company import Staff


class Team(Identified, Versioned, Base):
    """People who share work; ``company_id`` is empty for a team of every company.

    ``name_key`` is the folded name (``domain.text_match.search_key``), unique among active teams.
    """

    __tablename__ = "teams"

    company_id: Mapped[int | None] = mapped_column(Id, ForeignKey("companies.id"))
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(240), index=True)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    members: Mapped[list["TeamMember"]] = relationship(cascade="all, delete-orphan")


class TeamMember(Base):
    """Who belongs to a team."""

    __tablename__ = "team_members"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)
    staff: Mapped[Staff] = relationship()


class RoutingRule(Identified, Versioned, Base):
    """Who gets a new case of a company.

    Empty ``category_id`` and ``property_id`` mean any. Of the rules that fit, the one that names
    both wins, then one that names the property, then one that names the category, then the
    company's own; at most one rule exists for each combination. ``staff_id`` is empty where the
    team shares the work, and does not count while the person is inactive: the team gets the case.
    """

    __tablename__ = "routing_rules"
    __table_args__ = (
        Index("ix_routing_rules_company_id", "company_id", "category_id", "property_id"),
    )

    company_id: Mapped[int] = mapped_column(Id, ForeignKey("companies.id"))
    category_id: Mapped[int | None] = mapped_column(Id, ForeignKey("categories.id"))
    property_id: Mapped[int | None] = mapped_column(Id, ForeignKey("properties.id"))
    team_id: Mapped[int] = mapped_column(Id, ForeignKey("teams.id"))
    staff_id: Mapped[int | None] = mapped_column(Id, ForeignKey("staff.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)
