"""Until when a statement of operating costs has to reach the tenant (§ 556(3) BGB).

What comes later loses the landlord's claim to a further payment, unless the delay is not his fault;
a credit stays the tenant's. A late statement is therefore no error, but a decision.
"""

from datetime import date, timedelta
from enum import StrEnum

from desktop.domain.document_period import Period
from desktop.domain.documents import DocumentKind
from desktop.domain.months import Month, add_months

MAIL_DAYS = timedelta(days=4)
"""So long a letter may take from the pile to the tenant, a weekend in between."""


class StatementTiming(StrEnum):
    """Whether a statement reaches the tenant in time."""

    IN_TIME = "in_time"
    TIGHT = "tight"
    """The day is in time, but a letter of that day may come too late."""
    LATE = "late"


def statement_deadline(period: Period) -> date:
    """Return the last day on which the statement of a period is in time.

    The end of the twelfth month after the period. A period that ends within a month ends its twelve
    months on the same day of the month.
    """
    month = Month.of(period.last)
    if period.last == month.last_day:
        return month.plus(12).last_day
    return add_months(period.last, 12)


def statement_timing(
    kind: DocumentKind, period: Period | None, seen_on: date, *, by_post: bool
) -> StatementTiming:
    """Judge a document that can be read from ``seen_on`` on; other kinds have no such limit."""
    if kind is not DocumentKind.OPERATING_COSTS or period is None:
        return StatementTiming.IN_TIME
    deadline = statement_deadline(period)
    if seen_on > deadline:
        return StatementTiming.LATE
    if by_post and seen_on + MAIL_DAYS > deadline:
        return StatementTiming.TIGHT
    return StatementTiming.IN_TIME
