"""What the inbox shows: one frozen row for a case, its pill and its group, and the exact counts.

Everything a list paints is in the row, so that painting asks nobody. Days are Berlin dates, the
instant of receipt is UTC; ``workdays`` are Werktage of the company's own calendar (``rules.md``,
section 2).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from desktop.domain.case_status import CaseState, Channel
from desktop.domain.work import Priority
from desktop.services.inbox.filters import NO_FILTER, CaseFilter


class InboxView(StrEnum):
    """The lists of the sidebar, by the names ``list-cases --view`` takes."""

    ALL_OPEN = "all-open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    DUE_TODAY = "due-today"
    RUN_AT_RISK = "run-at-risk"
    RELEASES = "releases"
    WAITING = "waiting"
    LETTERS = "letters-to-print"
    """Open and closed cases with a letter that is to be printed and can no longer be undone."""
    HAND_OVER = "waiting-for-hand-over"
    """Open and closed cases of which a row waits for the ERP."""
    CLOSED = "closed"


class InboxSort(StrEnum):
    """The orders a list can have; urgency is the one it opens with."""

    URGENCY = "urgency"
    RECEIVED = "received"
    NAME = "name"
    CATEGORY = "category"


class Urgency(IntEnum):
    """The groups of the list, in the order they are shown."""

    OVERDUE = 0
    RUN_AT_RISK = 1
    DUE_TODAY = 2
    THIS_WEEK = 3
    LATER = 4


class PillKind(StrEnum):
    """What the pill at the right of a row says; the first that is true counts."""

    OVERDUE = "overdue"
    RUN_AT_RISK = "run_at_risk"
    TODAY = "today"
    WAITING = "waiting"
    """Put off until a date; the promise runs on, and what is urgent says so instead."""
    SOON = "soon"
    LATER = "later"
    NONE = "none"
    DONE = "done"
    """A closed case."""


@dataclass(frozen=True, slots=True)
class Pill:
    """The time that is left, ready to paint.

    ``workdays`` is how many Werktage the promise is over (OVERDUE) or remain until ``act_by``
    (SOON up to 5, LATER from 6); ``run`` is the run's month as ``12/26`` (RUN_AT_RISK); ``until``
    the day a case waits for (WAITING), and ``came`` whether that day is here.
    """

    kind: PillKind
    workdays: int = 0
    run: str = ""
    until: date | None = None
    came: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as the list shows it, true at the instant it was read.

    ``debit_file_on`` is the file day the tenant was promised; ``act_by`` the earlier of promise and
    the file that can still be reached. Both dates of the file are empty outside bank changes.
    ``version`` is that of the case, for actions that refuse to overwrite somebody else's change.
    ``tenant_name`` is empty where a case has no tenancy yet. IBANs in ``subject`` are masked.
    ``unread`` is about the person who asked: something came since he or she last looked.
    """

    case_id: int
    reference: str
    version: int
    company_id: int
    company_tag: str
    tenant_name: str
    contract_number: str
    category_code: str
    category_short: str
    category_icon: str
    subject: str
    channel: Channel
    state: CaseState
    received_at: datetime
    due_on: date | None
    debit_file_on: date | None
    act_by: date | None
    urgency: Urgency
    pill: Pill
    run: str
    assignee_id: int | None
    assignee_initials: str
    assignee_name: str
    waiting_until: date | None
    unread: bool = False
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Which cases a list shows: one view or one category, of some companies, narrowed further.

    ``companies`` empty means every company the person may see. ``filter`` narrows the list, and
    ``needle`` once more: every word of it has to be found. ``tenancy_id`` asks for all cases of a
    tenancy instead of a view's, closed ones too, the newest first. Closed cases and those of a
    tenancy have an order of their own; ``sort`` is for the others.
    """

    view: InboxView = InboxView.ALL_OPEN
    category: str | None = None
    companies: frozenset[int] = frozenset()
    sort: InboxSort = InboxSort.URGENCY
    filter: CaseFilter = NO_FILTER
    needle: str = ""
    tenancy_id: int | None = None


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """One line of the sidebar's second block."""

    code: str
    name: str
    icon: str
    count: int


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """Exact numbers of the sidebar: each equals the rows its list shows at the same instant."""

    views: dict[InboxView, int] = field(default_factory=dict)
    categories: tuple[CategoryCount, ...] = ()
