"""What a restore would mean, and what came of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LossKind(StrEnum):
    """What can have come after a backup."""

    CASES = "cases"
    MESSAGES = "messages"
    NOTES = "notes"
    DECISIONS = "decisions"
    DOCUMENTS = "documents"
    ARRIVALS = "arrivals"
    """Folders the portal left, in whatever state."""
    ACTS = "acts"
    """Lines of the audit log."""


@dataclass(frozen=True, slots=True)
class Loss:
    """So many of a kind came after the backup, the newest of them then (UTC)."""

    kind: LossKind
    count: int
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What the present database holds and the backup does not.

    ``is_missing`` and ``is_unreadable`` say that it is not there, or cannot be compared;
    ``is_other`` that the backup is no earlier moment of it. ``first_line`` to ``last_line`` are the
    lines of the audit log that would go; None where nobody can read how many there were.
    """

    losses: tuple[Loss, ...] = ()
    is_missing: bool = False
    is_unreadable: bool = False
    is_other: bool = False
    first_line: int = 0
    last_line: int | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore that was done: the backup, where the old database lies, documents put back.

    ``kept_as`` is "" where there was none; ``missing`` documents are neither here nor there.
    """

    file: str
    kept_as: str
    documents: int
    missing: int
    preview: Preview
