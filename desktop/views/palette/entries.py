"""What a list of the palette or of the keys is made of: chapters of frozen entries."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.services.search.view import Mark
from desktop.views.action_spec import ActionId


@dataclass(frozen=True, slots=True)
class ActionTarget:
    """Runs an action."""

    action_id: ActionId


@dataclass(frozen=True, slots=True)
class CaseTarget:
    """Opens a case."""

    case_id: int


@dataclass(frozen=True, slots=True)
class TenancyTarget:
    """Opens the account of a tenancy; ``title`` is what was found of it."""

    tenancy_id: int
    title: str


@dataclass(frozen=True, slots=True)
class DocumentTarget:
    """Opens the account of a tenancy at a document."""

    tenancy_id: int
    document_id: int


@dataclass(frozen=True, slots=True)
class SearchTarget:
    """Opens the page of results with all that ``text`` finds."""

    text: str


Target = ActionTarget | CaseTarget | TenancyTarget | DocumentTarget | SearchTarget


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. ``key`` tells entries apart; ``marks`` are (start, length) in the text they go with.

    At the right stands a ``pill`` (kind, text), a ``note`` or the labels of ``keys``. A ``blocked``
    entry is greyed; its detail says why.
    """

    key: str
    title: str
    icon: str = ""
    marks: tuple[Mark, ...] = ()
    detail: str = ""
    detail_marks: tuple[Mark, ...] = ()
    note: str = ""
    pill: tuple[str, str] | None = None
    keys: tuple[str, ...] = ()
    blocked: bool = False
    target: Target | None = None

    def spoken(self) -> str:
        """Everything the row shows as one sentence, for a screen reader."""
        pill = self.pill[1] if self.pill else ""
        parts = (self.title, self.detail, pill, self.note, *self.keys)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of entries; ``complete`` is false where more would have been found."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    complete: bool = True


def settled(old: Section | None, new: Section) -> Section:
    """Return ``new`` in the order of ``old``: what stood there keeps its place, others follow.

    So rows do not change places while somebody types or reads.
    """
    if old is None:
        return new
    by_key = {entry.key: entry for entry in new.entries}
    kept = [by_key.pop(entry.key) for entry in old.entries if entry.key in by_key]
    return replace(new, entries=(*kept, *by_key.values()))
