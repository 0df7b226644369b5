"""Intentions towards what a person is still writing in a case."""

from dataclasses import dataclass

from desktop.domain.kinds import DraftKind
from desktop.domain.sendable_files import OutgoingFile


@dataclass(frozen=True, slots=True)
class DraftSeen:
    """What a window knows of the stored draft it writes on.

    ``writer`` names the window. ``draft_id`` and ``revision`` are of the draft it began with, as
    read; a draft that another window has written on since is not this one.
    """

    writer: str = ""
    draft_id: int | None = None
    revision: int = 0


UNSEEN = DraftSeen()


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep what a person is writing; replaces the former draft of this kind and window.

    ``base_version`` is the version of the case that was shown when the writing began, where what is
    written depends on it (``DraftKind.APPLICATION``).
    """

    case_id: int
    kind: DraftKind
    text: str
    subject: str = ""
    template_code: str = ""
    base_version: int = 0
    draft: DraftSeen = UNSEEN
    files: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """Throw a draft away, on the person's own wish."""

    case_id: int
    kind: DraftKind
    draft: DraftSeen = UNSEEN
