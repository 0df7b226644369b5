"""Writes beside a case how pressing its words sound; a person decides (``cases.priority``)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop.domain.work import RetentionClass
from desktop.models.case import Case
from desktop.models.company import Category

DAMAGE = "damage"
"""Code of the category every company has for damages."""
_GENERAL = "general"


def is_damage(category: Category) -> bool:
    """Whether cases of a category are damage reports: the usual one, or one kept like it."""
    return category.code == DAMAGE or category.retention_class is RetentionClass.DAMAGE


def note_emergency(
    case: Case, *, subject: str, text: str, fields: Mapping[str, Any] | None, on: date
) -> None:
    """Note the priority that a report's words suggest, and why.

    ``on`` is the Berlin date they arrived on. Only what presses more than the case does already,
    or than what is suggested, is noted. A general request is read too: who smells gas does not
    look for the right form.
    """
    if not is_damage(case.category) and case.category.code != _GENERAL:
        return
    # Its table of words is for cases that come in.
    from desktop.domain.emergency import more_pressing, read_emergency

    found = read_emergency(subject=subject, text=text, fields=fields, on=on)
    if found is None or not more_pressing(found.priority, case.priority):
        return
    if case.suggested_priority is None or more_pressing(found.priority, case.suggested_priority):
        case.suggested_priority = found.priority
        case.suggestion_reason = found.reason.value
