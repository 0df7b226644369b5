"""The notice of what a committed change touched; screens refresh only what they show."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What kind of thing was changed."""

    CASE = "case"
    BANK_CHANGE = "bank_change"
    DRAFT = "draft"
    INTAKE = "intake"
    DELIVERY = "delivery"
    HAND_OVER = "hand_over"
    COMPANY = "company"
    STAFF = "staff"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; ``id`` is ``None`` where a whole kind may have changed."""

    kind: ChangeKind
    id: int | None = None
