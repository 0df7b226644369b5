"""Closed vocabularies that rooms above the rule book share with it; the views read them too."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff does here."""

    CLERK = "clerk"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class UnitKind(StrEnum):
    """What is let."""

    FLAT = "flat"
    PARKING = "parking"
    COMMERCIAL = "commercial"


class PaymentMethod(StrEnum):
    """How the rent of a tenancy is paid."""

    DIRECT_DEBIT = "direct_debit"
    TRANSFER = "transfer"


class PortalAccountState(StrEnum):
    """How far one party's access to the portal has come."""

    INVITED = "invited"
    """Nobody has registered yet; whether there is a code, the codes tell."""
    REGISTERED = "registered"
    """The form was sent; the link in the activation mail was not clicked yet."""
    ACTIVATED = "activated"
    LOCKED = "locked"
    """By a person here."""
    CLOSED = "closed"

    @property
    def takes_code(self) -> bool:
        """Whether a code makes sense: not where the account is open, nor where it is locked."""
        return self not in (PortalAccountState.ACTIVATED, PortalAccountState.LOCKED)


class Direction(StrEnum):
    """Who wrote a message."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class NoteKind(StrEnum):
    """Written by a person, or by the program about something it saw."""

    PERSON = "person"
    SYSTEM = "system"


class DraftKind(StrEnum):
    """What a person is writing."""

    REPLY = "reply"
    NOTE = "note"
    REJECTION = "rejection"
    APPLICATION = "application"
    """Corrected fields of an application, not a text to anybody."""
    GROUP_REPLY = "group_reply"
    """One answer to all cases of a group, its place holders not filled."""


class VersionState(StrEnum):
    """Life of one version of bank details."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    """Made by a release that was taken back before the ERP had it: no collection ever used it."""
    CORRECTED = "corrected"
    """Wrong, and with the ERP already: it may have been used until the correction's collection."""


class DecisionKind(StrEnum):
    """A person's decision about a bank change; a reversal points at what it reverses."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    RELEASED = "released"
    REJECTED = "rejected"
    REVERSED = "reversed"
    CORRECTION_PROPOSED = "correction_proposed"
    CORRECTED = "corrected"


class IntakeOutcome(StrEnum):
    """What became of one folder of the portal."""

    CASE = "case"
    MESSAGE = "message"
    APPLIED = "applied"
    """A report of the portal that was taken over: an account, a consent, contact data."""
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    UNSUPPORTED = "unsupported"


class QuarantineState(StrEnum):
    """What a person did with a quarantined folder."""

    OPEN = "open"
    REPROCESSED = "reprocessed"
    MENDED = "mended"
    DISCARDED = "discarded"


class DeliveryChannel(StrEnum):
    """The way something leaves the house."""

    PORTAL = "portal"
    LETTER = "letter"


class DeliveryState(StrEnum):
    """Where a delivery stands; a letter that waits is *Brief zu drucken*."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class BatchState(StrEnum):
    """How far a batch of letters has come.

    *Open*: made for printing, nobody has said yet that it is on paper. *Taken back*: it was not
    printed after all, its letters wait again.
    """

    OPEN = "open"
    PRINTED = "printed"
    TAKEN_BACK = "taken_back"


class PrintWay(StrEnum):
    """Where a batch of letters was handed to."""

    PRINTER = "printer"
    FILE = "file"


class UndoKind(StrEnum):
    """What can be taken back within its time."""

    RELEASE = "release"
    REJECTION = "rejection"
    MESSAGE = "message"
    MESSAGE_AND_CLOSE = "message_and_close"
    CLOSE = "close"
    PROPOSAL = "proposal"
    CORRECTION_PROPOSAL = "correction_proposal"
    CORRECTION = "correction"
    OTHER_CONTRACTS = "other_contracts"
    ASSIGNMENT = "assignment"
    MERGE = "merge"
    GROUP_REPLY = "group_reply"
    ORDER_SENT = "order_sent"
    CONTACT_DATA = "contact_data"


class LinkKind(StrEnum):
    """Why two cases belong together."""

    REFERENCED = "referenced"
    SECOND_APPLICATION = "second_application"
    OTHER_CONTRACT = "other_contract"
    RELATED = "related"
    """A person said so."""
    SPLIT = "split"
    """The younger one was made of a message of the other."""
