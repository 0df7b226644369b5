"""One intention, one transaction; and the notice of what it changed."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session


class ChangeKind(StrEnum):
    """What kind of thing a unit of work changed; screens refresh only what they show."""

    CASE = "case"
    BANK_CHANGE = "bank_change"
    DRAFT = "draft"
    INTAKE = "intake"
    DELIVERY = "delivery"
    HAND_OVER = "hand_over"
    COMPANY = "company"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; ``id`` is ``None`` where a whole kind may have changed."""

    kind: ChangeKind
    id: int | None = None


@dataclass(slots=True)
class UnitOfWork:
    """An open writing transaction.

    Work through ``session``; say what changed with ``changed``. Listeners of the database hear of
    it after the commit, and never of what was rolled back.
    """

    session: Session
    changes: set[Change] = field(default_factory=set)

    def changed(self, kind: ChangeKind, entity_id: int | None = None) -> None:
        """Note that the thing ``entity_id`` of this kind changed."""
        self.changes.add(Change(kind, entity_id))
