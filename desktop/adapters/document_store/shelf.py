"""Where the bytes of contents lie, each under a name of 64 hexadecimal digits."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import BinaryIO, Protocol

from desktop.domain.stored_document import Shelved


class LostError(Exception):
    """There is nothing under a name."""


class UnreachableError(Exception):
    """Nobody can say now whether there is something under a name."""


class Shelf(Protocol):
    """A place for contents. What is there under a name is all of it, or damaged."""

    def keep(
        self, blocks: Iterable[bytes], name: Callable[[], str], is_sound: Callable[[], bool]
    ) -> None:
        """Keep what the blocks make together; ``name`` is asked when all blocks are read.

        Where something lies under that name already, ``is_sound`` is asked: what is sound stays,
        anything else is replaced.

        An exception of ``blocks`` goes through and leaves nothing behind.

        Raises:
            UserError: ``documents.disk_full``, ``documents.not_writable`` or
                ``documents.unreachable``.
        """

    def has(self, name: str) -> bool:
        """Whether something is there.

        Raises:
            UnreachableError: nobody can say.
        """

    def open(self, name: str) -> BinaryIO:
        """Open it for reading, from its beginning, with ``seek``.

        Raises:
            LostError, UnreachableError
        """

    def listed(self) -> Iterator[Shelved]:
        """Yield what lies here, in no order.

        Raises:
            UnreachableError: nobody can say.
        """

    def sweep(self, *, before: datetime) -> None:
        """Remove what was left half written for the last time before that instant. Never fails."""
