"""What somebody does with documents of tenant accounts."""

from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.domain.document_period import Period
from desktop.domain.documents import (
    DeliveryWay,
    DocumentKind,
    DocumentOrigin,
    RecallReason,
    RequestState,
)
from desktop.services.documents.contents import TakenIn


@dataclass(frozen=True, slots=True)
class ChosenWay:
    """A way that a person chose for a party (``tenant_id`` None: for all), and why."""

    tenant_id: int | None
    way: DeliveryWay
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A document to publish in the transaction of what causes it.

    ``sha256`` is a content that was noted (``DocumentContent``). ``period`` is None for what has no
    time of its own. ``visible_from`` None means now; an instant that is over counts as now.
    ``replaces_id`` is the version before. ``late_accepted`` and ``duplicate_accepted`` say that a
    person knows: a statement comes after its twelve months; another contract of the company has the
    same file. ``in_reply_to`` is the portal's event that caused it.
    """

    tenancy_id: int
    kind: DocumentKind
    title: str
    sha256: str
    file_name: str = field(repr=False)
    period: Period | None = None
    visible_from: datetime | None = None
    origin: DocumentOrigin = DocumentOrigin.UPLOADED
    case_id: int | None = None
    upload_id: int | None = None
    replaces_id: int | None = None
    ways: tuple[ChosenWay, ...] = ()
    late_accepted: bool = False
    duplicate_accepted: bool = False
    in_reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishDocument:
    """Put a file that was taken in (``contents.take_in``) into an account.

    ``replaces_id`` makes it the next version of a document, ``request_id`` what the archive found.
    The other values are those of ``NewDocument``.
    """

    tenancy_id: int
    content: TakenIn
    kind: DocumentKind
    title: str
    period: Period | None = None
    visible_from: datetime | None = None
    case_id: int | None = None
    replaces_id: int | None = None
    request_id: int | None = None
    ways: tuple[ChosenWay, ...] = ()
    late_accepted: bool = False
    duplicate_accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDocument:
    """Take a document away from its parties; ``note`` is for the record, not for the tenant."""

    document_id: int
    reason: RecallReason
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskArchive:
    """Ask for an older document from the archive until a day; a case waits visibly for it.

    ``wanted`` says in words what is sought. ``expected_version`` is that of the case, if any.
    """

    tenancy_id: int
    kind: DocumentKind
    wanted: str
    due_on: date
    case_id: int | None = None
    expected_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EndArchiveRequest:
    """Say that the archive has not got it, or that nobody needs it any more.

    What was found is published with ``PublishDocument.request_id``.
    """

    request_id: int
    request_version: int
    state: RequestState
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLegalHold:
    """Let nothing of a contract be deleted until somebody lifts the hold."""

    tenancy_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftLegalHold:
    """End a legal hold, with the reason."""

    hold_id: int
    reason: str
