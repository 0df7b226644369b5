"""What screens are told of documents: frozen rows, as of the moment they were read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.document_period import Period
from desktop.domain.documents import (
    DeliveryWay,
    DocumentKind,
    DocumentOrigin,
    DocumentState,
    RecallReason,
    RequestState,
    ScanState,
    TextState,
    WayReason,
)
from desktop.domain.kinds import PortalAccountState
from desktop.domain.work import RetentionClass


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyWay:
    """How a document reaches one party, and why."""

    tenant_id: int
    name: str
    way: DeliveryWay
    reason: WayReason
    note: str = ""
    """Why a person chose it."""


class Arrival(StrEnum):
    """How far a document has come to a party by one way."""

    WAITING = "waiting"
    """It has not left: its undo time runs, the portal takes nothing, or the letter is not printed.
    """
    IN_BATCH = "in_batch"
    """The letter is in a print batch, on paper perhaps."""
    ARRIVED = "arrived"
    """The portal has it, or the letter was printed."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecipientRow:
    """A party and a document. ``in_portal`` and ``on_paper`` are None where it goes not that way.

    ``problem`` is why the portal did not take the event yet (``last_error`` of a delivery).
    """

    tenant_id: int
    name: str
    way: DeliveryWay
    reason: WayReason
    note: str
    in_portal: Arrival | None
    problem: str
    on_paper: Arrival | None
    paper_at: datetime | None
    read_at: datetime | None


class DocumentStanding(StrEnum):
    """Where a document stands, in the one word a list shows."""

    UNDOABLE = "undoable"
    """Published a moment ago: it can be taken back as if it had never been."""
    PLANNED = "planned"
    """Nobody sees it before its day."""
    PUBLISHED = "published"
    READ = "read"
    """Everybody who gets it in the portal has opened it."""
    REPLACED = "replaced"
    RECALLED = "recalled"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document as a list and its details show it.

    ``pages`` is None for what has none. ``kept_until`` is None while the contract runs from whose
    end it counts. ``undo_until`` is None once publication or recall cannot be undone any more.
    """

    document_id: int
    public_id: str
    tenancy_id: int
    company_id: int
    kind: DocumentKind
    title: str
    period: Period | None
    file_name: str = field(repr=False)
    media_type: str
    size: int
    pages: int | None
    text_state: TextState
    scan_state: ScanState
    state: DocumentState
    standing: DocumentStanding
    origin: DocumentOrigin
    edition: int
    replaces_id: int | None
    replaced_by_id: int | None
    visible_from: datetime
    published_at: datetime
    published_by: str
    undo_until: datetime | None
    recalled_at: datetime | None
    recalled_by: str
    recall_reason: RecallReason | None
    recall_note: str
    late_accepted: bool
    case_id: int | None
    case_reference: str
    upload_id: int | None
    retention_class: RetentionClass
    kept_until: date | None
    recipients: tuple[DocumentRecipientRow, ...]

    @property
    def readers(self) -> tuple[DocumentRecipientRow, ...]:
        """Those who get it in the portal."""
        return tuple(one for one in self.recipients if one.in_portal is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRequestRow:
    """An older document that is asked for from the archive."""

    request_id: int
    version: int
    kind: DocumentKind
    wanted: str
    state: RequestState
    asked_at: datetime
    asked_by: str
    due_on: date
    is_overdue: bool
    ended_at: datetime | None
    ended_by: str
    note: str
    case_id: int | None
    case_reference: str
    document_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldRow:
    """A time in which nothing of the contract is deleted; ``lifted_at`` None: it holds."""

    hold_id: int
    reason: str
    since: datetime
    by: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDocuments:
    """All documents of a contract, the newest first, with what is asked for and what holds."""

    tenancy_id: int
    company_id: int
    company_code: str
    contract_number: str
    documents: tuple[DocumentRow, ...]
    requests: tuple[ArchiveRequestRow, ...]
    holds: tuple[LegalHoldRow, ...]

    @property
    def is_held(self) -> bool:
        """Whether nothing of the contract may be deleted now."""
        return any(one.lifted_at is None for one in self.holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDocuments:
    """What a case about documents shows: ``fitting`` is how many of the first fit what is asked.

    ``wanted`` and ``year`` are what the tenant asks for, ``kind`` is what the words name most
    likely, None where they name none.
    """

    tenancy_id: int
    wanted: str
    year: int | None
    kind: DocumentKind | None
    documents: tuple[DocumentRow, ...]
    fitting: int
    requests: tuple[ArchiveRequestRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantDocument:
    """A document as the portal shows it; ``is_leaving``: its recall has not reached the portal."""

    document_id: int
    kind: DocumentKind
    title: str
    period: Period | None
    file_name: str = field(repr=False)
    media_type: str
    size: int
    visible_from: datetime
    is_new: bool
    is_leaving: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantView:
    """What one party sees in the portal now.

    ``account`` is None for a party without a portal account. Only an activated account shows
    anything; ``documents`` are those the portal has for it all the same.
    """

    tenant_id: int
    name: str
    account: PortalAccountState | None
    documents: tuple[TenantDocument, ...]

    @property
    def can_see(self) -> bool:
        """Whether the party can sign in and see them."""
        return self.account is PortalAccountState.ACTIVATED


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """The bytes of a document, for a preview or to be saved."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
