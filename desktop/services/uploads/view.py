"""What screens are told of batches."""

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.document_match.reasons import Reason
from desktop.domain.document_period import Period
from desktop.domain.documents import DeliveryWay, DocumentKind, RowState, UploadState, Verdict
from desktop.domain.statement_deadline import StatementTiming


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadCounts:
    """How many letters of a batch stand where; the verdicts count those that wait.

    ``ready`` are sure or decided by a person; ``unread`` files have not been looked at yet.
    """

    verdicts: dict[Verdict, int]
    ready: int
    unread: int
    published: int
    removed: int

    @property
    def waiting(self) -> int:
        """Letters that are neither published nor removed, read ones only."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLine:
    """A batch as a list and the head of its page show it; ``size`` is in bytes."""

    id: int
    version: int
    number: str
    state: UploadState
    kind: DocumentKind
    title: str
    period: Period | None
    company_id: int | None
    company: str
    visible_from: datetime
    source: str
    made_at: datetime
    made_by: str
    published_at: datetime | None
    files: int
    size: int
    counts: UploadCounts
    deadline: date | None
    """Until when a statement is in time; None for other kinds."""
    timing: StatementTiming


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """A letter of a batch as the list shows it.

    ``pages`` counts those of the letter, ``first`` and ``last`` are their place in the file.
    ``tenants`` and ``contract_number`` are those of the contract that is proposed or decided;
    empty, as ``tenancy_id`` is, where it is a company's whose matters the person may not see.
    """

    id: int
    version: int
    file_name: str
    state: RowState
    size: int
    pages: int | None
    first: int
    last: int | None
    without: tuple[int, ...]
    verdict: Verdict | None
    reasons: tuple[Reason, ...]
    tenancy_id: int | None
    contract_number: str
    tenants: tuple[str, ...]
    address: str
    ends_on: date | None
    company: str
    decided_by: str
    decision_note: str
    way: DeliveryWay | None
    """How all parties together get it; None as long as nobody knows whose it is."""
    way_by_hand: bool
    ready: bool
    document_id: int | None
    sha256: str | None
    is_unread: bool
    """Whether it may be read with more success than last time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A page of a letter: for whom it speaks, and which words on it fit or contradict."""

    page: int
    speaks_for: tuple[str, ...]
    """Names and numbers of the contracts it names: *Tarek Exempler · 10.3350.0021*."""
    fits: tuple[str, ...]
    contradicts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLine:
    """How a letter would reach one party, and why."""

    name: str
    way: DeliveryWay
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadProgress:
    """How far reading or publishing is; ``pages`` counts those that were read."""

    done: int
    total: int
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A letter that cannot be published, and the error that says why."""

    row_id: int
    file_name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationPlan:
    """What publishing would do: letters by way, and what it would refuse."""

    ready: int
    stays: int
    ways: dict[DeliveryWay, int]
    refused: tuple[Refusal, ...]
    timing: StatementTiming
    deadline: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationResult:
    """What publishing did."""

    published: int
    refused: tuple[Refusal, ...]
    cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLine:
    """A party that had read a document of the batch before it was taken back."""

    tenant: str
    contract_number: str
    title: str
    read_at: datetime
