"""Where cases stand now, what may have changed it, and how many cases stand where.

All of it is derived: ``services/inbox/standings`` states the rows again whenever something they
depend on changed, triggers of the database note what that was and keep the numbers
(``docs/lists.md``).
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.domain.case_status import CaseState, Channel
from desktop.models.base import Base, EnumText, Id, Identified, UtcDateTime, partial_index

_ORDER = ("act_by", "received_at", "case_id")


class CaseStanding(Base):
    """Where one case stands now: what lists filter, sort and count by.

    Every open case has a row; a closed one only as long as a letter of it is not printed or a row
    waits for the ERP. All is true from ``valid_from`` until before ``valid_until`` (UTC), whatever
    the clock says in between; outside the row is stale and has to be stated again.

    ``act_by`` is that of now, 9999-12-31 where there is none. The debit run is at risk from the day
    ``risk_from`` until before the instant ``risk_until``; both are empty where it cannot be.
    ``news_at`` is when the tenant was heard of last. ``letter_waiting``: a letter is to be printed
    and can no longer be taken back; ``hand_over_waiting``: a row waits for the ERP. ``sort_name``
    (surname first) and ``filter_text`` are folded by ``domain.text_match.search_key``.
    ``reference_key`` is the mandate reference that a blocker may depend on.
    """

    __tablename__ = "case_standings"
    __table_args__ = (
        Index("ix_case_standings_order", *_ORDER),
        Index("ix_case_standings_company", "company_id", *_ORDER),
        Index("ix_case_standings_assignee", "assignee_id", *_ORDER),
        Index("ix_case_standings_category", "category_id", *_ORDER),
        Index("ix_case_standings_state", "state", *_ORDER),
        Index("ix_case_standings_received", "received_at", "case_id"),
        Index("ix_case_standings_name", "sort_name", "case_id"),
        partial_index(
            "ix_case_standings_risk",
            "risk_from",
            *_ORDER,
            where="risk_from IS NOT NULL",
        ),
        partial_index(
            "ix_case_standings_letter",
            *_ORDER,
            where="letter_waiting",
        ),
        partial_index(
            "ix_case_standings_hand_over",
            *_ORDER,
            where="hand_over_waiting",
        ),
        partial_index(
            "ix_case_standings_reference",
            "reference_key",
            where="reference_key IS NOT NULL",
        ),
        Index("ix_case_standings_valid_from", "valid_from"),
        Index("ix_case_standings_valid_until", "valid_until"),
    )

    case_id: Mapped[int] = mapped_column(
        Id, ForeignKey("cases.id"), primary_key=True, autoincrement=False
    )
    company_id: Mapped[int] = mapped_column(Id)
    category_id: Mapped[int] = mapped_column(Id)
    assignee_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[CaseState] = mapped_column(EnumText(CaseState))
    is_open: Mapped[bool] = mapped_column(Boolean)
    channel: Mapped[Channel] = mapped_column(EnumText(Channel))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    news_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None] = mapped_column(Date)
    act_by: Mapped[date] = mapped_column(Date)
    sort_name: Mapped[str] = mapped_column(String(200))
    filter_text: Mapped[str] = mapped_column(Text)
    risk_from: Mapped[date | None] = mapped_column(Date)
    risk_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    letter_waiting: Mapped[bool] = mapped_column(Boolean)
    hand_over_waiting: Mapped[bool] = mapped_column(Boolean)
    waiting_until: Mapped[date | None] = mapped_column(Date)
    reference_key: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime)


class StandingNote(Identified, Base):
    """Something that changed and on which standings depend; written by triggers.

    ``kind`` says what ``word`` names: the key of a case, a tenancy, ..., or a mandate reference.
    A migration notes the cases that stand nowhere yet as ``first``.
    """

    __tablename__ = "standing_notes"

    kind: Mapped[str] = mapped_column(String(20))
    word: Mapped[str] = mapped_column(Text)


class CaseTally(Identified, Base):
    """How many standings have these values; kept by triggers, the sum of ``n`` counts.

    A file has one row for each combination. On PostgreSQL every transaction appends its own rows,
    so that nobody waits for somebody else's number; a background pass folds them.
    """

    __tablename__ = "case_tallies"
    __table_args__ = (
        Index("ix_case_tallies_key", "company_id", "category_id", "assignee_id", "act_by", "state"),
    )

    company_id: Mapped[int] = mapped_column(Id)
    category_id: Mapped[int] = mapped_column(Id)
    assignee_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[CaseState] = mapped_column(EnumText(CaseState))
    is_open: Mapped[bool] = mapped_column(Boolean)
    act_by: Mapped[date] = mapped_column(Date)
    risk_from: Mapped[date | None] = mapped_column(Date)
    risk_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    letter_waiting: Mapped[bool] = mapped_column(Boolean)
    hand_over_waiting: Mapped[bool] = mapped_column(Boolean)
    n: Mapped[int] = mapped_column(Integer)


class ClosedTally(Identified, Base):
    """How many cases were closed on a day (UTC); kept as ``CaseTally``."""

    __tablename__ = "closed_tallies"
    __table_args__ = (Index("ix_closed_tallies_key", "company_id", "category_id", "closed_on"),)

    company_id: Mapped[int] = mapped_column(Id)
    category_id: Mapped[int] = mapped_column(Id)
    closed_on: Mapped[date] = mapped_column(Date)
    n: Mapped[int] = mapped_column(Integer)
