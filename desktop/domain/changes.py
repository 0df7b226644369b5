"""The notice of what a committed change touched; screens refresh only what they show."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What kind of thing was changed."""

    CASE = "case"
    BANK_CHANGE = "bank_change"
    TENANCY = "tenancy"
    """A contract, its parties, their accounts, codes, consents, contact data or documents; the
    contract's id.
    """
    MASTER_DATA = "master_data"
    """An import of master data began, went on, ended or was taken back; the import's id."""
    DRAFT = "draft"
    INTAKE = "intake"
    DELIVERY = "delivery"
    HAND_OVER = "hand_over"
    COMPANY = "company"
    CATEGORY = "category"
    """A category, its form or its check list; the id is the category's."""
    STAFF = "staff"
    TEAM = "team"
    """A team, its members or a rule that names it; the id is the team's."""
    OPERATION = "operation"
    READING = "reading"
    """Somebody read a case or marked it unread; the id is the case's."""
    SAVED_VIEW = "saved_view"
    NOTICE = "notice"
    """Something under somebody's bell; the id is the person's."""
    REPLIES = "replies"
    """A prepared reply was written, changed or put out of use."""
    UPLOAD = "upload"
    """A batch of files was read, corrected, published or taken back; the id is the upload's."""
    LIBRARY_FORM = "library_form"
    """A form of the library; the id is the form's."""
    CONSUMPTION = "consumption"
    """Monthly values came, were decided or published; the id is the import's."""
    OWN_WORDS = "own_words"
    """Words a person knows to be right; the id is the person's."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; ``id`` is ``None`` where a whole kind may have changed."""

    kind: ChangeKind
    id: int | None = None
