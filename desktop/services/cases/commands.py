"""Intentions of a person towards a case. Every ``expected_version`` is that of the case as shown.

When somebody else changed meanwhile what the command depends on, the service raises
``UserError("conflict.changed")`` with ``by`` (name), ``at`` (aware UTC), ``changes`` (the facts
that overlap) and ``version`` (that of now); what the person wrote stays a draft.
"""

from dataclasses import dataclass
from datetime import date

from desktop.domain.sendable_files import OutgoingFile
from desktop.domain.work import Priority
from desktop.services.cases.draft_commands import UNSEEN, DraftSeen


@dataclass(frozen=True, slots=True)
class TakeCase:
    """Assign the case to the person who asks."""

    case_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class AssignCase:
    """Give the case to a person or, where ``staff_id`` is empty, to a team that shares it.

    The team of a case that goes to a person stays unless another one is named. ``note`` is what the
    receiver should know, an internal note; "" for none.
    """

    case_id: int
    expected_version: int
    staff_id: int | None
    team_id: int | None = None
    note: str = ""
    draft: DraftSeen = UNSEEN


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Say how pressing the case is; what the program suggested is decided with it."""

    case_id: int
    priority: Priority
    expected_version: int


@dataclass(frozen=True, slots=True)
class DismissSuggestion:
    """Leave the priority as it is: what the program suggested does not apply."""

    case_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class ChangeCategory:
    """Put the case into another category, with the promise of that one from the same receipt."""

    case_id: int
    category_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class AddTag:
    """Put a word on the case; a new word is created."""

    case_id: int
    name: str
    expected_version: int


@dataclass(frozen=True, slots=True)
class RemoveTag:
    """Take a word off the case."""

    case_id: int
    tag_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class LinkCases:
    """Say that two cases belong together."""

    case_id: int
    other_case_id: int


@dataclass(frozen=True, slots=True)
class UnlinkCases:
    """Say that two cases do not belong together after all."""

    case_id: int
    other_case_id: int


@dataclass(frozen=True, slots=True)
class SplitCase:
    """Begin a new case with a message of this one, which keeps it as well."""

    case_id: int
    message_id: int
    category_id: int
    subject: str
    expected_version: int


@dataclass(frozen=True, slots=True)
class MergeCase:
    """Let the case go on in another one; its own page was shown."""

    case_id: int
    into_case_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class UnmergeCase:
    """Let a merged case go on by itself again."""

    case_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class ReleaseToNobody:
    """Take the assignment away, so that anybody can take the case."""

    case_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Let the case wait for the tenant until a date (Wiedervorlage), with the reason."""

    case_id: int
    until: date
    reason: str
    expected_version: int


@dataclass(frozen=True, slots=True)
class ResumeCase:
    """End the waiting: back to review."""

    case_id: int
    expected_version: int


@dataclass(frozen=True, slots=True)
class CloseCase:
    """Close a case of any category but an undecided bank change."""

    case_id: int
    reason: str
    expected_version: int


@dataclass(frozen=True, slots=True)
class ReopenCase:
    """Open a closed case again, same reference and promise."""

    case_id: int
    reason: str
    expected_version: int


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Answer the tenant.

    ``way`` is the ``key`` of the reply way that was shown when *send* was pressed: it names way and
    recipient, and the service refuses when it is no longer one of the case
    (``message.recipient_changed``). ``template_code`` names the prepared reply the text began as;
    one that asks for something lets the case wait for the tenant until ``waiting_until``. With a
    ``close_reason`` the case is closed with the same act; both are undone together.
    """

    case_id: int
    way: str
    subject: str
    text: str
    expected_version: int
    template_code: str = ""
    waiting_until: date | None = None
    draft: DraftSeen = UNSEEN
    files: tuple[OutgoingFile, ...] = ()
    close_reason: str = ""


@dataclass(frozen=True, slots=True)
class AddNote:
    """Write an internal note; it never leaves the house."""

    case_id: int
    text: str
    draft: DraftSeen = UNSEEN
