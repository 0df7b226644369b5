"""Intentions towards the form and the check list of a case, and towards a category itself.

``expected_version`` is the version of the case as shown; ``seen`` is the category as shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.services.cases.draft_commands import UNSEEN, DraftSeen
from desktop.services.categories.view import CategoryDefinition


@dataclass(frozen=True, slots=True)
class EditFields:
    """Put values into the form of an open case.

    ``values`` are texts by key as ``domain.form_fields.kept_value`` takes them: only those the
    person changed; "" takes a value away.
    """

    case_id: int
    values: Mapping[str, str]
    expected_version: int
    draft: DraftSeen = UNSEEN


@dataclass(frozen=True, slots=True)
class TickCheck:
    """Tick a line of the check list off, or (``done`` false) take the tick back."""

    case_id: int
    check_id: int
    done: bool
    expected_version: int


@dataclass(frozen=True, slots=True)
class SaveCategory:
    """Keep a category as ``wanted``; ``seen`` is None for one that is to be added.

    Position and company of one that is there stay as they are.
    """

    wanted: CategoryDefinition
    seen: CategoryDefinition | None = None


@dataclass(frozen=True, slots=True)
class MoveCategory:
    """Put a category one place up (``steps`` -1) or down (1) in the sidebar."""

    category_id: int
    steps: int
