"""Where the end of the audit log is noted outside of the database."""

from __future__ import annotations

from typing import Protocol

from desktop.domain.audit_trail import Anchor


class AnchorPlace(Protocol):
    """A file that only grows, best on a computer that nobody who works here can write to."""

    def anchors(self) -> tuple[Anchor, ...]:
        """Return all that were noted, in their order; none where nothing was noted yet.

        Raises:
            UserError: ``audit.anchors_unreadable``.
        """
        ...

    def note(self, anchor: Anchor) -> None:
        """Add one and force it to the disk.

        Raises:
            UserError: ``audit.anchors_not_writable``.
        """
        ...


class NoAnchors:
    """For a program that notes the end of its log nowhere: only the chain can be checked."""

    def anchors(self) -> tuple[Anchor, ...]:
        """None were noted."""
        return ()

    def note(self, anchor: Anchor) -> None:
        """There is no place to keep it."""
