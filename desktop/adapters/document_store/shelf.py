"""Where the bytes of contents lie, each under a name of 64 hexadecimal digits."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import BinaryIO, Protocol

from desktop.domain.stored_document import Shelved


class LostError(Exception):
    """There is nothing under a name."""


class UnreachableError(Exception):
    """Nobody can say now whether there is something under a name."""


class ShelfGroup(Protocol):
    """Contents that are kept together: nothing of them is there before ``settle``."""

    def add(
        self, blocks: Iterable[bytes], name: Callable[[], str], is_sound: Callable[[], bool]
    ) -> None:
        """Add what the blocks make together; ``name`` is asked when all blocks are read.

        Several threads may add at once.

        Where something lies under that name already, ``is_sound`` is asked: what is sound stays,
        anything else is replaced.

        An exception of ``blocks`` goes through and leaves nothing behind.

        Raises:
            UserError: ``documents.disk_full``, ``documents.not_writable`` or
                ``documents.unreachable``.
        """

    def settle(self) -> None:
        """Keep all that was added; when this returns, it survives a power cut. Raises as ``add``.

        Then the group is at its end, also where it fails.
        """

    def drop(self) -> None:
        """Throw away what was added and not settled. Never fails."""


class Shelf(Protocol):
    """A place for contents. What is there under a name is all of it, or damaged."""

    def together(self) -> ShelfGroup:
        """Begin a group of contents that are kept together."""

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
