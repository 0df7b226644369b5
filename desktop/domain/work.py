"""Closed vocabularies of working a case: how pressing it is, what forms hold, what it needs."""

from enum import StrEnum


class Priority(StrEnum):
    """How pressing a person holds a case to be; its clocks run on whatever it says."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"
    """Has to be worked today, whatever the promise says."""


class FieldKind(StrEnum):
    """What a field of a category's form holds."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


class RetentionClass(StrEnum):
    """How long what belongs to a case is kept (rule book, section 5)."""

    MANDATE = "mandate"
    COMMERCIAL_LETTER = "commercial_letter"
    BOOKING_VOUCHER = "booking_voucher"
    DAMAGE = "damage"
    UNIDENTIFIED = "unidentified"


class BulkKind(StrEnum):
    """What can be done to many cases at once."""

    ASSIGN = "assign"
    CLOSE = "close"
    WAIT = "wait"
    PRIORITY = "priority"
    TAG = "tag"
    CATEGORY = "category"
    REPLY = "reply"


class BulkState(StrEnum):
    """How far an act on many has come; cancelled: what was done stands, and can be undone."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDONE = "undone"


class OrderState(StrEnum):
    """Where an order to a contractor stands."""

    DRAFT = "draft"
    SENT_BY_HAND = "sent_by_hand"
    """A person has sent it with a program of their own (*von Hand gesendet*)."""
    DONE = "done"
    CANCELLED = "cancelled"
