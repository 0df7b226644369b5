"""What every service needs from the outside world; adapters satisfy it, tests bring their own.

Ports of one capability stand in files of their own (``portal_outbox_port`` and the like).
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import BinaryIO, Protocol

from desktop.domain.stored_document import Shelved, StoredDocument

__all__ = ["Clock", "ContentSink", "DocumentStore", "PasswordHasher", "Shelved", "StoredDocument"]


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


class ContentSink(Protocol):
    """Takes contents: a store at once, or many that are stored together."""

    def put(self, chunks: Iterable[bytes]) -> StoredDocument:
        """Store what the chunks make together; whoever lends the sink says when it is there.

        Raises:
            UserError: as ``DocumentStore.put``.
        """


class DocumentStore(Protocol):
    """Keeps every content once, unchanged, under its SHA-256."""

    def together(self) -> AbstractContextManager[ContentSink]:
        """Store many contents at once, several times as fast as one by one, from any threads.

        At the end of the block they are there and survive a power cut; nothing of it is there
        before, so that nobody may speak of it, and nothing at all after an exception.

        Raises:
            UserError: as ``put``.
        """

    def put(self, chunks: Iterable[bytes]) -> StoredDocument:
        """Store what the chunks make together; when this returns, it survives a power cut.

        Raises:
            UserError: ``documents.disk_full``, ``documents.not_writable`` or
                ``documents.unreachable`` (the drive or server it lies on).
        """

    def exists(self, sha256: str) -> bool:
        """Whether the content is there.

        Raises:
            UserError: ``documents.unreachable``: nobody can say now.
        """

    def open(self, sha256: str) -> BinaryIO:
        """Open the content for reading; the caller closes it.

        Raises:
            UserError: ``documents.missing``, ``documents.damaged`` (it is not what was stored) or
                ``documents.unreachable``.
        """

    def name_of(self, sha256: str) -> str:
        """Return the name under which the content lies or would lie; an encrypted store hides it.

        Raises:
            ValueError: ``sha256`` is not 64 hexadecimal digits in lower case.
        """

    def listed(self) -> Iterator[Shelved]:
        """Yield everything that lies there, in no order.

        Raises:
            UserError: ``documents.unreachable``.
        """

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
