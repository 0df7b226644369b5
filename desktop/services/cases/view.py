"""What a case page shows: frozen rows, nothing mapped, nothing that can be changed.

All instants are aware UTC, all dates are Berlin dates. What a person wrote or the tenant sent
stands as it is; everything else is a code that ``desktop.texts`` turns into a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.case_facts import FactChange
from desktop.domain.case_status import CaseState, Channel
from desktop.domain.kinds import (
    DeliveryChannel,
    DeliveryState,
    DraftKind,
    UndoKind,
)
from desktop.domain.outlook import Outlook
from desktop.domain.sendable_files import OutgoingFile
from desktop.domain.work import Priority
from desktop.services.cases.acting_view import MergedCase, PrioritySuggestion, TagRef, TeamRef
from desktop.services.cases.tenancy_view import EarlierCase, TenancyCard
from desktop.services.categories.view import NO_FORM, CaseForm


@dataclass(frozen=True, slots=True)
class ActionState:
    """Whether an action is possible now and, if not, the code of the reason (texts/errors)."""

    possible: bool
    reason: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A member of staff as shown beside a case."""

    staff_id: int
    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class CaseHeader:
    """Title lines of a case page. ``version`` goes back with every command as expected version.

    ``suggestion`` waits for a person's decision. ``merged_into`` is the case that goes on for this
    one, ``merged`` those that go on in this one.
    """

    case_id: int
    version: int
    reference: str
    state: CaseState
    is_open: bool
    category_code: str
    category_name: str
    category_icon: str
    subject: str
    channel: Channel
    company_id: int
    company_code: str
    company_name: str
    company_tag: str
    company_town: str
    federal_state: str
    tenant_name: str
    address_line: str
    received_at: datetime
    received_on: date
    completed_at: datetime | None
    due_on: date | None
    act_by: date | None
    assignee: PersonRef | None
    waiting_until: date | None
    waiting_reason: str
    closed_at: datetime | None
    close_reason: str
    updated_at: datetime
    updated_by: PersonRef | None
    team: TeamRef | None = None
    priority: Priority = Priority.NORMAL
    suggestion: PrioritySuggestion | None = None
    tags: tuple[TagRef, ...] = ()
    merged_into: MergedCase | None = None
    merged: tuple[MergedCase, ...] = ()


class TimelineKind(StrEnum):
    """What one entry is; ``EVENT`` left the house, ``ACT`` was done, ``CHANGE`` changed facts."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    NOTE = "note"
    SYSTEM_NOTE = "system_note"
    EVENT = "event"
    ACT = "act"
    CHANGE = "change"


class TimelineTopic(StrEnum):
    """What a timeline can be narrowed to."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    NOTES = "notes"
    DELIVERY = "delivery"
    """Letters and other things that leave the house without being a message."""
    ACTS = "acts"
    """Taken, put off, released, changed fields: whatever the audit log and the changes tell."""


ALL_TOPICS = frozenset(TimelineTopic)
FIRST_ENTRIES = 30
"""So many entries are read with the page; the others follow when somebody looks at them."""


@dataclass(frozen=True, slots=True, order=True)
class TimelineKey:
    """The place of an entry among all of its case: by time, then rank of its kind, then id."""

    at: datetime
    rank: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class TimelineWish:
    """Which entries are asked for: the newest ``count`` of these topics that come after ``key``."""

    topics: frozenset[TimelineTopic] = ALL_TOPICS
    count: int = FIRST_ENTRIES
    key: TimelineKey | None = None


