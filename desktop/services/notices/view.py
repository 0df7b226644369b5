"""What the list under the bell shows."""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.notices import NoticeKind


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line, true at the instant it was read. ``at`` is UTC; IBANs in ``subject`` are masked.

    ``by`` is who assigned the case, "" where it was the program, or whose cases are to be given to
    others. ``cases`` is of how many it tells; the one it names is among them.
    """

    notice_id: int
    kind: NoticeKind
    case_id: int
    reference: str
    company_tag: str
    tenant_name: str
    category_short: str
    subject: str
    at: datetime
    by: str
    is_read: bool
    cases: int = 1


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The newest lines first, and how many of all are unread; ``older`` tells of more."""

    rows: tuple[NoticeRow, ...]
    unread: int
    older: bool
    muted: frozenset[NoticeKind]
