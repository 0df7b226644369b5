"""Closed vocabularies of documents in tenant accounts: what they are, where they stand."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is for the tenant; each kind has a retention class of its own."""

    CONTRACT = "contract"
    """The contract and its addenda (*Mietvertrag, Nachtrag*)."""
    OPERATING_COSTS = "operating_costs"
    """*Betriebskostenabrechnung*; has to reach the tenant within twelve months (§ 556(3) BGB)."""
    RENT_ADJUSTMENT = "rent_adjustment"
    RENT_CERTIFICATE = "rent_certificate"
    """*Mietbescheinigung*."""
    LANDLORD_CONFIRMATION = "landlord_confirmation"
    """*Wohnungsgeberbestätigung*."""
    HANDOVER_RECORD = "handover_record"
    """*Übergabeprotokoll*."""
    HOUSE_RULES = "house_rules"
    ACCOUNT_STATEMENT = "account_statement"
    """*Kontoauszug des Mieterkontos*."""
    LETTER = "letter"
    OTHER = "other"


class DocumentState(StrEnum):
    """Where a document of an account stands. Nothing is deleted by any of these."""

    PUBLISHED = "published"
    """Parties see it from ``visible_from`` on; before that it is only planned."""
    RECALLED = "recalled"
    """The parties see it no more; the record and the file stay."""
    UNDONE = "undone"
    """Taken back within the undo time: it never left the house."""


class DocumentOrigin(StrEnum):
    """How a document came into the account."""

    UPLOADED = "uploaded"
    BATCH = "batch"
    CERTIFICATE = "certificate"
    ARCHIVE = "archive"
    """Asked for from the archive, because it was not in the store."""


class RecallReason(StrEnum):
    """Why the parties shall not see a document any more; the portal is told this word."""

    WRONG_TENANCY = "wrong_tenancy"
    WRONG_CONTENT = "wrong_content"
    REPLACED = "replaced"
    """A newer version takes its place."""
    BATCH_TAKEN_BACK = "batch_taken_back"
    OTHER = "other"


class DeliveryWay(StrEnum):
    """How a document reaches one party (*Zustellung*)."""

    ELECTRONIC = "electronic"
    POST = "post"
    BOTH = "both"
    """In the portal and on paper: one party agreed, another has not, or a person chose it."""
    NONE = "none"
    """Nobody has to be told: the party left before the document's time."""


class WayReason(StrEnum):
    """Why a document reaches a party this way."""

    CONSENT = "consent"
    """The party agreed to electronic delivery and can sign in."""
    NO_CONSENT = "no_consent"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NO_ACCOUNT = "no_account"
    """No portal account, or it is not activated yet."""
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_DOUBTED = "account_doubted"
    """It was registered with a code that does not count, and nobody has decided whose it is."""
    BY_HAND = "by_hand"
    """A person chose it and said why."""
    NOT_CONCERNED = "not_concerned"
    """The party was not in the contract in the document's time."""


class ScanState(StrEnum):
    """What a virus scanner said; only a scanner that looked makes a file clean."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    INFECTED = "infected"


class TextState(StrEnum):
    """What became of reading a file's text."""

    READ = "read"
    NO_TEXT = "no_text"
    """Pictures of pages: a scan."""
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_LONG = "too_long"
    """More pages than are read, or it took longer than it may."""
    NOT_READABLE = "not_readable"
    """A kind of file whose text is not read."""


class RequestState(StrEnum):
    """Where the search for an older document in the archive stands."""

    OPEN = "open"
    FOUND = "found"
    NOT_FOUND = "not_found"
    CANCELLED = "cancelled"


class UploadState(StrEnum):
    """Where a batch of files (*Sammel-Upload*) stands."""

    READING = "reading"
    """Files are copied and read; goes on after a kill where it stopped."""
    OPEN = "open"
    """Read and matched; a person corrects and decides."""
    PUBLISHING = "publishing"
    """Rows are published in portions; goes on after a kill where it stopped."""
    PUBLISHED = "published"
    DISCARDED = "discarded"
    TAKEN_BACK = "taken_back"


class Verdict(StrEnum):
    """How sure it is whose a file is."""

    HELD = "held"
    """*zurückgehalten*: something contradicts; never published together with others."""
    NONE = "none"
    """*kein Treffer*."""
    CHECK = "check"
    """*prüfen*: something fits, not enough."""
    SURE = "sure"
    """*sicher*: contract number and name or address on the first page, nobody else on any page."""


class RowState(StrEnum):
    """What became of one file of a batch."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REMOVED = "removed"
    """Taken out of the batch by a person."""
    SPLIT = "split"
    """Its pages went on as rows of their own; the file itself is untouched."""


class CertificateState(StrEnum):
    """Where a certificate stands."""

    INCOMPLETE = "incomplete"
    """Something is missing that a person has to fill in."""
    DRAFT = "draft"
    ISSUED = "issued"
    CANCELLED = "cancelled"


OPEN_CERTIFICATES = (CertificateState.INCOMPLETE, CertificateState.DRAFT)
"""Nobody has them yet: they can be filled in and issued."""


class ReadingState(StrEnum):
    """Where a month's value of a meter stands."""

    HELD = "held"
    """Not plausible: it is not published before a person decides."""
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    REFUSED = "refused"
    """A person found it wrong; it is shown nowhere but in the import."""
    REPLACED = "replaced"
    """A newer file or a person brought another value for the month."""
