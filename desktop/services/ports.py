"""What every service needs from the outside world; adapters satisfy it, tests bring their own.

Ports of one capability stand in files of their own (``portal_outbox_port`` and the like).
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from desktop.domain.stored_document import StoredDocument

__all__ = ["Clock", "DocumentStore", "PasswordHasher", "StoredDocument"]


class Clock(Protocol):
    """Tells the time. ``--today`` and tests let it stand still."""

    def now(self) -> datetime:
        """Return the present instant, timezone-aware, in UTC."""

    def today(self) -> date:
        """Return the calendar date that ``now`` has in Europe/Berlin."""

    def machine_now(self) -> datetime:
        """Return the computer's own instant (UTC), also where ``now`` stands still.

        Only for what happens between programs, such as leases; never for a rule.
        """


class DocumentStore(Protocol):
    """Keeps every content once, unchanged, under its SHA-256."""

    def put(self, chunks: Iterable[bytes]) -> StoredDocument:
        """Store what the chunks make together; when this returns, it survives a power cut.

        Raises:
            UserError: ``documents.disk_full`` or ``documents.not_writable``.
        """

    def exists(self, sha256: str) -> bool:
        """Whether the content is there."""

    def open(self, sha256: str) -> BinaryIO:
        """Open the content for reading; the caller closes it.

        Raises:
            UserError: ``documents.missing`` or ``documents.damaged`` (it is not what was stored).
        """

    def path(self, sha256: str) -> Path:
        """Return where the content lies or would lie; for reading only."""

    def sweep(self, *, before: datetime) -> None:
        """Remove what a killed ``put`` wrote for the last time before that instant.

        Choose one so early that no ``put`` that still runs is meant. Never fails.
        """


class PasswordHasher(Protocol):
    """Turns passwords into what may be stored. Both take about a tenth of a second on purpose."""

    def hash(self, password: str) -> str:
        """Return the text to store (PHC string), with a salt of its own."""

    def verify(self, stored: str, password: str) -> bool:
        """Whether ``password`` is the one that was hashed; an unreadable ``stored`` is no match."""
