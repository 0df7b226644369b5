"""What the way to the portal must offer."""

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Protocol


class PortalOutbox(Protocol):
    """A place from which the portal takes our events."""

    def publish(
        self,
        event_id: str,
        event: Mapping[str, Any],
        attachments: Mapping[str, Callable[[], BinaryIO]],
    ) -> None:
        """Hand over one event with its attachments, complete or not at all.

        An event that was handed over before, also by a run that was killed before it could note so,
        is not handed over again. ``attachments`` maps plain file names to what opens them.

        Raises:
            OSError: the place cannot be written; the caller tries again later.
        """