class DeliveryStatus(StrEnum):
    """How far something outgoing has come, as a person sees it.

    ``LETTER_TO_PRINT`` is *Brief zu drucken*, ``PRINTED`` a letter that is on paper; ``UNDOABLE``
    still has its undo time.
    """

    UNDOABLE = "undoable"
    WAITING = "waiting"
    RETRYING = "retrying"
    LETTER_TO_PRINT = "letter_to_print"
    PRINTED = "printed"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class LetterPrinting:
    """The batch a letter stands in; nobody has confirmed it while ``printed_at`` is empty."""

    batch: int
    printed_at: datetime | None
    printed_by: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One thing that leaves or left the house because of this case.

    ``printing`` is empty for what is no letter and for a letter in no batch. ``held_back``: an
    earlier event of the case has to leave first. ``is_due``: the next pass of delivery takes it.
    """

    delivery_id: int
    channel: DeliveryChannel
    event_type: str
    recipient: str
    state: DeliveryState
    status: DeliveryStatus
    not_before: datetime
    attempts: int
    last_error: str
    delivered_at: datetime | None
    printing: LetterPrinting | None = None
    held_back: bool = False
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a message; its bytes come from ``cases.attachment_bytes``."""

    attachment_id: int
    message_id: int
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One message, internal note or event of a case; the view holds the newest first.

    ``author`` is the correspondent of an incoming message, else the member of staff (empty for a
    system note). ``text`` of an ``EVENT`` is empty; ``event_code`` names it then. So it does for
    an ``ACT``, whose ``text`` is a neutral detail (a date, a code) and ``facts`` what it changed.
    ``from_case`` is the number of a merged case that it came in; "" for the case itself.
    """

    kind: TimelineKind
    entry_id: int
    at: datetime
    author: str
    initials: str
    channel: Channel | None
    subject: str
    text: str
    attachments: tuple[AttachmentView, ...] = ()
    delivery: DeliveryView | None = None
    withdrawn_at: datetime | None = None
    event_code: str = ""
    facts: tuple[FactChange, ...] = ()
    from_case: str = ""

    @property
    def key(self) -> TimelineKey:
        """Where it stands; of what happened at once, what people wrote stands on top."""
        return TimelineKey(self.at, _RANKS[self.kind], self.entry_id)


_RANKS = {
    TimelineKind.NOTE: 4,
    TimelineKind.SYSTEM_NOTE: 4,
    TimelineKind.INCOMING: 3,
    TimelineKind.OUTGOING: 3,
    TimelineKind.EVENT: 2,
    TimelineKind.ACT: 1,
    TimelineKind.CHANGE: 0,
}


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Entries of a case, the newest first.

    ``older`` says whether more of the same topics follow, ``counts`` how many there are of each
    topic, whatever was asked for.
    """

    entries: tuple[TimelineEntry, ...]
    older: bool
    counts: Mapping[TimelineTopic, int]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the application: key of the event, German label, value as text."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ReplyWay:
    """A way to answer; ``key`` names way and recipient and goes back with ``SendMessage``."""

    key: str
    channel: DeliveryChannel
    recipient: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """What this person left unsent in this case.

    ``draft_id`` and ``revision`` go back with what is written on it; ``writer`` is the window that
    wrote it last. ``base_version`` is the version of the case it was begun on, 0 if that matters
    not.
    """

    kind: DraftKind
    subject: str
    text: str
    template_code: str
    updated_at: datetime
    draft_id: int | None = None
    revision: int = 0
    writer: str = ""
    base_version: int = 0
    files: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ColleagueDraft:
    """That somebody else left a text unsent in this case; its words are asked for one by one."""

    draft_id: int
    kind: DraftKind
    author: PersonRef
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class UndoOffer:
    """Something that can be taken back until ``until`` (aware UTC)."""

    undo_id: int
    kind: UndoKind
    until: datetime


@dataclass(frozen=True, slots=True)
class CaseActions:
    """What the person who looks may do now, each with the reason why not."""

    take: ActionState
    release_to_nobody: ActionState
    reply: ActionState
    note: ActionState
    wait: ActionState
    resume: ActionState
    close: ActionState
    reopen: ActionState
    assign: ActionState
    prioritise: ActionState
    decide_suggestion: ActionState
    recategorise: ActionState
    tag: ActionState
    link: ActionState
    split: ActionState
    merge: ActionState
    unmerge: ActionState


@dataclass(frozen=True, slots=True)
class CaseView:
    """A whole case of any category, as its page shows it.

    ``outlook`` is what the deadline strip is painted from; None for a case without promise.
    """

    header: CaseHeader
    outlook: Outlook | None
    fields: tuple[FieldRow, ...]
    tenancy: TenancyCard | None
    history: TimelinePage
    attachments: tuple[AttachmentView, ...]
    deliveries: tuple[DeliveryView, ...]
    letters_to_print: int
    reply_ways: tuple[ReplyWay, ...]
    drafts: tuple[DraftView, ...]
    undo: UndoOffer | None
    actions: CaseActions
    colleague_drafts: tuple[ColleagueDraft, ...] = ()
    form: CaseForm = NO_FORM
    linked: tuple[EarlierCase, ...] = ()
    """Cases that belong to this one, of whatever contract; they stand among ``earlier_cases``."""

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """The newest entries, as many as were asked for."""
        return self.history.entries


@dataclass(frozen=True, slots=True)
class ActionResult:
    """Outcome of a command on a case: its new version and what can be undone."""

    case_id: int
    version: int
    state: CaseState
    undo: UndoOffer | None = None
